package engine

import (
	"encoding/binary"
	"errors"
	"fmt"

	"partnerhub/localdb/raw"
	"partnerhub/localdb/table"
)

// The kinds of entries in the log and in snapshots.
const (
	opCreate byte = iota + 1
	opDrop
	opPut
	opDelete
	opIndex
	opUnindex
	opNext // the next free record number, in snapshots
)

func appendHead(b []byte, op byte, created uint64) []byte {
	return binary.AppendUvarint(append(b, op), created)
}

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

func appendCreate(b []byte, created uint64, ns string) []byte {
	return appendText(appendHead(b, opCreate, created), ns)
}

func appendDrop(b []byte, created uint64) []byte { return appendHead(b, opDrop, created) }

// putHead is about as long as what appendPut writes before a document.
const putHead = 12

func appendPut(b []byte, created, id uint64, d raw.Doc) []byte {
	return append(binary.AppendUvarint(appendHead(b, opPut, created), id), d...)
}

func appendDelete(b []byte, created, id uint64) []byte {
	return binary.AppendUvarint(appendHead(b, opDelete, created), id)
}

func appendIndex(b []byte, created uint64, spec raw.Doc) []byte {
	return append(appendHead(b, opIndex, created), spec...)
}

func appendUnindex(b []byte, created uint64, name string) []byte {
	return appendText(appendHead(b, opUnindex, created), name)
}

var errRecord = errors.New("the record is not one this version wrote")

// replayer rebuilds tables from records. Index entries come last, all at once.
type replayer struct {
	engine *Engine
	tables map[uint64]*table.Table
}

// apply reads the records of one payload.
func (r *replayer) apply(b []byte) (err error) {
	for len(b) > 0 {
		op := b[0]
		created, n := binary.Uvarint(b[1:])
		if n <= 0 {
			return errRecord
		}
		if b, err = r.one(op, created, b[1+n:]); err != nil {
			return err
		}
	}
	return nil
}

func (r *replayer) one(op byte, created uint64, b []byte) ([]byte, error) {
	if op == opNext {
		r.engine.sawRow(created)
		return b, nil
	}
	if op == opCreate {
		name, rest, err := text(b)
		r.tables[created] = table.New(name, created)
		r.engine.sawTable(created)
		return rest, err
	}
	t := r.tables[created]
	if t == nil {
		return nil, fmt.Errorf("%w: it is about an unknown collection", errRecord)
	}
	switch op {
	case opDrop:
		delete(r.tables, created)
		return b, nil
	case opPut, opDelete:
		return r.row(t, op, b)
	case opIndex:
		return r.index(t, b)
	case opUnindex:
		name, rest, err := text(b)
		if err != nil {
			return nil, err
		}
		return rest, t.Drop(name)
	}
	return nil, errRecord
}

func (r *replayer) row(t *table.Table, op byte, b []byte) ([]byte, error) {
	id, n := binary.Uvarint(b)
	if n <= 0 {
		return nil, errRecord
	}
	b = b[n:]
	r.engine.sawRow(id)
	if op == opDelete {
		t.Unload(id)
		return b, nil
	}
	d, rest, err := document(b)
	if err != nil {
		return nil, err
	}
	t.Load(id, append(raw.Doc(nil), d...))
	return rest, nil
}

func (r *replayer) index(t *table.Table, b []byte) ([]byte, error) {
	d, rest, err := document(b)
	if err != nil {
		return nil, err
	}
	spec, err := table.ParseSpec(r.engine.language, d)
	if err != nil {
		return nil, err
	}
	return rest, t.Declare(spec)
}

func text(b []byte) (string, []byte, error) {
	size, n := binary.Uvarint(b)
	if n <= 0 || size > uint64(len(b)-n) {
		return "", nil, errRecord
	}
	return string(b[n : n+int(size)]), b[n+int(size):], nil
}

func document(b []byte) (raw.Doc, []byte, error) {
	if len(b) < 5 {
		return nil, nil, errRecord
	}
	n := binary.LittleEndian.Uint32(b)
	if n < 5 || uint64(n) > uint64(len(b)) {
		return nil, nil, errRecord
	}
	return raw.Doc(b[:n]), b[n:], nil
}
