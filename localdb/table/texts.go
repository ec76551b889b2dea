package table

import (
	"strings"

	"partnerhub/localdb/key"
)

// ByTexts hands over the documents whose _id is one of these texts, in their order. A
// text that comes twice gives its document twice.
func (t *Table) ByTexts(ids []string, take func([]byte)) {
	var room [1024]byte
	all := room[:0]
	var ends [64]int
	at := ends[:0]
	for _, id := range ids {
		all = key.AppendString(all, id)
		at = append(at, len(all))
	}
	keys, from := string(all), 0
	c := t.indexes[0].set().Cursor()
	for _, end := range at {
		prefix := keys[from:end]
		from = end
		if !c.Seek(prefix) || !strings.HasPrefix(c.Key(), prefix) {
			continue
		}
		if d, ok := t.Get(record(c.Key())); ok {
			take(d)
		}
	}
}

// ByText returns the row whose _id is a text.
func (t *Table) ByText(id string) (row Row, ok bool) {
	var room [128]byte
	prefix := string(key.AppendString(room[:0], id))
	c := t.indexes[0].set().Cursor()
	if !c.Seek(prefix) || !strings.HasPrefix(c.Key(), prefix) {
		return row, false
	}
	row.ID = record(c.Key())
	row.Doc, ok = t.Get(row.ID)
	return row, ok
}
