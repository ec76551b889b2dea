package query

// ByLibrary leaves the update to the library alone.
func (u *Update) ByLibrary() { u.plain = nil }

// IsPlain is true for an update that is tried on the bytes first.
func (u *Update) IsPlain() bool { return u.plain != nil }
