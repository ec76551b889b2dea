package localdb_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"partnerhub/localdb"
)

// TestRefusals lists what is not supported: each has a code of MongoDB's and is
// never ignored.
func TestRefusals(t *testing.T) {
	database := memory(t).Database()
	put(t, database.Collection("things"), `{"_id":1,"a":[1,2]}`)
	for _, tt := range []struct {
		command string
		code    int
	}{
		{`{"mapReduce":"things"}`, 59},
		{`{"find":"things","filtre":{}}`, 40415},
		{`{"find":"things","filter":{"$where":"1"}}`, 2},
		{`{"find":"things","filter":{"a":{"$foo":1}}}`, 2},
		{`{"find":"things","filter":{"a":{"$in":1}}}`, 2},
		{`{"find":"things","filter":{"x":{"$elemMatch":{"$foo":1}}}}`, 2},
		{`{"find":"things","filter":{"x":{"$elemMatch":{"y":{"$foo":1}}}}}`, 2},
		{`{"find":"things","filter":{"x":{"$not":{"$foo":1}}}}`, 2},
		{`{"find":"things","filter":{"$or":[]}}`, 2},
		{`{"find":"things","filter":{"a":{"$regex":"("}}}`, 51091},
		{`{"find":"things","collation":{"locale":"de"}}`, 238},
		{`{"find":"things","tailable":true}`, 238},
		{`{"find":"things","sort":{"a":2}}`, 2},
		{`{"find":"things","limit":-1}`, 51024},
		{`{"find":"things","hint":"nothing"}`, 2},
		{`{"find":"things","projection":{"a.$":1}}`, 238},
		{`{"find":"things","projection":{"a":1,"b":0}}`, 31254},
		{`{"find":"things","let":{"x":1}}`, 238},
		{`{"find":"things","writeConcern":{"w":3}}`, 100},
		{`{"find":"things","writeConcern":{"w":"odd"}}`, 79},
		{`{"find":"things","writeConcern":{"w":-1}}`, 9},
		{`{"find":"things","writeConcern":{"w":51}}`, 9},
		{`{"find":"things","writeConcern":{"w":{"dc":1}}}`, 9},
		{`{"find":"things","writeConcern":{"odd":1}}`, 40415},
		{`{"find":"things","writeConcern":1}`, 14},
		{`{"find":"things","readConcern":{"odd":1}}`, 40415},
		{`{"find":"things","readConcern":{"level":1}}`, 9},
		{`{"find":"things","readConcern":"majority"}`, 14},
		{`{"find":"things","autocommit":false}`, 72},
		{`{"find":"things","startTransaction":true}`, 72},
		{`{"explain":{"find":"things","returnKey":true}}`, 238},
		{`{"aggregate":"things","pipeline":[]}`, 9},
		{`{"aggregate":"things","pipeline":[],"cursor":1}`, 14},
		{`{"aggregate":"things","pipeline":[],"cursor":{"odd":1}}`, 40415},
		{`{"aggregate":"things","pipeline":[],"cursor":{"batchSize":-1}}`, 51024},
		{`{"getMore":{"$numberLong":"77"},"collection":"things","batchSize":-1}`, 51024},
		{`{"getMore":"x","collection":"things"}`, 14},
		{`{"killCursors":"things","cursors":7}`, 14},
		{`{"killCursors":"things","cursors":["x"]}`, 14},
		{`{"update":"things","updates":[{"q":{},"u":{"$set":{"a":1}},"multi":true,"sort":{"a":1}}]}`, 9},
		{`{"update":"things","updates":[{"q":{},"u":{"$set":{"a":1}}}],"let":{"x":1}}`, 238},
		{`{"find":"things","readConcern":{"level":"odd"}}`, 9},
		{`{"find":"things","readConcern":{"atClusterTime":1}}`, 72},
		{`{"find":""}`, 73},
		{`{"find":"things","maxTimeMS":-1}`, 2},
		{`{"aggregate":"things","pipeline":[{"$lookup":{}}],"cursor":{}}`, 40324},
		{`{"aggregate":"things","pipeline":[{"$group":{"_id":1,"x":{"$odd":1}}}],"cursor":{}}`, 15952},
		{`{"aggregate":"things","pipeline":[{"$project":{"x":{"$odd":1}}}],"cursor":{}}`, 168},
		{`{"aggregate":"things","pipeline":[{"$match":{},"$limit":1}],"cursor":{}}`, 40323},
		{`{"createIndexes":"things","indexes":[{"key":{"a":"text"},"name":"t"}]}`, 67},
		{`{"createIndexes":"things","indexes":[{"key":{"a":1},"name":"t","collation":{"locale":"de"}}]}`, 72},
		{`{"createIndexes":"things","indexes":[{"key":{"a":1,"b":1},"name":"t","expireAfterSeconds":1}]}`, 67},
		{`{"dropIndexes":"things","index":"_id_"}`, 72},
		{`{"create":"things","capped":true}`, 238},
		{`{"getMore":{"$numberLong":"77"},"collection":"things"}`, 43},
		{`{"commitTransaction":1}`, 72},
		{`{"explain":{"insert":"things"}}`, 59},
	} {
		t.Run(tt.command, func(t *testing.T) {
			err := database.RunCommand(context.Background(), doc(t, tt.command)).Err()
			if !code(err, tt.code) {
				t.Errorf("got %v, want code %d", err, tt.code)
			}
		})
	}
}

// TestWriteErrors are the errors of single writes, which do not end a batch that
// is not ordered.
func TestWriteErrors(t *testing.T) {
	c := memory(t)
	put(t, c, `{"_id":1,"a":[1,2],"s":"x","n":{"$numberLong":"9223372036854775807"}}`)
	for _, tt := range []struct {
		update string
		code   int
	}{
		{`{"$set":{"_id":2}}`, 66},
		{`{"$inc":{"s":1}}`, 14},
		{`{"$inc":{"n":1}}`, 2},
		{`{"$set":{"b":1},"$inc":{"b":1}}`, 40},
		{`{"$set":{"b":1,"b.c":1}}`, 40},
		{`{"$push":{"s":1}}`, 2},
		{`{"$odd":{"s":1}}`, 9},
		{`{"$set":{"s.x":1}}`, 28},
		{`{"$set":{"a.$":1}}`, 238},
		{`{"$set":{"a.$[e]":1}}`, 2},
	} {
		t.Run(tt.update, func(t *testing.T) {
			_, err := c.UpdateOne(context.Background(), doc(t, `{"_id":1}`), doc(t, tt.update))
			if !code(err, tt.code) {
				t.Errorf("got %v, want code %d", err, tt.code)
			}
		})
	}
}

func TestCursors(t *testing.T) {
	c := memory(t)
	ctx := context.Background()
	var docs []any
	for i := range 1000 {
		docs = append(docs, bson.D{{Key: "_id", Value: int32(i)}})
	}
	must(c.InsertMany(ctx, docs))(t)
	cur := must(c.Find(ctx, bson.D{}, options.Find().SetBatchSize(7).SetSort(bson.D{{Key: "_id", Value: -1}})))(t)
	must(c.DeleteMany(ctx, bson.D{{Key: "_id", Value: bson.D{{Key: "$lt", Value: 900}}}}))(t)
	if got := all(t, cur, nil); len(got) != 1000 {
		t.Errorf("the cursor yields %d documents of its snapshot, want 1000", len(got))
	}
	cur = must(c.Find(ctx, bson.D{}, options.Find().SetBatchSize(7)))(t)
	id := cur.ID()
	if err := cur.Close(ctx); err != nil {
		t.Error(err)
	}
	err := c.Database().RunCommand(ctx, bson.D{{Key: "getMore", Value: id}, {Key: "collection", Value: "things"}}).Err()
	if !code(err, 43) {
		t.Errorf("got %v, want the cursor killed", err)
	}
}

// TestCursorOfAnotherCollection asks for a cursor under a wrong name, which must not
// end it, and kills it together with one that does not exist.
func TestCursorOfAnotherCollection(t *testing.T) {
	c := memory(t)
	session := must(c.Database().Client().StartSession())(t)
	defer session.EndSession(context.Background())
	ctx := mongo.NewSessionContext(context.Background(), session)
	put(t, c, `{"_id":1}`, `{"_id":2}`, `{"_id":3}`)
	id := must(c.Find(ctx, bson.D{}, options.Find().SetBatchSize(1)))(t).ID()
	more := func(collection string) error {
		return c.Database().RunCommand(ctx, bson.D{{Key: "getMore", Value: id}, {Key: "collection", Value: collection}, {Key: "batchSize", Value: 1}}).Err()
	}
	if err := more("others"); !code(err, 13) {
		t.Errorf("got %v, want the wrong collection refused", err)
	}
	if err := more("things"); err != nil {
		t.Errorf("the cursor did not survive: %v", err)
	}
	var reply struct{ CursorsKilled, CursorsNotFound []int64 }
	if err := c.Database().RunCommand(ctx, bson.D{{Key: "killCursors", Value: "things"}, {Key: "cursors", Value: bson.A{id, int64(5)}}}).Decode(&reply); err != nil {
		t.Fatal(err)
	}
	if len(reply.CursorsKilled) != 1 || len(reply.CursorsNotFound) != 1 || !code(more("things"), 43) {
		t.Errorf("got %+v and then %v, want one killed and one not found", reply, more("things"))
	}
}

// TestStableAPI lets a strict client do what version 1 of the Stable API has.
func TestStableAPI(t *testing.T) {
	database := memory(t).Database()
	for _, tt := range []struct {
		command string
		code    int // 0 = accepted
	}{
		{`{"find":"things","apiVersion":"1","apiStrict":true}`, 0},
		{`{"count":"things","apiVersion":"1","apiStrict":true}`, 0},
		{`{"explain":{"find":"things"},"apiVersion":"1","apiStrict":true}`, 0},
		{`{"explain":{"distinct":"things","key":"a"},"apiVersion":"1","apiStrict":true}`, 323},
		{`{"distinct":"things","key":"a","apiVersion":"1","apiStrict":true}`, 323},
		{`{"serverStatus":1,"apiVersion":"1","apiStrict":true}`, 323},
		{`{"serverStatus":1,"apiVersion":"1"}`, 0},
		{`{"find":"things","apiVersion":"2"}`, 322},
	} {
		t.Run(tt.command, func(t *testing.T) {
			err := database.RunCommand(context.Background(), doc(t, tt.command)).Err()
			if (tt.code == 0 && err != nil) || (tt.code != 0 && !code(err, tt.code)) {
				t.Errorf("got %v, want code %d", err, tt.code)
			}
		})
	}
}

// TestCountReadsTheIndex counts a condition that an index proves without a look at
// any document.
func TestCountReadsTheIndex(t *testing.T) {
	c := memory(t)
	index(t, c, `{"a":1,"b":1}`, nil)
	put(t, c, `{"_id":1,"a":1,"b":1}`, `{"_id":2,"a":1,"b":2}`, `{"_id":3,"a":1,"b":7}`, `{"_id":4,"a":2,"b":1}`)
	var reply struct {
		ExecutionStats struct{ NReturned, TotalDocsExamined int64 }
	}
	explain := doc(t, `{"explain":{"count":"things","query":{"a":1,"b":{"$lt":5}}},"verbosity":"executionStats"}`)
	if err := c.Database().RunCommand(context.Background(), explain).Decode(&reply); err != nil {
		t.Fatal(err)
	}
	if got := reply.ExecutionStats; got.NReturned != 2 || got.TotalDocsExamined != 0 {
		t.Errorf("got %+v, want 2 counted without a document", got)
	}
}

func TestMaxTime(t *testing.T) {
	c := memory(t)
	var docs []any
	for i := range 20000 {
		docs = append(docs, bson.D{{Key: "_id", Value: int32(i)}, {Key: "s", Value: strings.Repeat("x", 200)}})
	}
	must(c.InsertMany(context.Background(), docs))(t)
	err := c.Database().RunCommand(context.Background(), bson.D{
		{Key: "count", Value: "things"}, {Key: "maxTimeMS", Value: 1}, {Key: "query", Value: doc(t, `{"s":{"$regex":"(x+x+)+y"}}`)},
	}).Err()
	if !code(err, 50) {
		t.Errorf("got %v, want the time limit exceeded", err)
	}
}

// TestMaxTimeOfAnIndex ends the making of an index when its time is over.
func TestMaxTimeOfAnIndex(t *testing.T) {
	var now clock
	hurries := func() time.Time { return now.pass(time.Millisecond) }
	c := connect(t, open(t, "", localdb.Options{Now: hurries})).Database("test").Collection("things")
	put(t, c, `{"_id":1,"a":1}`, `{"_id":2,"a":2}`)
	command := doc(t, `{"createIndexes":"things","indexes":[{"key":{"a":1},"name":"a_1"}],"maxTimeMS":1}`)
	if err := c.Database().RunCommand(context.Background(), command).Err(); !code(err, 50) {
		t.Errorf("got %v, want the time limit exceeded", err)
	}
	if got := must(c.Indexes().ListSpecifications(context.Background()))(t); len(got) != 1 {
		t.Errorf("got %d indexes, want the one on _id", len(got))
	}
}

func TestExpiry(t *testing.T) {
	var now clock
	db := open(t, "", localdb.Options{Now: now.tells})
	c := connect(t, db).Database("test").Collection("things")
	index(t, c, `{"at":1}`, options.Index().SetExpireAfterSeconds(60))
	begun, past := now.tells(), now.tells().Add(-time.Hour)
	for i, at := range []any{begun, past, "no date", nil, bson.A{past, begun}} {
		must(c.InsertOne(context.Background(), bson.D{{Key: "_id", Value: i}, {Key: "at", Value: at}}))(t)
	}
	db.Sweep()
	if n := must(c.CountDocuments(context.Background(), bson.D{}))(t); n != 3 {
		t.Errorf("got %d documents after the first sweep, want 3", n)
	}
	now.pass(2 * time.Minute)
	db.Sweep()
	if n := must(c.CountDocuments(context.Background(), bson.D{}))(t); n != 2 {
		t.Errorf("got %d documents after the second sweep, want 2", n)
	}
}

// TestExpiryOfAPartialIndex removes what the index holds and nothing else, however old.
func TestExpiryOfAPartialIndex(t *testing.T) {
	var now clock
	db := open(t, "", localdb.Options{Now: now.tells})
	c := connect(t, db).Database("test").Collection("things")
	index(t, c, `{"at":1}`, options.Index().SetExpireAfterSeconds(60).SetPartialFilterExpression(doc(t, `{"done":true}`)))
	past := now.tells().Add(-time.Hour)
	for i, done := range []any{true, false, nil} {
		must(c.InsertOne(context.Background(), bson.D{{Key: "_id", Value: i}, {Key: "at", Value: past}, {Key: "done", Value: done}}))(t)
	}
	db.Sweep()
	if n := must(c.CountDocuments(context.Background(), doc(t, `{"done":{"$ne":true}}`)))(t); n != 2 || len(stored(t, c)) != 2 {
		t.Errorf("left %v, want the two that the index does not hold", stored(t, c))
	}
}

func TestAggregate(t *testing.T) {
	c := memory(t)
	put(t, c, `{"_id":1,"k":"a","v":1,"tags":["x","y"]}`, `{"_id":2,"k":"a","v":2.5,"tags":["x"]}`, `{"_id":3,"k":"b","v":null}`, `{"_id":4,"v":{"$numberDecimal":"0.5"},"tags":[]}`)
	for _, tt := range []struct{ name, pipeline, want string }{
		{"group", `[{"$group":{"_id":"$k","n":{"$sum":1},"total":{"$sum":"$v"},"mean":{"$avg":"$v"},"low":{"$min":"$v"},"high":{"$max":"$v"},"ids":{"$push":"$_id"},"first":{"$first":"$_id"},"last":{"$last":"$_id"},"c":{"$count":{}}}},{"$sort":{"_id":1}}]`,
			`{"_id":null,"n":1,"total":{"$numberDecimal":"0.5"},"mean":{"$numberDecimal":"0.5"},"low":{"$numberDecimal":"0.5"},"high":{"$numberDecimal":"0.5"},"ids":[4],"first":4,"last":4,"c":1}
{"_id":"a","n":2,"total":3.5,"mean":1.75,"low":1,"high":2.5,"ids":[1,2],"first":1,"last":2,"c":2}
{"_id":"b","n":1,"total":0,"mean":null,"low":null,"high":null,"ids":[3],"first":3,"last":3,"c":1}`},
		{"unwind", `[{"$unwind":"$tags"},{"$group":{"_id":"$tags","n":{"$sum":1}}},{"$sort":{"n":-1}}]`, "{\"_id\":\"x\",\"n\":2}\n{\"_id\":\"y\",\"n\":1}"},
		{"set and unset", `[{"$match":{"_id":1}},{"$set":{"w":{"$add":["$v",1]},"d.e":"$k"}},{"$unset":["tags","v"]}]`, `{"_id":1,"k":"a","w":2,"d":{"e":"a"}}`},
		{"project", `[{"$match":{"_id":{"$lte":2}}},{"$sort":{"_id":-1}},{"$project":{"_id":0,"k":1,"big":{"$cond":[{"$gt":["$v",2]},"yes","no"]}}}]`, "{\"k\":\"a\",\"big\":\"yes\"}\n{\"k\":\"a\",\"big\":\"no\"}"},
		{"count", `[{"$match":{"k":"a"}},{"$count":"n"}]`, `{"n":2}`},
		{"count nothing", `[{"$match":{"k":"z"}},{"$count":"n"}]`, ``},
		{"skip and limit", `[{"$sort":{"_id":1}},{"$skip":1},{"$limit":2},{"$project":{"_id":1}}]`, "{\"_id\":2}\n{\"_id\":3}"},
		{"facet", `[{"$facet":{"a":[{"$match":{"k":"a"}},{"$count":"n"}],"b":[{"$sort":{"_id":-1}},{"$limit":1},{"$project":{"k":1}}]}}]`, `{"a":[{"n":2}],"b":[{"_id":4}]}`},
		{"replaceWith", `[{"$match":{"_id":1}},{"$replaceWith":{"x":"$$ROOT.k"}}]`, `{"x":"a"}`},
		{"sortByCount", `[{"$sortByCount":"$k"},{"$limit":1}]`, `{"_id":"a","count":2}`},
		{"addToSet", `[{"$group":{"_id":null,"ks":{"$addToSet":"$k"}}}]`, `{"_id":null,"ks":["a","b"]}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var stages bson.A
			if err := bson.UnmarshalExtJSON([]byte(`{"p":`+tt.pipeline+`}`), false, &struct{ P *bson.A }{&stages}); err != nil {
				t.Fatal(err)
			}
			cur, err := c.Aggregate(context.Background(), stages)
			if got := strings.Join(text(t, all(t, cur, err)), "\n"); got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}

func TestProjection(t *testing.T) {
	c := memory(t)
	put(t, c, `{"_id":1,"a":1,"n":{"x":1,"y":2},"l":[{"x":1,"y":2},5,{"y":3}]}`)
	for _, tt := range []struct{ projection, want string }{
		{`{"a":1}`, `{"_id":1,"a":1}`},
		{`{"_id":0,"n.y":1}`, `{"n":{"y":2}}`},
		{`{"l.y":1}`, `{"_id":1,"l":[{"y":2},{"y":3}]}`},
		{`{"l.y":0,"n":0}`, `{"_id":1,"a":1,"l":[{"x":1},5,{}]}`},
		{`{"_id":1}`, `{"_id":1}`},
		{`{"l":{"$slice":1},"n":0}`, `{"_id":1,"a":1,"l":[{"x":1,"y":2}]}`},
		{`{"b":{"$add":["$a",1]}}`, `{"_id":1,"b":2}`},
	} {
		t.Run(tt.projection, func(t *testing.T) {
			cur, err := c.Find(context.Background(), bson.D{}, options.Find().SetProjection(doc(t, tt.projection)))
			if got := strings.Join(text(t, all(t, cur, err)), "\n"); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func TestServerStatus(t *testing.T) {
	c := memory(t)
	put(t, c, `{"_id":1}`)
	var status struct {
		Version    string
		Opcounters struct{ Insert int64 }
		Localdb    struct{ DataBytes int64 }
	}
	client := c.Database().Client()
	if err := client.Database("admin").RunCommand(context.Background(), bson.D{{Key: "serverStatus", Value: 1}}).Decode(&status); err != nil {
		t.Fatal(err)
	}
	if status.Opcounters.Insert != 1 || status.Localdb.DataBytes == 0 || status.Version == "" {
		t.Errorf("got %+v", status)
	}
}
