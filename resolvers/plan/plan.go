// Package plan answers a field of the query by a plan: which stored fields of which records are read, and how they become
// JSON. A plan is made once from a document, the schema and the model, and serves everybody who sends that document: what is
// hidden from the viewer is decided by the hub, under the viewer's grant, before a plan sees a row. What a plan does not know
// is left to the ordinary resolvers, which answer the same bytes. No rule, no role and no query belongs here.
package plan

import (
	"errors"

	"partnerhub/hub"
	"partnerhub/model"
)

// object writes one object and tells what records it names.
type object struct {
	members []member
	refs    []ref
	asks    []*asked // what use-cases are asked about it
}

// leads is true where the object names records, or use-cases are asked about it.
func (o *object) leads() bool { return len(o.refs)+len(o.asks) > 0 }

// member writes a key with what comes before it, and its value.
type member struct {
	key   []byte
	write writer
}

// writer appends a value, read from an object's slots.
type writer func(x *run, in []hub.Value) error

// ref is a place where an object names records.
type ref struct {
	slot  int
	frame *frame // of the records named
	below *object
	// list reads the elements in which the records are named, nil where the object itself names them.
	list *elements
}

// elements are the documents of a list within a record.
type elements struct {
	frame *frame
	below *object
}

// frame says what is read of a document: each path has a slot.
type frame struct {
	kind  model.Kind // "" for an element of a list
	at    int        // the place among the frames of records
	paths []string
	slots map[string]int
	want  *hub.Want  // for records
	shape *hub.Shape // for elements
}

func newFrame(kind model.Kind) *frame { return &frame{kind: kind, slots: map[string]int{}} }

// slot is where the value at a path goes.
func (f *frame) slot(path string) int {
	slot, known := f.slots[path]
	if !known {
		slot = len(f.paths)
		f.slots[path], f.paths = slot, append(f.paths, path)
	}
	return slot
}

// seal ends the making of the frame.
func (f *frame) seal() (err error) {
	if f.kind != "" {
		f.want, err = hub.NewWant(f.kind, f.paths)
		return err
	}
	f.shape, err = hub.NewShape(f.paths)
	return err
}

var (
	// errForm is a value that the field's type does not have.
	errForm = errors.New("plan: a record has a value of another type")
	// errKind is an id of a kind that no plan knows.
	errKind = errors.New("plan: a kind that no plan knows")
	// errTooMany is for the ordinary resolvers to say.
	errTooMany = errors.New("plan: too many ids")
	// errNull is no value where the schema promises one.
	errNull = errors.New("plan: a value is missing")
)
