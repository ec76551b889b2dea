package localdb_test

import (
	"context"
	"encoding/binary"
	"io"
	"net"
	"strings"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"

	"partnerhub/localdb"
)

// commands are those that the fuzzer starts from: every one with most of its fields.
func commands() []string {
	return []string{
		`{"find":"things","filter":{"a":{"$in":[1,"x",null]},"$or":[{"b.c":{"$gte":2}},{"l":{"$elemMatch":{"$lt":3}}}]},"sort":{"a":-1,"_id":1},"projection":{"a":1,"l":{"$slice":2}},"skip":1,"limit":3,"batchSize":1,"hint":"a_1"}`,
		`{"find":"things","filter":{"$expr":{"$gt":[{"$add":["$a",1]},{"$size":{"$ifNull":["$l",[]]}}]},"s":{"$regex":"^x","$options":"i"},"n":{"$mod":[2,1]},"t":{"$type":"string"}}}`,
		`{"find":"things","filter":{"$jsonSchema":{"required":["a"],"properties":{"a":{"bsonType":"int"}}},"b":{"$bitsAllSet":3},"l":{"$all":[1,2],"$size":2},"$nor":[{"a":1}],"c":{"$not":{"$exists":true}}}}`,
		`{"getMore":{"$numberLong":"66011"},"collection":"things","batchSize":2}`,
		`{"killCursors":"things","cursors":[{"$numberLong":"66011"}]}`,
		`{"insert":"things","documents":[{"_id":7,"a":[1,{"b":2}],"d":{"$date":"2026-01-02T03:04:05Z"}},{"x":{"$numberDecimal":"1E+3"}}],"ordered":false}`,
		`{"update":"things","updates":[{"q":{"_id":1},"u":{"$set":{"a.b":1},"$inc":{"n":1},"$push":{"l":{"$each":[1,2],"$sort":-1,"$slice":2,"$position":0}},"$unset":{"z":1},"$rename":{"x":"y"}},"upsert":true}]}`,
		`{"update":"things","updates":[{"q":{"a":1},"u":{"$set":{"l.$[e]":7},"$min":{"m":1},"$max":{"x":2},"$mul":{"p":2},"$pull":{"r":{"$gt":1}},"$pop":{"q":1},"$addToSet":{"s":1},"$bit":{"f":{"and":1}},"$currentDate":{"u":true}},"multi":true,"arrayFilters":[{"e":{"$gt":1}}]}]}`,
		`{"update":"things","updates":[{"q":{},"u":[{"$set":{"a":{"$concat":["$s","x"]}}},{"$unset":"b"},{"$replaceWith":{"$mergeObjects":["$$ROOT",{"z":1}]}}]}]}`,
		`{"delete":"things","deletes":[{"q":{"a":{"$ne":1}},"limit":1},{"q":{},"limit":0}]}`,
		`{"findAndModify":"things","query":{"a":1},"sort":{"b":-1},"update":{"$set":{"c":1}},"new":true,"upsert":true,"fields":{"c":1}}`,
		`{"count":"things","query":{"a":{"$gt":1}},"limit":2,"skip":1}`,
		`{"distinct":"things","key":"l","query":{"a":{"$lte":5}}}`,
		`{"aggregate":"things","pipeline":[{"$match":{"a":1}},{"$unwind":{"path":"$l","preserveNullAndEmptyArrays":true,"includeArrayIndex":"i"}},{"$group":{"_id":{"$toLower":"$s"},"n":{"$sum":1},"m":{"$avg":"$a"},"p":{"$push":"$l"}}},{"$sort":{"n":-1}},{"$skip":1},{"$limit":5},{"$project":{"x":{"$cond":[{"$eq":["$n",1]},"a","b"]}}}],"cursor":{"batchSize":2}}`,
		`{"aggregate":"things","pipeline":[{"$facet":{"a":[{"$count":"n"}],"b":[{"$sortByCount":"$s"}]}},{"$addFields":{"d":{"$dateToString":{"date":"$d","format":"%Y"}}}},{"$replaceRoot":{"newRoot":{"v":"$a"}}}],"cursor":{}}`,
		`{"explain":{"find":"things","filter":{"a":1},"sort":{"b":1}},"verbosity":"executionStats"}`,
		`{"createIndexes":"things","indexes":[{"key":{"a":1,"b":-1},"name":"ab","unique":true,"partialFilterExpression":{"a":{"$gt":0}}},{"key":{"d":1},"name":"d","expireAfterSeconds":60},{"key":{"s":1},"name":"s","sparse":true}]}`,
		`{"listIndexes":"things","cursor":{}}`, `{"dropIndexes":"things","index":["ab"]}`, `{"create":"others"}`, `{"drop":"others"}`,
		`{"listCollections":1,"filter":{"name":{"$regex":"^t"}},"nameOnly":true}`, `{"listDatabases":1,"nameOnly":true}`, `{"dropDatabase":1}`,
		`{"ping":1,"maxTimeMS":5,"readConcern":{"level":"local"},"writeConcern":{"w":1}}`, `{"serverStatus":1}`, `{"hello":1}`, `{"buildInfo":1}`,
		`{"find":"things","lsid":{"id":{"$binary":{"base64":"AAAAAAAAAAAAAAAAAAAAAA==","subType":"04"}}},"txnNumber":{"$numberLong":"1"},"startTransaction":true,"autocommit":false}`,
		`{"commitTransaction":1,"lsid":{"id":{"$binary":{"base64":"AAAAAAAAAAAAAAAAAAAAAA==","subType":"04"}}},"txnNumber":{"$numberLong":"1"},"autocommit":false}`,
		`{"endSessions":[{"id":{"$binary":{"base64":"AAAAAAAAAAAAAAAAAAAAAA==","subType":"04"}}}]}`,
	}
}

// FuzzCommands runs arbitrary commands on a database that stays: each must get an
// answer, and none may fail in a way that nobody thought of.
func FuzzCommands(f *testing.F) {
	for _, text := range commands() {
		f.Add(text)
	}
	db := open(f, "", localdb.Options{})
	wire := must(db.DialContext(context.Background(), "", ""))(f)
	for _, text := range []string{commands()[5], commands()[16]} {
		command(f, wire, text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var d bson.D
		if len(text) > 4<<10 || bson.UnmarshalExtJSON([]byte(text), false, &d) != nil || len(d) == 0 {
			return
		}
		reply := command(t, wire, text)
		if message, _ := reply.Lookup("errmsg").StringValueOK(); strings.Contains(message, "unexpectedly") {
			t.Fatalf("%s: %s", text, message)
		}
		if _, err := reply.LookupErr("ok"); err != nil {
			t.Fatalf("%s: no answer: %v", text, reply)
		}
	})
}

// command sends one and returns the answer.
func command(tb testing.TB, wire net.Conn, text string) bson.Raw {
	tb.Helper()
	d := doc(tb, text)
	if !has(d, "$db") {
		d = append(d, bson.E{Key: "$db", Value: "test"})
	}
	body, err := bson.Marshal(d)
	if err != nil {
		return bson.Raw("\x0d\x00\x00\x00\x10ok\x00\x00\x00\x00\x00\x00") // the client refuses it
	}
	b := binary.LittleEndian.AppendUint32(nil, uint32(21+len(body)))
	b = append(b, 1, 0, 0, 0, 0, 0, 0, 0, 0xDD, 0x07, 0, 0, 0, 0, 0, 0, 0)
	must(wire.Write(append(b, body...)))(tb)
	length := make([]byte, 4)
	must(io.ReadFull(wire, length))(tb)
	n := int(binary.LittleEndian.Uint32(length))
	if n < 21 || n > 48_000_000 {
		tb.Fatalf("%s: an answer of %d bytes", text, n)
	}
	answer := make([]byte, n-4)
	must(io.ReadFull(wire, answer))(tb)
	return bson.Raw(answer[17:])
}
