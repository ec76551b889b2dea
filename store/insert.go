package store

import (
	"context"
	"encoding/binary"
	"strconv"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// maxInsert is how many bytes of documents go with one command, which is a document itself and has the limit of one.
const maxInsert = 12 << 20

// insert stores documents as they are encoded, in a transaction and with as few commands as can be: a few documents need none where
// the database is in this process. The driver's own way would walk through each of them twice more, to copy it and to look for its id.
func (s *Store) insert(ctx context.Context, collection string, docs []bson.Raw) error {
	if tx := writesDirectly(ctx, len(docs)); tx != nil {
		whole := make([][]byte, len(docs))
		for i, doc := range docs {
			whole[i] = doc
		}
		return tx.Insert(ctx, collection, whole)
	}
	for len(docs) > 0 {
		list, n := arrayOf(docs)
		command := bson.D{{Key: "insert", Value: collection}, {Key: "documents", Value: list}, {Key: "ordered", Value: true}}
		if err := s.db.RunCommand(ctx, command).Err(); err != nil {
			return err
		}
		docs = docs[n:]
	}
	return nil
}

// arrayOf is an array of the first documents, and how many they are: at least one.
func arrayOf(docs []bson.Raw) (list bson.RawValue, n int) {
	size := 0
	for n < len(docs) && (n == 0 || size+len(docs[n]) <= maxInsert) {
		size += len(docs[n])
		n++
	}
	const perElement = 8 // its type, and a position of a few digits as its name
	out := make([]byte, 4, 5+size+n*perElement)
	for i, doc := range docs[:n] {
		out = strconv.AppendInt(append(out, byte(bson.TypeEmbeddedDocument)), int64(i), 10)
		out = append(append(out, 0), doc...)
	}
	out = append(out, 0)
	binary.LittleEndian.PutUint32(out, uint32(len(out)))
	return bson.RawValue{Type: bson.TypeArray, Value: out}, n
}
