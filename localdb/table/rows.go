package table

import (
	"math/bits"
	"slices"

	"partnerhub/localdb/raw"
	"partnerhub/localdb/tree"
)

// rows keeps documents by record number. Numbers that follow each other share a
// page, and the pages hang in a tree that takes a few bits of the number at each
// level: finding a document costs no comparison, and a write copies one short
// path.
type rows struct {
	root  *page // nil without documents
	shift int   // how many bits of a number are left below the root
	size  int
}

// span is how many record numbers belong to a page, and how many pages to one
// above them; width is their number of bits.
const (
	width = 5
	span  = 1 << width
)

// page holds the documents of some of its numbers, in order, or the pages below.
type page struct {
	edit  *tree.Edit // of the version that may change it
	mask  uint32     // a bit for each number or page that there is
	docs  []raw.Doc
	below *[span]*page // nil in a page with documents
}

// newPage returns an empty page that stands for so many bits of a number.
func newPage(shift int, e *tree.Edit) *page {
	if shift == 0 {
		return &page{edit: e}
	}
	inner := &struct {
		page
		room [span]*page
	}{}
	inner.edit, inner.below = e, &inner.room
	return &inner.page
}

// get returns the document of a number.
func (r rows) get(id uint64) (raw.Doc, bool) {
	if r.root == nil || !r.reaches(id) {
		return nil, false
	}
	p := r.root
	for shift := r.shift; shift > 0; shift -= width {
		if p = p.below[digit(id, shift)]; p == nil {
			return nil, false
		}
	}
	i, ok := p.place(id)
	if !ok {
		return nil, false
	}
	return p.docs[i], true
}

// reaches reports that the tree is high enough for a number.
func (r rows) reaches(id uint64) bool { return id>>(r.shift+width) == 0 }

// digit returns which page below one of this height a number belongs to.
func digit(id uint64, shift int) int { return int(id>>shift) & (span - 1) }

// place returns where the document of a number is or would be.
func (p *page) place(id uint64) (i int, there bool) {
	bit := uint32(1) << (id % span)
	return bits.OnesCount32(p.mask & (bit - 1)), p.mask&bit != 0
}

// set stores a document and returns the one that it replaces, if any.
func (r *rows) set(id uint64, d raw.Doc, e *tree.Edit) (old raw.Doc) {
	r.raise(id, e)
	p := r.own(id, e)
	i, there := p.place(id)
	if there {
		old, p.docs[i] = p.docs[i], d
		return old
	}
	p.docs = slices.Insert(p.docs, i, d)
	p.mask |= 1 << (id % span)
	r.size++
	return nil
}

// raise makes the tree high enough for a number.
func (r *rows) raise(id uint64, e *tree.Edit) {
	for !r.reaches(id) {
		r.shift += width
		if r.root != nil {
			r.root = above(r.root, r.shift, e)
		}
	}
	if r.root == nil {
		r.root = newPage(r.shift, e)
	}
}

// above returns a page that has p as the first one below.
func above(p *page, shift int, e *tree.Edit) *page {
	up := newPage(shift, e)
	up.below[0], up.mask = p, 1
	return up
}

// own returns the page of a number to change, with nothing on the way to it that
// another version has.
func (r *rows) own(id uint64, e *tree.Edit) *page {
	p := r.root.own(r.shift, e)
	r.root = p
	for shift := r.shift; shift > 0; shift -= width {
		i := digit(id, shift)
		next := p.below[i]
		if next == nil {
			next = newPage(shift-width, e)
			p.mask |= 1 << i
		}
		next = next.own(shift-width, e)
		p.below[i], p = next, next
	}
	return p
}

// own returns a page that may be changed: p itself if the edit made it.
func (p *page) own(shift int, e *tree.Edit) *page {
	if p.edit == e {
		return p
	}
	own := newPage(shift, e)
	own.mask = p.mask
	if p.below != nil {
		*own.below = *p.below
		return own
	}
	own.docs = append(make([]raw.Doc, 0, min(len(p.docs)+1, span)), p.docs...)
	return own
}

// remove takes a document out and returns it, nil if there is none.
func (r *rows) remove(id uint64, e *tree.Edit) raw.Doc {
	old, there := r.get(id)
	if !there {
		return nil
	}
	if r.size--; r.size == 0 {
		*r = rows{}
		return old
	}
	p := r.own(id, e)
	i, _ := p.place(id)
	p.docs = slices.Delete(p.docs, i, i+1)
	p.mask &^= 1 << (id % span)
	r.root.prune(id, r.shift)
	return old
}

// prune lets go of what has become empty on the way to a number, all of which is
// owned, and reports that p has.
func (p *page) prune(id uint64, shift int) bool {
	if p.below == nil {
		return p.mask == 0
	}
	if i := digit(id, shift); p.below[i].prune(id, shift-width) {
		p.below[i] = nil
		p.mask &^= 1 << i
	}
	return p.mask == 0
}
