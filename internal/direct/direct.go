// Package direct reads the embedded engine for the store without commands: it turns conditions into what the engine's indexes
// narrow by, and hands the documents over as they lie in memory. Whether a read may go this way, and what of it may be shown,
// is the store's to say, and so is what is written. A command of a driver has no part in any of it.
package direct

import (
	"context"
	"errors"
	"sync"

	"partnerhub/filter"
	"partnerhub/localdb"
	"partnerhub/localdb/fault"
	"partnerhub/store"
)

// Reader is a store.Direct over one database of an engine. It is safe for concurrent use.
type Reader struct {
	from *localdb.Reader

	mu     sync.RWMutex
	orders map[order][]localdb.Column
}

type order struct {
	field string
	up    bool
}

// New reads a database of an engine.
func New(engine *localdb.DB, database string) *Reader {
	return &Reader{from: engine.Reader(database), orders: map[order][]localdb.Column{}}
}

// Edition tells the present state of a collection.
func (r *Reader) Edition(collection string) (store.Edition, bool) {
	now, ok := r.from.Edition(collection)
	return store.Edition(now), ok
}

// ByIDs hands over the documents with these ids, in their order.
func (r *Reader) ByIDs(ctx context.Context, collection string, ids []string, take func(doc []byte)) error {
	return ended(ctx, r.from.ByIDs(ctx, collection, ids, take))
}

// Find hands over what a lookup finds, in its order. It answers false for a condition that it does not understand.
func (r *Reader) Find(ctx context.Context, l store.Lookup, take func(doc []byte)) (ok bool, err error) {
	find, ok := r.lookup(&l)
	if !ok {
		return false, nil
	}
	return true, ended(ctx, r.from.Find(ctx, find, take))
}

// lookup is what the engine looks for, false where a condition is not understood.
func (r *Reader) lookup(l *store.Lookup) (find localdb.Lookup, ok bool) {
	var reader filter.Reader
	reader.Expect(&l.Where)
	find = localdb.Lookup{Collection: l.Collection, Limit: l.Limit, Match: func(doc []byte) bool { return l.Where.Match(reader.Doc(doc)) }}
	if find.ID = theID(&l.Where); find.ID != "" {
		return find, true
	}
	find.Where, find.Sort = &localdb.Where{}, r.columns(l.Field, l.Up)
	return find, narrow(find.Where, &l.Where)
}

// ended prefers the caller's own reason for an end. What the database refuses is told as a driver tells it.
func ended(ctx context.Context, err error) error {
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	}
	var f *fault.Error
	if errors.As(err, &f) {
		return store.Fault(int32(f.Code), f.Code.Name(), f.Msg, f.Labels)
	}
	return err
}

// columns is the order by a field, ties by the id in the same direction.
func (r *Reader) columns(field string, up bool) []localdb.Column {
	if field == "" {
		return nil
	}
	by := order{field, up}
	r.mu.RLock()
	columns, known := r.orders[by]
	r.mu.RUnlock()
	if known {
		return columns
	}
	columns = []localdb.Column{localdb.NewColumn(field, !up)}
	if field != "_id" {
		columns = append(columns, localdb.NewColumn("_id", !up))
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.orders[by] = columns // there are as many as the store has fields to order by
	return columns
}
