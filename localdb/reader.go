package localdb

import (
	"context"
	"runtime/debug"
	"sync"

	"partnerhub/localdb/fault"
	"partnerhub/localdb/key"
	"partnerhub/localdb/plan"
	"partnerhub/localdb/table"
)

// Reader reads one database from within the process: what a find outside of a
// transaction sees, on the caller's goroutine, without a command. Its documents are
// the engine's own memory. They never change, and nobody may change them.
type Reader struct {
	db       *DB
	database string
	names    sync.Map // collection → namespace
}

// Where is what the indexes may narrow a Lookup by.
type Where = plan.Where

// Column is one path of an order and its direction.
type Column = key.Column

// NewColumn returns a column of an order.
func NewColumn(path string, desc bool) Column { return key.NewColumn(path, desc) }

// Lookup is what Find reads: documents that Match accepts. Where must accept them, too. With an
// ID it is only the document that has this text as its _id, and Where is of no use.
type Lookup struct {
	Collection string
	ID         string
	Where      *Where
	Match      func(doc []byte) bool
	Sort       []Column
	Limit      int
}

// Reader returns a reader of a database.
func (db *DB) Reader(database string) *Reader { return &Reader{db: db, database: database} }

// Edition is DB.Edition of a collection of the database.
func (r *Reader) Edition(collection string) (Edition, bool) {
	return r.db.edition(r.namespace(collection))
}

func (r *Reader) namespace(collection string) string {
	if ns, known := r.names.Load(collection); known {
		return ns.(string)
	}
	ns := r.database + "." + collection
	r.names.Store(collection, ns)
	return ns
}

// ByIDs hands over the documents that have one of these texts as their _id, in the order
// of the texts.
func (r *Reader) ByIDs(ctx context.Context, collection string, ids []string, take func(doc []byte)) error {
	return r.read(ctx, collection, func(t *table.Table) error {
		t.ByTexts(ids, take)
		return nil
	})
}

// Find hands over what a lookup finds.
func (r *Reader) Find(ctx context.Context, l Lookup, take func(doc []byte)) error {
	return r.read(ctx, l.Collection, func(t *table.Table) error { return r.find(ctx, t, l, take) })
}

func (r *Reader) find(ctx context.Context, t *table.Table, l Lookup, take func(doc []byte)) error {
	if l.ID != "" {
		if row, ok := l.one(t); ok {
			take(row.Doc)
		}
		return nil
	}
	p, err := r.plan(t, l)
	if err != nil {
		return err
	}
	return p.Each(ctx, take)
}

// one returns the row of a lookup by its _id, if there is one.
func (l *Lookup) one(t *table.Table) (row table.Row, ok bool) {
	if row, ok = t.ByText(l.ID); ok {
		ok = l.Match(row.Doc)
	}
	return row, ok
}

func (r *Reader) plan(t *table.Table, l Lookup) (*plan.Plan, error) {
	return plan.New(t, plan.Query{Where: l.Where, Match: l.Match, Sort: l.Sort, Limit: int64(l.Limit)}, &r.db.choices)
}

// read lets a function read the last durable state of a collection, if there is one. A
// panic, which is a mistake of the engine, becomes an error of this one read.
func (r *Reader) read(ctx context.Context, collection string, from func(*table.Table) error) (err error) {
	r.db.figures.queries.Add(1)
	defer r.recovered(collection, &err)
	if ctx.Err() != nil {
		return fault.Interruption(ctx)
	}
	t := r.db.engine.Read().Table(r.namespace(collection))
	if t == nil {
		return nil
	}
	return from(t)
}

// recovered makes an error of a panic, for a defer.
func (r *Reader) recovered(collection string, err *error) {
	if p := recover(); p != nil {
		r.db.options.Logger.Error("a lookup failed unexpectedly", "collection", collection, "panic", p, "stack", string(debug.Stack()))
		*err = fault.New(fault.InternalError, "the lookup failed unexpectedly; the log has the details")
	}
}
