package localdb

import (
	"context"

	"partnerhub/localdb/fault"
	"partnerhub/localdb/plan"
	"partnerhub/localdb/raw"
	"partnerhub/localdb/table"
)

// Insert adds copies of documents to a collection, as the command does.
func (t *Transaction) Insert(ctx context.Context, collection string, docs [][]byte) error {
	return t.write(ctx, collection, func(ns string) error {
		for _, d := range docs {
			if err := raw.Check(d); err != nil {
				return fault.New(fault.BadValue, "%v", err)
			}
			if err := insert(t.tx, ns, d); err != nil {
				return err
			}
		}
		t.reader.db.figures.inserts.Add(int64(len(docs)))
		return nil
	})
}

// Change gives the first document that a lookup finds another content: that of a whole
// document, or what operators make of it. It returns the document as it is now, nil if
// there was none.
func (t *Transaction) Change(ctx context.Context, l Lookup, update []byte) (after []byte, err error) {
	err = t.write(ctx, l.Collection, func(ns string) error {
		if err := raw.Check(update); err != nil {
			return fault.New(fault.BadValue, "%v", err)
		}
		change, err := t.reader.db.operation(update)
		if err != nil {
			return err
		}
		row, found, err := t.first(ctx, ns, l)
		if err != nil || !found {
			return err
		}
		if err := t.reader.db.unchanged(t.tx, ns, row); err != nil {
			return err
		}
		t.reader.db.figures.updates.Add(1)
		_, after, err = replace(t.tx, ns, row, change)
		return err
	})
	return after, err
}

// operation compiles the new content of a document that is there already.
func (db *DB) operation(update raw.Doc) (change, error) {
	l := db.engine.Language()
	every, err := l.Filter(raw.Empty())
	if err != nil {
		return nil, err
	}
	return l.Update(every, update, nil, db.options.Now())
}

func (t *Transaction) first(ctx context.Context, ns string, l Lookup) (row table.Row, found bool, err error) {
	seen := t.tx.Table(ns)
	if seen == nil {
		return row, false, nil
	}
	if l.ID != "" {
		row, found = l.one(seen)
		return row, found, nil
	}
	l.Limit = 1
	p, err := t.reader.plan(seen, l)
	if err != nil {
		return row, false, err
	}
	var results *plan.Results
	if results, err = p.Run(ctx); err != nil {
		return row, false, err
	}
	return results.Next()
}

// write lets a function change a collection. A failure ends the transaction.
func (t *Transaction) write(ctx context.Context, collection string, fn func(ns string) error) (err error) {
	t.session.mu.Lock()
	defer t.session.mu.Unlock()
	if err := t.open(); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			t.abort()
		}
	}()
	defer t.reader.recovered(collection, &err)
	if ctx.Err() != nil {
		return fault.Interruption(ctx)
	}
	return transient(fn(t.reader.namespace(collection)))
}
