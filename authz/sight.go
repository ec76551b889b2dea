package authz

import (
	"strings"

	"partnerhub/filter"
	"partnerhub/model"
)

// Sight is what a grant shows on one record. The zero Sight shows nothing.
type Sight struct{ groups groupSet }

// Keep is what keeps a field from being hidden. The zero Keep keeps it from nothing: such a field is always hidden.
type Keep struct{ groups groupSet }

// SightOf decides over a record as it is stored, for fields that are kept so: the same decision that Mask takes. The bytes hold
// at least what Reach says is needed.
func (g Grant) SightOf(d filter.Doc, wanted Keep) Sight {
	if g.kind == nil {
		return Sight{}
	}
	return Sight{g.groupsIn(d, wanted.groups|1<<idGroup)}
}

// Expect tells a reader of stored records what the grant's decisions look at.
func (g Grant) Expect(r *filter.Reader) {
	for i := range g.wides {
		r.Expect(&g.wides[i].rows)
	}
	for i := range g.alts {
		r.Expect(&g.alts[i].further)
	}
}

// None is true for a record outside the grant's rows: nothing of it may be told, not even that it exists.
func (s Sight) None() bool { return s.groups == 0 }

// Shows is true for a field that Mask would leave as it is.
func (s Sight) Shows(k Keep) bool { return s.groups&k.groups != 0 }

// KeepOf tells what keeps the field at a stored path, false for a path that a kind does not have. A document of which parts
// are kept by themselves stays as long as one of them does.
func KeepOf(kind model.Kind, path string) (k Keep, ok bool) {
	known := kindNamed(kind)
	for known != nil && path != "" {
		if groups, ok := known.keeps[path]; ok {
			return Keep{groups}, true
		}
		path = path[:max(strings.LastIndexByte(path, '.'), 0)]
	}
	return Keep{}, false
}

// With is what keeps either of two fields.
func (k Keep) With(other Keep) Keep { return Keep{k.groups | other.groups} }
