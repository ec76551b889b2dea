package store

import (
	"context"
	"slices"
	"sync"
)

// maxAnswers is how many answers of a collection are kept.
const maxAnswers = 4096

// answers are what queries had as their result, by what is searched for, each with the edition of the collection that it is of. An
// answer of another edition than the present one is never given.
type answers[T any] struct {
	mu    sync.RWMutex
	known map[string]answer[T]
}

type answer[T any] struct {
	of   Edition
	rows []*T
}

// edition tells the state of the collection before a search, and what is searched for. The key is empty for what must be asked
// every time: within a transaction; of a database that tells no editions; and for a condition that names an instant, because the
// next one names another.
func (c *Collection[T]) edition(ctx context.Context, find search, room []byte) (now Edition, key []byte) {
	d := c.store.directly(ctx)
	if d == nil || find.cond.Timed() {
		return Edition{}, nil
	}
	now, ok := d.Edition(c.coll.Name())
	if !ok {
		return Edition{}, nil
	}
	key = append(append(room, find.by.field...), 0, byte(find.limit), byte(find.limit>>8), byte(find.limit>>16))
	if find.by.up {
		key = append(key, '+')
	}
	return now, find.cond.AppendKey(key)
}

// still is true where the collection has been of one edition since the search began, so that what was found is an answer of it: a
// transaction that sees that edition may be given the answer, and must not see what was committed since.
func (c *Collection[T]) still(ctx context.Context, then Edition) bool {
	d := c.store.directly(ctx)
	if d == nil {
		return false
	}
	now, ok := d.Edition(c.coll.Name())
	return ok && now == then
}

// at is the answer of this edition. The list is the caller's, the records are everybody's.
func (a *answers[T]) at(now Edition, key []byte) ([]*T, bool) {
	a.mu.RLock()
	defer a.mu.RUnlock()
	known, ok := a.known[string(key)]
	if len(key) == 0 || !ok || known.of != now {
		return nil, false
	}
	return slices.Clone(known.rows), true
}

func (a *answers[T]) keep(of Edition, key []byte, rows []*T) {
	if len(key) == 0 {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.known == nil || len(a.known) >= maxAnswers {
		a.known = map[string]answer[T]{}
	}
	a.known[string(key)] = answer[T]{of, slices.Clone(rows)}
}
