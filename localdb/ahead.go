package localdb

import (
	"context"
	"time"

	"partnerhub/localdb/engine"
	"partnerhub/localdb/fault"
	"partnerhub/localdb/raw"
	"partnerhub/localdb/table"
)

// Transaction is the transaction of a session as the process itself carries it on,
// instead of the session's commands or beside them: it sees what they have changed, and
// they see what it changes. It has one snapshot, that of whichever came first, and ends
// with its first failed write, as a transaction of commands does. One goroutine at a
// time uses it, and none uses the session's commands meanwhile.
type Transaction struct {
	reader  *Reader
	session *session
	tx      *engine.Tx // nil until it is first used
	begun   time.Time
	shared  bool // a command takes part in it: the session's own commands end it
	over    bool
}

// Begin returns the next transaction of the session that commands name by this lsid.
// End lets the session go.
func (r *Reader) Begin(lsid []byte) (*Transaction, error) {
	id, err := sessionID(raw.Value{Type: raw.TypeDoc, Data: lsid})
	if err != nil {
		return nil, err
	}
	s := r.db.sessions.get(id, r.db.options.Now())
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ahead = &Transaction{reader: r, session: s}
	return s.ahead, nil
}

// End gives up what has not been committed, unless commands take part in it.
func (t *Transaction) End() {
	t.session.mu.Lock()
	defer t.session.mu.Unlock()
	if t.session.ahead == t {
		t.session.ahead = nil
	}
	t.over = true
}

// Commit makes the changes durable and tells so, or fails with a write conflict. Where
// commands take part it does nothing: then the session's commitTransaction does it.
func (t *Transaction) Commit() (done bool, err error) {
	t.session.mu.Lock()
	defer t.session.mu.Unlock()
	if err := t.open(); err != nil || t.shared {
		return false, err
	}
	t.over = true
	if err := t.reader.db.engine.Commit(t.tx); err != nil {
		t.reader.db.figures.txAborted.Add(1)
		return false, transient(err)
	}
	t.reader.db.figures.txCommitted.Add(1)
	return true, nil
}

// open checks that the transaction goes on, and begins it where nobody has.
func (t *Transaction) open() error {
	s, db := t.session, t.reader.db
	now := db.options.Now()
	switch {
	case t.over || s.ahead != t || t.shared && s.tx != t.tx:
		return noTransaction("The transaction has ended.")
	case t.tx == nil:
		t.tx, t.begun = db.engine.Begin(), now
		db.figures.txStarted.Add(1)
	case now.Sub(t.begun) > transactionLife:
		t.abort()
		return noTransaction("The transaction has been aborted because it was open for too long.")
	}
	return nil
}

func (t *Transaction) abort() {
	if t.over = true; t.shared {
		t.session.abort()
	}
	t.reader.db.figures.txAborted.Add(1)
}

// Edition is DB.Edition of a collection that this transaction sees as everybody does at
// present, false for any other.
func (t *Transaction) Edition(collection string) (e Edition, ok bool) {
	ns := t.reader.namespace(collection)
	err := t.use(ns, func(seen *table.Table) error {
		if ok = seen == t.reader.db.engine.Read().Table(ns); ok {
			e = Edition{Created: seen.Created, Version: seen.Version}
		}
		return nil
	})
	return e, ok && err == nil
}

// ByIDs is Reader.ByIDs of what the transaction sees.
func (t *Transaction) ByIDs(ctx context.Context, collection string, ids []string, take func(doc []byte)) error {
	return t.read(ctx, collection, func(seen *table.Table) error {
		seen.ByTexts(ids, take)
		return nil
	})
}

// Find is Reader.Find of what the transaction sees.
func (t *Transaction) Find(ctx context.Context, l Lookup, take func(doc []byte)) error {
	return t.read(ctx, l.Collection, func(seen *table.Table) error { return t.reader.find(ctx, seen, l, take) })
}

func (t *Transaction) read(ctx context.Context, collection string, from func(*table.Table) error) (err error) {
	t.reader.db.figures.queries.Add(1)
	defer t.reader.recovered(collection, &err)
	if ctx.Err() != nil {
		return fault.Interruption(ctx)
	}
	return t.use(t.reader.namespace(collection), from)
}

// use lets a function look at a collection, if there is one.
func (t *Transaction) use(ns string, look func(*table.Table) error) error {
	t.session.mu.Lock()
	defer t.session.mu.Unlock()
	if err := t.open(); err != nil {
		return err
	}
	if seen := t.tx.Table(ns); seen != nil {
		return look(seen)
	}
	return nil
}
