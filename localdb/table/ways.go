package table

import "partnerhub/localdb/tree"

// sideBySide is in how many indexes at once the places of a document's keys are looked for.
const sideBySide = 24

// ways are where the keys of one document belong in its indexes.
type ways struct {
	found  [sideBySide]tree.Way
	looked uint32 // a bit for each that was looked for
}

// find looks for the places of all changes of unique indexes that do nothing but add one key. Those of other indexes are put in later.
func (w *ways) find(t *Table, changes []change) {
	var sets [sideBySide]tree.Set
	var keys [sideBySide]string
	n := min(len(changes), sideBySide)
	for i, c := range changes[:n] {
		if t.indexes[c.at].Unique && len(c.add) == 1 && len(c.remove) == 0 {
			sets[i], keys[i] = t.indexes[c.at].keys, c.add[0]
			w.looked |= 1 << i
		}
	}
	tree.Ways(w.found[:n], sets[:n], keys[:n])
}

// of returns the way of a change, nil if it was not looked for.
func (w *ways) of(i int) *tree.Way {
	if i >= sideBySide || w.looked&(1<<i) == 0 {
		return nil
	}
	return &w.found[i]
}
