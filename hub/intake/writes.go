package intake

import (
	"context"

	"partnerhub/authz"
	"partnerhub/model"
	"partnerhub/store"
)

// undecided is the outcome of a row whose record is compared with the stored one when the batch is written.
const undecided Outcome = ""

// later is what a batch writes when all of its rows are put.
type later interface {
	write(ctx context.Context, b *batch) error
	// decide answers the outcome of the next undecided row, in the order of the rows.
	decide() Outcome
}

// writes are the records of one kind that a batch writes together.
type writes[T any] struct {
	to      *store.Collection[T]
	grant   authz.Grant
	created []*T
	changed []store.Pair[T]
	decided int
}

func (w *writes[T]) add(old, doc *T) Outcome {
	if old == nil {
		w.created = append(w.created, doc)
		return Created
	}
	w.changed = append(w.changed, store.Pair[T]{Old: old, New: doc})
	return undecided
}

func (w *writes[T]) write(ctx context.Context, b *batch) error {
	if err := w.to.InsertMany(ctx, w.grant, w.created, b.stamp("create")); err != nil {
		return err
	}
	return w.to.ReplaceMany(ctx, w.grant, w.changed, b.stamp("update"))
}

func (w *writes[T]) decide() Outcome {
	doc := w.changed[w.decided].New
	w.decided++
	if any(doc).(model.Noun).Base().Written {
		return Updated
	}
	return Unchanged
}
