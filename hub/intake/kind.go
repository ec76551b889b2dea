package intake

import (
	"context"
	"strings"

	"partnerhub/authz"
	"partnerhub/model"
	"partnerhub/store"
)

// kind is how the rows of one kind become records.
type kind interface {
	allColumns() []Column
	// keyOf is the row's natural key, empty when the row does not have it whole.
	keyOf(r *row) string
	// singleColumn is the column to name when the store finds a value that another record has.
	singleColumn() string
	// wants names what the row refers to.
	wants(r *row, w *wanted)
	// load reads the records that the rows are about.
	load(ctx context.Context, b *batch, rows []*row) error
	// turns is the order in which rows are put, as indexes.
	turns(b *batch, rows []*row) []int
	// rowsAtOnce is how many rows share a transaction.
	rowsAtOnce() int
	// put stores one row, or adds to its faults. An error is the store's.
	put(ctx context.Context, b *batch, r *row) (Outcome, error)
}

// of is the kind of a noun.
type kindOf[T any] struct {
	kind       model.Kind
	columns    []Column
	key        func(*row) string
	identify   func(*row) model.ID // nil where the id is made of the key
	single     string              // the column whose values no two records may share, if any
	unseen     fault               // what a sender is told of a record outside its grant, and of one that does not exist
	collection func(*store.Store) *store.Collection[T]
	want       func(r *row, w *wanted)
	// fill sets the record's fields from the row; doc begins as a shallow copy of old, which is nil for a new record.
	fill func(b *batch, r *row, old, doc *T)
	// settle, if any, adds what only the store can tell. It runs only for a row without fault and may add faults.
	settle func(ctx context.Context, b *batch, r *row, old, doc *T) error
	// follow, if any, notes what the stored record means for others.
	follow func(b *batch, old, doc *T)
}

func (k kindOf[T]) allColumns() []Column { return k.columns }

func (k kindOf[T]) singleColumn() string { return k.single }

func (k kindOf[T]) keyOf(r *row) string { return k.key(r) }

// keyOf joins columns into a natural key. Handles hold no slash, so different values never give the same key.
func keyOf(columns ...string) func(*row) string {
	return func(r *row) string {
		values := make([]string, len(columns))
		for i, c := range columns {
			if values[i], _ = r.get(c); values[i] == "" {
				return ""
			}
		}
		return strings.Join(values, "/")
	}
}

func (k kindOf[T]) id(r *row) model.ID {
	if k.identify != nil {
		return k.identify(r)
	}
	return model.DerivedID(k.kind, k.keyOf(r))
}

func (k kindOf[T]) wants(r *row, w *wanted) {
	if k.want != nil {
		k.want(r, w)
	}
}

func (k kindOf[T]) load(ctx context.Context, b *batch, rows []*row) error {
	ids := make([]model.ID, len(rows))
	for i, r := range rows {
		ids[i] = k.id(r)
	}
	found, err := byID(ctx, k.collection(b.store), k.kind, ids)
	b.stored = map[model.ID]any{}
	for id, doc := range found {
		b.stored[id] = doc
	}
	return err
}

func (k kindOf[T]) turns(_ *batch, rows []*row) []int {
	out := make([]int, len(rows))
	for i := range out {
		out[i] = i
	}
	return out
}

func (k kindOf[T]) put(ctx context.Context, b *batch, r *row) (Outcome, error) {
	old, _ := b.stored[k.id(r)].(*T)
	if old != nil && !b.mayWrite(old) {
		return r.refuse(k.unseen), nil
	}
	doc := new(T)
	any(doc).(model.Noun).Base().ID = k.id(r)
	if old != nil {
		*doc = *old
	}
	k.fill(b, r, old, doc)
	if old == nil && !b.mayWrite(doc) {
		return r.refuse(k.unseen), nil
	}
	if !r.faulty() && k.settle != nil {
		if err := k.settle(ctx, b, r, old, doc); err != nil {
			return "", err
		}
	}
	if r.faulty() {
		return Rejected, nil
	}
	outcome, err := k.keep(ctx, b, old, doc)
	if err == nil && k.follow != nil {
		k.follow(b, old, doc)
	}
	return outcome, err
}

// keep stores a record, or leaves it to the end of the batch: where no row asks the store for anything, none can miss what the
// rows before it have written.
func (k kindOf[T]) keep(ctx context.Context, b *batch, old, doc *T) (Outcome, error) {
	if k.settle != nil {
		return keep(ctx, b, k.collection(b.store), b.grant(k.kind), old, doc)
	}
	if b.writes == nil {
		b.writes = &writes[T]{to: k.collection(b.store), grant: b.grant(k.kind)}
	}
	return b.writes.(*writes[T]).add(old, doc), nil
}

// rowsAtOnce is how many rows share a transaction. Records that are written together are cheap, and what follows from them for
// organizations is written once for all of them.
func (k kindOf[T]) rowsAtOnce() int {
	if k.settle == nil {
		return BatchSize
	}
	return smallBatch
}

// keep stores a record. The store writes nothing when no field differs.
func keep[T any](ctx context.Context, b *batch, to *store.Collection[T], g authz.Grant, old, doc *T) (Outcome, error) {
	if old == nil {
		return Created, to.Insert(ctx, g, doc, b.stamp("create"))
	}
	base := any(doc).(model.Noun).Base()
	base.Written = false
	err := to.Replace(ctx, g, old, doc, b.stamp("update"))
	if !base.Written {
		return Unchanged, err
	}
	return Updated, err
}
