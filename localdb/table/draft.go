package table

import "partnerhub/localdb/raw"

// Draft is a new document on its way into a table, with the keys that it will have.
type Draft struct {
	id      uint64
	doc     raw.Doc
	changes []change
	err     error
}

// draftsAtOnce is how many documents a processor takes at a time.
const draftsAtOnce = 64

// Draft makes the keys of new documents with record numbers from first on, on several processors. The table stays as it is; a
// document that is nil is passed over.
func (t *Table) Draft(first uint64, docs []raw.Doc) []Draft {
	out := make([]Draft, len(docs))
	spread((len(docs)+draftsAtOnce-1)/draftsAtOnce, func(part int) {
		m := newMaker(t)
		for i := part * draftsAtOnce; i < min(len(docs), (part+1)*draftsAtOnce); i++ {
			if docs[i] != nil {
				out[i] = t.draft(m, first+uint64(i), docs[i])
			}
		}
	})
	return out
}

func (t *Table) draft(m *maker, id uint64, d raw.Doc) Draft {
	out := Draft{id: id, doc: d, changes: make([]change, 0, len(t.indexes))}
	for i, x := range t.indexes {
		keys, multi, err := x.of(m, id, d)
		if err != nil {
			out.err = err
			return out
		}
		out.changes = append(out.changes, change{at: i, add: keys, multi: multi})
	}
	return out
}

// PutDraft is Put for a draft of this table, whose indexes are still the same.
func (t *Table) PutDraft(d Draft) error {
	if d.err != nil {
		return d.err
	}
	for _, c := range d.changes {
		if err := t.indexes[c.at].unique(t.Name, c, d.doc); err != nil {
			return err
		}
	}
	t.apply(d.changes)
	t.rows.set(d.id, d.doc, t.mark())
	t.Bytes += int64(len(d.doc))
	return nil
}

// Number is the record number of the draft's document.
func (d Draft) Number() uint64 { return d.id }

// Doc is the draft's document.
func (d Draft) Doc() raw.Doc { return d.doc }
