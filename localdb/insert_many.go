package localdb

import (
	"partnerhub/localdb/engine"
	"partnerhub/localdb/raw"
	"partnerhub/localdb/table"
	"partnerhub/localdb/wire"
)

// many is from how many parts on the work of a write command is worth dividing between the processors.
const many = 64

// inserter returns what inserts one document after the other, and what has to be done after the last one. Of many documents the keys
// are made beforehand, and go into the indexes afterwards. A collection that is not there yet has none worth it.
func (c *call) inserter(tx *engine.Tx, ns string, docs []raw.Doc) (one func(i int) error, done func()) {
	if len(docs) < many || len(docs) > wire.MaxBatch || tx.Table(ns) == nil {
		return func(i int) error { return insert(tx, ns, docs[i]) }, func() {}
	}
	m := &inserting{tx: tx, ns: ns, errs: make([]error, len(docs))}
	m.prepare(docs)
	tx.Gather()
	return m.one, tx.Settle
}

// inserting is an insert command of many documents.
type inserting struct {
	tx     *engine.Tx
	ns     string
	drafts []table.Draft
	errs   []error
}

// prepare does everything to the documents that does not depend on the others.
func (m *inserting) prepare(docs []raw.Doc) {
	own := make([]raw.Doc, len(docs))
	for i, d := range docs {
		own[i], m.errs[i] = insertable(d)
	}
	m.drafts = m.tx.Draft(m.ns, own)
}

func (m *inserting) one(i int) error {
	if m.errs[i] != nil {
		return m.errs[i]
	}
	return m.tx.InsertDraft(m.ns, m.drafts[i])
}
