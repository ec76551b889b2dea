package authz

import (
	"partnerhub/filter"
)

// Reach is how far a grant reaches into records: the fields that it shows on some row, and those that its decisions look at.
// Two equal ones need the same to be read, whoever asks; it says nothing about any row.
type Reach struct {
	kind  *kind
	shown groupSet
	needs [2]uint64 // by the place of a path among the kind's
	whole bool      // a decision looks at something that no path names
}

// Reach sums the grant up.
func (g Grant) Reach() Reach {
	r := Reach{kind: g.kind}
	for i := range g.alts {
		r.shown |= g.alts[i].groups
		r.need(&g.alts[i].further)
	}
	for i := range g.wides {
		r.need(&g.wides[i].rows)
	}
	return r
}

func (r *Reach) need(c *filter.Cond) {
	if c.IsLeaf() {
		r.needField(c.Field)
		return
	}
	for i := range c.Subs {
		r.need(&c.Subs[i])
	}
}

func (r *Reach) needField(field string) {
	path := r.kind.pathOver(field)
	place, known := r.kind.places[path]
	if !known || place >= 128 {
		r.whole = true
		return
	}
	r.needs[place/64] |= 1 << (place % 64)
}

// Shows is true for a field that some row may show.
func (r Reach) Shows(k Keep) bool { return r.shown&k.groups != 0 }

// Needed lists the stored paths that decisions look at, false where nothing less than the whole record will do.
func (r Reach) Needed() (paths []string, ok bool) {
	for path, place := range r.kind.places {
		if place < 128 && r.needs[place/64]&(1<<(place%64)) != 0 {
			paths = append(paths, path)
		}
	}
	return paths, !r.whole
}
