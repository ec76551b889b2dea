package hub

import (
	"context"
	"strings"

	"partnerhub/model"
	"partnerhub/store"
)

// importKind is how the rows of one kind become records.
type importKind interface {
	allColumns() []ImportColumn
	// keyOf is the row's natural key, empty when the row does not have it whole.
	keyOf(r *importRow) string
	// singleColumn is the column to name when the store finds a value that another record has.
	singleColumn() string
	// wants names what the row refers to.
	wants(r *importRow, w *wanted)
	// load reads the records that the rows are about.
	load(ctx context.Context, b *importBatch, rows []*importRow) error
	// turns is the order in which rows are put, as indexes.
	turns(b *importBatch, rows []*importRow) []int
	// put stores one row, or adds to its faults. An error is the store's.
	put(ctx context.Context, b *importBatch, r *importRow) (ImportOutcome, error)
}

// importOf is the importKind of a noun.
type importOf[T any] struct {
	kind       model.Kind
	columns    []ImportColumn
	key        func(*importRow) string
	single     string // the column whose values no two records may share, if any
	collection func(*store.Store) *store.Collection[T]
	want       func(r *importRow, w *wanted)
	// fill sets the record's fields from the row; doc begins as a shallow copy of old, which is nil for a new record.
	fill func(b *importBatch, r *importRow, old, doc *T)
	// settle, if any, adds what only the store can tell. It runs only for a row without fault and may add faults.
	settle func(ctx context.Context, b *importBatch, r *importRow, old, doc *T) error
	// follow, if any, notes what the stored record means for others.
	follow func(b *importBatch, old, doc *T)
}

func (k importOf[T]) allColumns() []ImportColumn { return k.columns }

func (k importOf[T]) singleColumn() string { return k.single }

func (k importOf[T]) keyOf(r *importRow) string { return k.key(r) }

// keyOf joins columns into a natural key. Handles hold no slash, so different values never give the same key.
func keyOf(columns ...string) func(*importRow) string {
	return func(r *importRow) string {
		values := make([]string, len(columns))
		for i, c := range columns {
			if values[i], _ = r.get(c); values[i] == "" {
				return ""
			}
		}
		return strings.Join(values, "/")
	}
}

func (k importOf[T]) id(r *importRow) model.ID { return model.DerivedID(k.kind, k.keyOf(r)) }

func (k importOf[T]) wants(r *importRow, w *wanted) {
	if k.want != nil {
		k.want(r, w)
	}
}

func (k importOf[T]) load(ctx context.Context, b *importBatch, rows []*importRow) error {
	ids := make([]model.ID, len(rows))
	for i, r := range rows {
		ids[i] = k.id(r)
	}
	found, err := byID(ctx, k.collection(b.hub.store), k.kind, ids)
	b.stored = map[model.ID]any{}
	for id, doc := range found {
		b.stored[id] = doc
	}
	return err
}

func (k importOf[T]) turns(_ *importBatch, rows []*importRow) []int {
	out := make([]int, len(rows))
	for i := range out {
		out[i] = i
	}
	return out
}

func (k importOf[T]) put(ctx context.Context, b *importBatch, r *importRow) (ImportOutcome, error) {
	old, _ := b.stored[k.id(r)].(*T)
	doc := new(T)
	any(doc).(model.Noun).Base().ID = k.id(r)
	if old != nil {
		*doc = *old
	}
	k.fill(b, r, old, doc)
	if !r.faulty() && k.settle != nil {
		if err := k.settle(ctx, b, r, old, doc); err != nil {
			return "", err
		}
	}
	if r.faulty() {
		return ImportRejected, nil
	}
	outcome, err := keep(ctx, b, k.collection(b.hub.store), k.kind, old, doc)
	if err == nil && k.follow != nil {
		k.follow(b, old, doc)
	}
	return outcome, err
}

// keep stores a record. The store writes nothing when no field differs.
func keep[T any](ctx context.Context, b *importBatch, to *store.Collection[T], kind model.Kind, old, doc *T) (ImportOutcome, error) {
	if old == nil {
		return ImportCreated, to.Insert(ctx, importGrant(kind), doc, b.stamp("create"))
	}
	before := any(old).(model.Noun).Base().Version
	err := to.Replace(ctx, importGrant(kind), old, doc, b.stamp("update"))
	if any(doc).(model.Noun).Base().Version == before {
		return ImportUnchanged, err
	}
	return ImportUpdated, err
}
