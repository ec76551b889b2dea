package store

import (
	"context"
	"slices"
	"sync"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// Edition is one state of a collection. Two are equal only if every query has the same result in both.
type Edition struct{ Created, Version uint64 }

// maxAnswers is how many answers of a collection are kept.
const maxAnswers = 4096

// answers are what queries had as their result, by the query's bytes, each with the edition of the collection that it is of. An
// answer of another edition than the present one is never given.
type answers[T any] struct {
	mu    sync.RWMutex
	known map[string]answer[T]
}

type answer[T any] struct {
	of   Edition
	rows []*T
}

// edition tells the state of the collection before a query is sent, and the query. The key is empty for what must be asked every
// time: within a transaction, which sees what nobody else does; of a database that tells no editions; and for a query that
// names an instant, because the next one names another.
func (c *Collection[T]) edition(ctx context.Context, find search) (now Edition, key string) {
	if c.store.editions == nil || unitFrom(ctx) != nil || timed(find.filter) {
		return Edition{}, ""
	}
	now, ok := c.store.editions(c.coll.Name())
	if !ok {
		return Edition{}, ""
	}
	raw, err := bson.Marshal(bson.D{{Key: "filter", Value: find.filter}, {Key: "sort", Value: find.sort}, {Key: "limit", Value: find.limit}})
	if err != nil {
		return Edition{}, ""
	}
	return now, string(raw)
}

// timed is true for a filter with an instant in it.
func timed(v any) bool {
	switch v := v.(type) {
	case time.Time, bson.DateTime:
		return true
	case bson.D:
		return slices.ContainsFunc(v, func(e bson.E) bool { return timed(e.Value) })
	case []bson.D:
		return slices.ContainsFunc(v, func(d bson.D) bool { return timed(d) })
	case bson.A:
		return slices.ContainsFunc(v, timed)
	}
	return false
}

// at is the answer of this edition. The list is the caller's, the records are everybody's.
func (a *answers[T]) at(now Edition, key string) ([]*T, bool) {
	a.mu.RLock()
	defer a.mu.RUnlock()
	known, ok := a.known[key]
	if key == "" || !ok || known.of != now {
		return nil, false
	}
	return slices.Clone(known.rows), true
}

func (a *answers[T]) keep(of Edition, key string, rows []*T) {
	if key == "" {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.known == nil || len(a.known) >= maxAnswers {
		a.known = map[string]answer[T]{}
	}
	a.known[key] = answer[T]{of, slices.Clone(rows)}
}
