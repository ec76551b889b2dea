package table

import (
	"math/bits"

	"partnerhub/localdb/raw"
)

// Rows returns an iterator over all documents in the order of their records.
func (t *Table) Rows() *Rows {
	r := &Rows{}
	if p := t.rows.root; p != nil {
		r.path = append(r.path, stop{page: p, left: p.mask})
	}
	return r
}

// Rows walks the documents of one version of a table.
type Rows struct {
	path []stop // from the root to the current page
	row  Row
}

// stop is a page and what is left to see of it.
type stop struct {
	page   *page
	left   uint32 // the bits of what comes next
	at     int    // the next document
	number uint64 // what the numbers of the page start with
}

// Next moves to the next document.
func (r *Rows) Next() bool {
	for len(r.path) > 0 {
		s := &r.path[len(r.path)-1]
		if s.left == 0 {
			r.path = r.path[:len(r.path)-1]
			continue
		}
		i := bits.TrailingZeros32(s.left)
		s.left &= s.left - 1
		number := s.number<<width | uint64(i)
		if s.page.below == nil {
			r.row = Row{ID: number, Doc: s.page.docs[s.at]}
			s.at++
			return true
		}
		p := s.page.below[i]
		r.path = append(r.path, stop{page: p, left: p.mask, number: number})
	}
	return false
}

// Row returns the current document.
func (r *Rows) Row() Row { return r.row }

// changed returns the numbers whose documents are not the same in an earlier
// version. Pages that both share are passed over.
func (r rows) changed(old rows) []uint64 {
	a, b := old.root, r.root
	for shift := old.shift; shift < r.shift && a != nil; {
		shift += width
		a = above(a, shift, nil)
	}
	for shift := r.shift; shift < old.shift && b != nil; {
		shift += width
		b = above(b, shift, nil)
	}
	return differ(nil, a, b, 0)
}

// differ appends the numbers whose documents are not the same in two pages of one
// height, either of which may be missing. Every write stores new bytes, so it is
// enough to compare where they are.
func differ(ids []uint64, a, b *page, number uint64) []uint64 {
	if a == b {
		return ids
	}
	for left := a.has() | b.has(); left != 0; left &= left - 1 {
		i := bits.TrailingZeros32(left)
		next := number<<width | uint64(i)
		switch {
		case a.inner() || b.inner():
			ids = differ(ids, a.child(i), b.child(i), next)
		case !sameBytes(a.doc(next), b.doc(next)):
			ids = append(ids, next)
		}
	}
	return ids
}

func (p *page) has() uint32 {
	if p == nil {
		return 0
	}
	return p.mask
}

func (p *page) inner() bool { return p != nil && p.below != nil }

func (p *page) child(i int) *page {
	if p == nil {
		return nil
	}
	return p.below[i]
}

func (p *page) doc(id uint64) raw.Doc {
	if p == nil {
		return nil
	}
	i, there := p.place(id)
	if !there {
		return nil
	}
	return p.docs[i]
}

func sameBytes(a, b raw.Doc) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	return &a[0] == &b[0]
}
