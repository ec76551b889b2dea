package table

import (
	"math/bits"
	"slices"

	"github.com/tidwall/btree"

	"partnerhub/localdb/raw"
	"partnerhub/localdb/tree"
)

// rows keeps documents by record number. Numbers that follow each other share a
// page, so that the tree of pages is small enough to stay in the processor's
// caches: finding a document costs a look at its page and little more.
type rows struct {
	pages *btree.Map[uint64, *page]
	size  int
}

// span is how many record numbers belong to a page.
const span = 32

// page holds the documents of some of its numbers, in order.
type page struct {
	edit *tree.Edit // of the version that may change it
	mask uint32     // a bit for each number that has a document
	docs []raw.Doc
}

func newRows() rows { return rows{pages: btree.NewMap[uint64, *page](16)} }

// copy returns rows that share everything with r until one of them changes.
func (r rows) copy() rows { return rows{pages: r.pages.Copy(), size: r.size} }

func (r rows) get(id uint64) (raw.Doc, bool) {
	p, ok := r.pages.Get(id / span)
	if !ok {
		return nil, false
	}
	i, ok := p.place(id)
	if !ok {
		return nil, false
	}
	return p.docs[i], true
}

// place returns where the document of a number is or would be.
func (p *page) place(id uint64) (i int, there bool) {
	bit := uint32(1) << (id % span)
	return bits.OnesCount32(p.mask & (bit - 1)), p.mask&bit != 0
}

// set stores a document and returns the one that it replaces, if any.
func (r *rows) set(id uint64, d raw.Doc, e *tree.Edit) (old raw.Doc) {
	p := r.own(id/span, e)
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

// remove takes a document out and returns it, nil if there is none.
func (r *rows) remove(id uint64, e *tree.Edit) raw.Doc {
	old, there := r.get(id)
	if !there {
		return nil
	}
	r.size--
	p := r.own(id/span, e)
	i, _ := p.place(id)
	p.docs = slices.Delete(p.docs, i, i+1)
	if p.mask &^= 1 << (id % span); p.mask == 0 {
		r.pages.Delete(id / span)
	}
	return old
}

// own returns a page to change, which no other version has.
func (r *rows) own(number uint64, e *tree.Edit) *page {
	p, ok := r.pages.Get(number)
	if ok && p.edit == e {
		return p
	}
	own := &page{edit: e}
	if ok {
		own.mask = p.mask
		own.docs = append(make([]raw.Doc, 0, min(len(p.docs)+1, span)), p.docs...)
	}
	r.pages.Set(number, own)
	return own
}

// changed returns the numbers whose documents are not the same in an earlier
// version. Pages that both share are passed over.
func (r rows) changed(old rows) (ids []uint64) {
	a, b := old.pages.Iter(), r.pages.Iter()
	okA, okB := a.Next(), b.Next()
	for okA || okB {
		switch {
		case !okB || okA && a.Key() < b.Key():
			ids = a.Value().differs(ids, &page{}, a.Key())
			okA = a.Next()
		case !okA || b.Key() < a.Key():
			ids = b.Value().differs(ids, &page{}, b.Key())
			okB = b.Next()
		default:
			if a.Value() != b.Value() {
				ids = a.Value().differs(ids, b.Value(), b.Key())
			}
			okA, okB = a.Next(), b.Next()
		}
	}
	return ids
}

// differs appends the numbers whose documents are not the same in two pages of
// the same numbers. Every write stores new bytes, so it is enough to compare
// where they are.
func (p *page) differs(ids []uint64, q *page, number uint64) []uint64 {
	for id := number * span; id < (number+1)*span; id++ {
		i, inP := p.place(id)
		j, inQ := q.place(id)
		if inP != inQ || inP && &p.docs[i][0] != &q.docs[j][0] {
			ids = append(ids, id)
		}
	}
	return ids
}

// Rows returns an iterator over all documents in the order of their records.
func (t *Table) Rows() *Rows { return &Rows{pages: t.rows.pages.Iter()} }

// Rows walks the documents of one version of a table.
type Rows struct {
	pages btree.MapIter[uint64, *page]
	page  *page
	at    int    // the current document of the page
	left  uint32 // the bits of the page from the current one on
}

// Next moves to the next document.
func (r *Rows) Next() bool {
	r.at, r.left = r.at+1, r.left&(r.left-1)
	for r.left == 0 {
		if !r.pages.Next() {
			return false
		}
		r.page = r.pages.Value()
		r.at, r.left = 0, r.page.mask
	}
	return true
}

// Row returns the current document.
func (r *Rows) Row() Row {
	return Row{ID: r.pages.Key()*span + uint64(bits.TrailingZeros32(r.left)), Doc: r.page.docs[r.at]}
}
