package store

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"go.mongodb.org/mongo-driver/v2/bson"

	"partnerhub/authz"
	"partnerhub/filter/stored"
	"partnerhub/model"
)

// Want says which stored fields of a kind's records an answer needs. It is made once and serves many requests of many people:
// it knows what would keep each field from being hidden, and nothing of who asks.
type Want struct {
	kind  model.Kind
	forms map[model.OrganizationKind]form // by side: each is told a version of its own
	keeps []authz.Keep                    // by slot
	all   authz.Keep                      // any of keeps

	mu          sync.Mutex
	projections map[projected]bson.Raw
}

// form is where one side's answers are read from.
type form struct {
	paths []string
	shape *stored.Shape
}

// projected is what a projection depends on.
type projected struct {
	reach authz.Reach
	side  model.OrganizationKind
	sort  string
}

// maxProjections bounds what a Want remembers. Grants of one shape share a projection, so that there are a few for each role.
const maxProjections = 100

// NewWant wants these stored paths, the id first. A path that the kind does not have is a mistake of the calling code.
func NewWant(kind model.Kind, paths []string) (*Want, error) {
	if len(paths) == 0 || paths[0] != "_id" {
		return nil, fmt.Errorf("store: a want of %s begins with the id", kind)
	}
	w := &Want{kind: kind, forms: map[model.OrganizationKind]form{}, projections: map[projected]bson.Raw{}}
	for _, side := range append([]model.OrganizationKind{""}, model.AllOrganizationKind...) {
		if err := w.addForm(side, paths); err != nil {
			return nil, err
		}
	}
	for _, path := range paths {
		keep, ok := authz.KeepOf(kind, path)
		if !ok {
			return nil, fmt.Errorf("store: %s has no stored field %s", kind, path)
		}
		w.keeps, w.all = append(w.keeps, keep), w.all.With(keep)
	}
	return w, nil
}

func (w *Want) addForm(side model.OrganizationKind, paths []string) error {
	f := form{paths: make([]string, len(paths))}
	for i, path := range paths {
		f.paths[i] = authz.StoredFor(side, w.kind, path)
	}
	var err error
	f.shape, err = stored.NewShape(f.paths)
	w.forms[side] = f
	return err
}

// projection reads what some row may show and what the grant's decisions look at, and nothing else. Nil reads everything.
func (w *Want) projection(g authz.Grant, sort string) bson.Raw {
	key := projected{g.Reach(), g.Side(), sort}
	w.mu.Lock()
	defer w.mu.Unlock()
	p, known := w.projections[key]
	if !known {
		if len(w.projections) >= maxProjections {
			clear(w.projections)
		}
		p = w.project(key)
		w.projections[key] = p
	}
	return p
}

func (w *Want) project(key projected) bson.Raw {
	paths, ok := key.reach.Needed()
	if !ok {
		return nil
	}
	for slot, path := range w.forms[key.side].paths {
		if key.reach.Shows(w.keeps[slot]) && !w.toldByParts(key, path) {
			paths = append(paths, path)
		}
	}
	if key.sort != "" {
		paths = append(paths, key.sort)
	}
	out := bson.D{}
	slices.Sort(paths)
	for _, path := range slices.Compact(paths) {
		above := func(other string) bool { return strings.HasPrefix(path, other+".") }
		if !slices.ContainsFunc(paths, above) {
			out = append(out, bson.E{Key: path, Value: 1})
		}
	}
	raw, err := bson.Marshal(out)
	if err != nil {
		return nil
	}
	return raw
}

// toldByParts is true for a document of which a part is read by itself: that tells that the document is there.
func (w *Want) toldByParts(key projected, path string) bool {
	for slot, other := range w.forms[key.side].paths {
		if strings.HasPrefix(other, path+".") && key.reach.Shows(w.keeps[slot]) {
			return true
		}
	}
	return false
}
