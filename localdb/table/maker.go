package table

import (
	"encoding/binary"
	"strings"

	"partnerhub/localdb/key"
	"partnerhub/localdb/raw"
)

// maker makes the keys of documents. Keys that are made one after the other lie
// in one piece of memory, which is why it is used for a write and no longer.
type maker struct {
	room [192]byte
	text strings.Builder
	list []string
	few  [8]string
	// piece is how much text a piece of memory holds, plenty if it is zero.
	piece int
	// memos are of the last two documents, as a replacement compares two; nil for a single write, which they would cost more than they save.
	memos *[2]raw.Memo
	last  int
}

// newMaker returns a maker for many documents of a table.
func newMaker(t *Table) *maker {
	return &maker{piece: len(t.indexes) * plenty, memos: new([2]raw.Memo)}
}

// fields are those of a document.
func (m *maker) fields(d raw.Doc) *raw.Memo {
	for i := range m.memos {
		if m.memos[i].Is(d) {
			return &m.memos[i]
		}
	}
	m.last ^= 1
	m.memos[m.last].Reset(d)
	return &m.memos[m.last]
}

// plenty is how much text a piece of memory holds for one document.
const plenty = 384

// of returns the keys of d in an index, none if the index does not cover it.
func (x *Index) of(m *maker, id uint64, d raw.Doc) ([]string, uint64, error) {
	if d == nil {
		return nil, 0, nil
	}
	if covered, err := x.covers(d); err != nil || !covered {
		return nil, 0, err
	}
	if m.memos == nil {
		return keysOf(x, m, id, d)
	}
	return keysOf(x, m, id, m.fields(d))
}

func keysOf[F key.Fields](x *Index, m *maker, id uint64, d F) ([]string, uint64, error) {
	if k, plain := key.Plain(m.room[:0], d, x.columns); plain {
		return m.one(binary.BigEndian.AppendUint64(k, id)), 0, nil
	}
	set, err := key.Of(d, x.columns)
	if err != nil {
		return nil, 0, err
	}
	out := make([]string, len(set.Keys))
	for i, k := range set.Keys {
		out[i] = string(binary.BigEndian.AppendUint64(k, id))
	}
	return out, set.Multi, nil
}

// one keeps a copy of a key and returns it as a list.
func (m *maker) one(k []byte) []string {
	if m.text.Cap()-m.text.Len() < len(k) {
		m.text.Reset()
		m.text.Grow(max(plenty, m.piece, len(k)))
	}
	at := m.text.Len()
	m.text.Write(k)
	if m.list == nil {
		m.list = m.few[:0]
	}
	m.list = append(m.list, m.text.String()[at:])
	return m.list[len(m.list)-1 : len(m.list) : len(m.list)]
}
