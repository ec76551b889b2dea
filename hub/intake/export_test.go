package intake

// CopyAtMost bounds how many deals a transaction of several rows brings up to date.
func (f *File) CopyAtMost(n int) { f.maxCopied = n }
