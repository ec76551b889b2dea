package plan

// serve finds out whether the index yields its keys in the order of the sort,
// upwards or downwards, possibly by merging its intervals.
//
// A start from which the sort's columns stand side by side is preferred, because
// a merge can then compare keys without the documents.
//
// Columns before the order's start must be points. A sort column that is pinned
// to one value is served wherever it stands, and a pinned index column between
// two sort columns does not disturb.
func (a *access) serve(sort []Column) {
	if len(sort) == 0 {
		return
	}
	for from := min(a.fixed, len(a.index.Columns())-1); from >= 0; from-- {
		for _, reverse := range []bool{false, true} {
			contiguous, ok := a.follows(sort, from, reverse)
			if ok && (contiguous || !a.served) {
				a.served, a.from, a.reverse, a.contiguous = true, from, reverse, contiguous
			}
		}
		if a.contiguous {
			return
		}
	}
	if !a.served && a.allPinned(sort) {
		a.served, a.from = true, len(a.bounds)
	}
}

// follows walks the index columns from one on along the sort.
func (a *access) follows(sort []Column, from int, reverse bool) (contiguous, ok bool) {
	columns := a.index.Columns()
	at := from
	contiguous = true
	matched := false
	for _, s := range sort {
		if a.pinnedPath(s.Path) {
			contiguous = contiguous && at < len(columns) && columns[at].Path == s.Path
			if at < len(columns) && columns[at].Path == s.Path {
				contiguous = contiguous && columns[at].Desc != reverse == s.Desc
				at++
			}
			continue
		}
		for at < len(columns) && columns[at].Path != s.Path && a.pinned(at) {
			at, contiguous = at+1, false
		}
		if at >= len(columns) || columns[at].Path != s.Path || a.index.Multi&(1<<at) != 0 {
			return false, false
		}
		if (columns[at].Desc != reverse) != s.Desc {
			return false, false
		}
		at, matched = at+1, true
	}
	return contiguous, matched
}

func (a *access) pinnedPath(path string) bool {
	for i, c := range a.index.Columns() {
		if c.Path == path && a.pinned(i) {
			return true
		}
	}
	return false
}

func (a *access) allPinned(sort []Column) bool {
	for _, s := range sort {
		if !a.pinnedPath(s.Path) {
			return false
		}
	}
	return true
}
