package direct

import (
	"context"

	"partnerhub/localdb"
	"partnerhub/store"
)

// Tx is a store.DirectTx: a transaction of a driver's session, carried on in the process.
type Tx struct {
	reader *Reader
	of     *localdb.Transaction
}

// Begin is the next transaction of the session with this id.
func (r *Reader) Begin(session []byte) (store.DirectTx, error) {
	of, err := r.from.Begin(session)
	if err != nil {
		return nil, err
	}
	return &Tx{r, of}, nil
}

// Edition tells the state of a collection that the transaction sees as everybody does.
func (t *Tx) Edition(collection string) (store.Edition, bool) {
	now, ok := t.of.Edition(collection)
	return store.Edition(now), ok
}

// ByIDs hands over the documents with these ids, in their order.
func (t *Tx) ByIDs(ctx context.Context, collection string, ids []string, take func(doc []byte)) error {
	return ended(ctx, t.of.ByIDs(ctx, collection, ids, take))
}

// Find hands over what a lookup finds, in its order. It answers false for a condition that it does not understand.
func (t *Tx) Find(ctx context.Context, l store.Lookup, take func(doc []byte)) (ok bool, err error) {
	find, ok := t.reader.lookup(&l)
	if !ok {
		return false, nil
	}
	return true, ended(ctx, t.of.Find(ctx, find, take))
}

// Insert adds documents to a collection.
func (t *Tx) Insert(ctx context.Context, collection string, docs [][]byte) error {
	return ended(ctx, t.of.Insert(ctx, collection, docs))
}

// Change changes the first document that a lookup finds. It answers false for a condition that it does not understand.
func (t *Tx) Change(ctx context.Context, l store.Lookup, update []byte) (after []byte, ok bool, err error) {
	find, ok := t.reader.lookup(&l)
	if !ok {
		return nil, false, nil
	}
	after, err = t.of.Change(ctx, find, update)
	return after, true, ended(ctx, err)
}

// Commit makes the writes durable, unless a command has taken part.
func (t *Tx) Commit(ctx context.Context) (done bool, err error) {
	done, err = t.of.Commit()
	return done, ended(ctx, err)
}

// End gives up what is not committed by then, unless a command has taken part.
func (t *Tx) End() { t.of.End() }
