package localdb_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"partnerhub/localdb"
)

// TestOptionsThatSayNothing are options of a type that they cannot have, and parts that lack what they must have. Passed over, some
// would write to everything.
func TestOptionsThatSayNothing(t *testing.T) {
	for _, tt := range []struct {
		command string
		code    int
	}{
		{`{"find":"things","sort":"a"}`, 14},
		{`{"find":"things","sort":["a"]}`, 14},
		{`{"find":"things","hint":5}`, 14},
		{`{"find":"things","collation":1}`, 14},
		{`{"find":"things","lsid":5}`, 14},
		{`{"find":"things","lsid":{"id":5}}`, 14},
		{`{"find":"things","singleBatch":"no"}`, 14},
		{`{"find":"things","apiVersion":"1","apiStrict":"no"}`, 14},
		{`{"find":"things","readConcern":{"level":"snapshot"}}`, 72},
		{`{"insert":"things","documents":[{"x":1}],"ordered":"no"}`, 14},
		{`{"update":"things","updates":[{"u":{"$set":{"z":1}},"multi":true}]}`, 40414},
		{`{"update":"things","updates":[{"q":{}}]}`, 40414},
		{`{"update":"things","updates":[{"q":{},"u":{"$set":{"z":1}},"multi":"no"}]}`, 14},
		{`{"update":"things","updates":[{"q":{},"u":{"$set":{"z":1}},"arrayFilters":5}]}`, 14},
		{`{"update":"things","updates":[{"q":{},"u":{"$set":{"z":1}},"arrayFilters":[{"e":1}]}]}`, 9},
		{`{"update":"things","updates":[{"q":{},"u":{"$set":{"a.$[e]":1}},"arrayFilters":[{"e":1},{"e":2}]}]}`, 9},
		{`{"update":"things","updates":[{"q":{},"u":{"$set":{"a.$[e]":1}},"arrayFilters":[{"$or":[{"f.x":1},{"f.x":2}]}]}]}`, 9},
		{`{"update":"things","updates":[{"q":{},"u":{"$set":{"z":1}},"odd":1}]}`, 40415},
		{`{"delete":"things","deletes":[{"limit":0}]}`, 40414},
		{`{"delete":"things","deletes":[{"q":{}}]}`, 40414},
		{`{"delete":"things","deletes":[{"q":{},"limit":5}]}`, 9},
		{`{"findAndModify":"things","query":{"_id":1},"update":{"$inc":{"n":1}},"sort":7}`, 14},
		{`{"findAndModify":"things","query":{"_id":1},"update":{"$inc":{"n":1}},"upsert":"no"}`, 14},
		{`{"findAndModify":"things","query":{"_id":1}}`, 9},
		{`{"aggregate":"things","pipeline":[{"$sort":{}}],"cursor":{}}`, 15976},
		{`{"aggregate":"things","pipeline":[{"$limit":1},{"$sort":{}}],"cursor":{}}`, 15976},
		{`{"aggregate":"things","pipeline":[{"$unwind":{"path":"$a","odd":1}}],"cursor":{}}`, 28811},
		{`{"createIndexes":"things","indexes":[]}`, 2},
		{`{"createIndexes":"things","indexes":[{"key":"text","name":"t"}]}`, 14},
		{`{"createIndexes":"things","indexes":[{"key":{"a":1},"name":5}]}`, 14},
		{`{"createIndexes":"things","indexes":[{"key":{"a":1},"name":"t","unique":"no"}]}`, 14},
		{`{"createIndexes":"things","indexes":[{"key":{"$**":1},"name":"t"}]}`, 67},
		{`{"createIndexes":"things","indexes":[{"key":{"a..b":1},"name":"t"}]}`, 67},
		{`{"createIndexes":"things","indexes":[{"key":{"a":1,"a":-1},"name":"t"}]}`, 67},
		{`{"createIndexes":"things","indexes":[{"key":{"a":1},"name":"t","hidden":true}]}`, 72},
		{`{"createIndexes":"things","indexes":[{"key":{"at":1},"name":"t","expireAfterSeconds":{"$numberLong":"10000000000"}}]}`, 67},
		{`{"createIndexes":"things","indexes":[{"key":{"a":1},"name":"t"}],"commitQuorum":5}`, 327},
		{`{"create":"others","validator":{"x":1}}`, 40415},
	} {
		t.Run(tt.command, func(t *testing.T) {
			c := seed(t)
			err := c.Database().RunCommand(context.Background(), doc(t, tt.command)).Err()
			if !code(err, tt.code) {
				t.Errorf("got %v, want code %d", err, tt.code)
			}
			if got := stored(t, c); !slices.Equal(got, []string{one, two, three}) {
				t.Errorf("the refused command left %v", got)
			}
		})
	}
}

// TestOptionsThatAreAccepted have nothing to change here, and do what a server of one member does.
func TestOptionsThatAreAccepted(t *testing.T) {
	c := seed(t)
	for _, command := range []string{
		`{"find":"things","sort":null,"hint":null,"collation":{}}`,
		`{"find":"things","singleBatch":1,"allowDiskUse":true,"comment":{"any":"thing"}}`,
		`{"find":"things","readConcern":{"level":"linearizable"}}`,
		`{"find":"things","readConcern":{"level":"available","provenance":"clientSupplied"}}`,
		`{"insert":"things","documents":[{"_id":4}],"writeConcern":{"w":1,"j":false,"wtimeout":50}}`,
		`{"insert":"things","documents":[{"_id":5}],"writeConcern":{"w":"majority","j":true}}`,
		`{"createIndexes":"things","indexes":[{"key":{"x":1},"name":"x_1"}],"commitQuorum":"votingMembers"}`,
		`{"createIndexes":"things","indexes":[{"key":{"y":1},"name":"y_1"}],"commitQuorum":1}`,
		`{"update":"things","updates":[{"q":{"_id":1},"u":{"$set":{"l.$[e].$[f].g":1}},"arrayFilters":[{"$and":[{"e.x":1},{"e.y":1}]},{"f":1}],"upsert":0}]}`,
	} {
		t.Run(command, func(t *testing.T) {
			err := c.Database().RunCommand(context.Background(), doc(t, command)).Err()
			if err != nil && !code(err, 2) { // the path of the last one leads through nothing
				t.Error(err)
			}
		})
	}
}

// TestNoCollation asks for one in every place that takes one.
func TestNoCollation(t *testing.T) {
	const de = `"collation":{"locale":"de"}`
	for _, command := range []string{
		`{"find":"things",` + de + `}`,
		`{"aggregate":"things","pipeline":[],"cursor":{},` + de + `}`,
		`{"count":"things",` + de + `}`,
		`{"distinct":"things","key":"x",` + de + `}`,
		`{"explain":{"find":"things",` + de + `}}`,
		`{"findAndModify":"things","query":{"_id":1},"remove":true,` + de + `}`,
		`{"update":"things","updates":[{"q":{"_id":1},"u":{"$set":{"x":0}},` + de + `}]}`,
		`{"update":"things","updates":[{"q":{"_id":1},"u":{"$set":{"x":0}}}],` + de + `}`,
		`{"delete":"things","deletes":[{"q":{},"limit":0,` + de + `}]}`,
		`{"create":"others",` + de + `}`,
		`{"createIndexes":"things","indexes":[{"key":{"x":1},"name":"x_1",` + de + `}]}`,
	} {
		t.Run(command, func(t *testing.T) {
			c := seed(t)
			err := c.Database().RunCommand(context.Background(), doc(t, command)).Err()
			if !code(err, 238) && !code(err, 40415) && !code(err, 72) {
				t.Errorf("got %v, want it refused", err)
			}
			if got := stored(t, c); !slices.Equal(got, []string{one, two, three}) {
				t.Errorf("the refused command left %v", got)
			}
		})
	}
}

// TestWhatIsTooMuch are messages that a driver sends without asking, and learns from the answer.
func TestWhatIsTooMuch(t *testing.T) {
	c := seed(t)
	ctx := context.Background()
	large := bson.D{{Key: "s", Value: strings.Repeat("x", 17<<20)}}
	for name, tt := range map[string]struct {
		run  func() error
		code int
	}{
		"a large document":     {func() error { _, err := c.InsertOne(ctx, large); return err }, 10334},
		"a large replacement":  {func() error { _, err := c.ReplaceOne(ctx, bson.D{}, large); return err }, 10334},
		"a document that grew": {func() error { return grow(ctx, c) }, 10334},
		"writes to several collections": {func() error {
			insert := mongo.ClientBulkWrite{Database: "test", Collection: "others", Model: mongo.NewClientInsertOneModel().SetDocument(bson.D{})}
			_, err := c.Database().Client().BulkWrite(ctx, []mongo.ClientBulkWrite{insert})
			return err
		}, 59},
	} {
		t.Run(name, func(t *testing.T) {
			if err := tt.run(); !code(err, tt.code) {
				t.Errorf("got %v, want code %d", err, tt.code)
			}
		})
	}
	if got := stored(t, c)[1:]; !slices.Equal(got, []string{two, three}) {
		t.Errorf("what was refused left %v", got)
	}
}

// grow makes a document of 15 MiB and then of 30.
func grow(ctx context.Context, c *mongo.Collection) error {
	for _, field := range []string{"x", "y"} {
		set := bson.D{{Key: "$set", Value: bson.D{{Key: field, Value: strings.Repeat("x", 15<<20)}}}}
		if _, err := c.UpdateOne(ctx, bson.D{{Key: "_id", Value: 1}}, set); err != nil {
			return err
		}
	}
	return nil
}

// TestSnapshotSessions reads twice in a session whose reads are to be of one moment, which is not supported outside a transaction
// and must not look as if it were.
func TestSnapshotSessions(t *testing.T) {
	c := seed(t)
	s := must(c.Database().Client().StartSession(options.Session().SetSnapshot(true)))(t)
	defer s.EndSession(context.Background())
	if _, err := c.Find(mongo.NewSessionContext(context.Background(), s), bson.D{}); !code(err, 72) {
		t.Errorf("got %v, want it refused", err)
	}
}

// TestMaxTimeOfEveryCommand ends each of them when its time is over, with nothing written.
func TestMaxTimeOfEveryCommand(t *testing.T) {
	var now clock
	hurries := func() time.Time { return now.pass(time.Millisecond) }
	c := connect(t, open(t, "", localdb.Options{Now: hurries})).Database("test").Collection("things")
	var docs []any
	for i := range 3000 {
		docs = append(docs, bson.D{{Key: "_id", Value: i}, {Key: "x", Value: i % 7}})
	}
	must(c.InsertMany(context.Background(), docs))(t)
	for _, command := range []string{
		`{"find":"things","filter":{"y":1}}`,
		`{"find":"things","sort":{"x":1}}`,
		`{"count":"things","query":{"y":1}}`,
		`{"distinct":"things","key":"x"}`,
		`{"aggregate":"things","pipeline":[{"$group":{"_id":"$x"}}],"cursor":{}}`,
		`{"update":"things","updates":[{"q":{"x":{"$gte":0}},"u":{"$set":{"y":1}},"multi":true}]}`,
		`{"delete":"things","deletes":[{"q":{"x":{"$gte":0}},"limit":0}]}`,
		`{"findAndModify":"things","query":{"y":1},"remove":true}`,
		`{"insert":"things","documents":[` + strings.Repeat(`{},`, 200) + `{}]}`,
		`{"explain":{"find":"things","filter":{"y":1}}}`,
	} {
		t.Run(command, func(t *testing.T) {
			err := c.Database().RunCommand(context.Background(), append(doc(t, command), bson.E{Key: "maxTimeMS", Value: 1})).Err()
			if !code(err, 50) {
				t.Errorf("got %v, want the time limit exceeded", err)
			}
		})
	}
	if n := must(c.CountDocuments(context.Background(), doc(t, `{"y":{"$exists":false}}`)))(t); n != 3000 {
		t.Errorf("got %d documents as they were, want 3000", n)
	}
}

// TestServerStatusCounts does one of everything and looks at what became of the figures.
func TestServerStatusCounts(t *testing.T) {
	c := connect(t, open(t, t.TempDir(), localdb.Options{})).Database("test").Collection("things")
	ctx := context.Background()
	put(t, c, `{"_id":1,"x":1}`, `{"_id":2}`, `{"_id":3}`)
	must(c.UpdateOne(ctx, doc(t, `{"_id":1}`), doc(t, `{"$set":{"x":2}}`)))(t)
	must(c.DeleteOne(ctx, doc(t, `{"_id":3}`)))(t)
	cur := must(c.Find(ctx, bson.D{}, options.Find().SetBatchSize(1)))(t)
	defer func() { _ = cur.Close(ctx) }()
	for _, end := range []func(s *mongo.Session) error{
		func(s *mongo.Session) error { return s.CommitTransaction(ctx) },
		func(s *mongo.Session) error { return s.AbortTransaction(ctx) },
		func(s *mongo.Session) error {
			id := bson.D{{Key: "endSessions", Value: bson.A{s.ID()}}}
			return c.Database().RunCommand(ctx, id).Err()
		},
	} {
		s, inside := begin(t, c.Database().Client())
		must(c.InsertOne(inside, bson.D{}))(t)
		if err := end(s); err != nil {
			t.Fatal(err)
		}
	}
	var got struct {
		Connections  struct{ Current, TotalCreated int64 }
		Opcounters   struct{ Insert, Query, Update, Delete, Command int64 }
		Transactions struct{ TotalStarted, TotalCommitted, TotalAborted int64 }
		Metrics      struct {
			Cursor struct{ Open struct{ Total int64 } }
		}
		Localdb struct{ DataBytes, LogBytes, LogSyncs, Commits, Sessions int64 }
	}
	if err := c.Database().Client().Database("admin").RunCommand(ctx, bson.D{{Key: "serverStatus", Value: 1}}).Decode(&got); err != nil {
		t.Fatal(err)
	}
	equal(t, "operations", fmt.Sprint(got.Opcounters.Insert, got.Opcounters.Query, got.Opcounters.Update, got.Opcounters.Delete), "6 1 1 1")
	equal(t, "transactions", fmt.Sprint(got.Transactions), "{3 1 2}")
	equal(t, "open cursors", got.Metrics.Cursor.Open.Total, 1)
	equal(t, "commits", got.Localdb.Commits, 4)
	for what, n := range map[string]int64{"connections": got.Connections.Current, "bytes": got.Localdb.DataBytes, "bytes of the log": got.Localdb.LogBytes,
		"syncs": got.Localdb.LogSyncs, "sessions": got.Localdb.Sessions, "commands": got.Opcounters.Command} {
		if n < 1 {
			t.Errorf("%s: got %d, want some", what, n)
		}
	}
}
