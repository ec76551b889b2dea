package localdb_test

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/mongo/readconcern"
	"go.mongodb.org/mongo-driver/v2/mongo/writeconcern"

	"partnerhub/localdb"
)

// open returns a database in dir, or in memory for "", that ends with the test.
func open(tb testing.TB, dir string, o localdb.Options) *localdb.DB {
	tb.Helper()
	db, err := localdb.Open(dir, o)
	if err != nil {
		tb.Fatalf("opening the database: %v", err)
	}
	tb.Cleanup(func() {
		if err := db.Close(); err != nil {
			tb.Errorf("closing the database: %v", err)
		}
	})
	return db
}

// clock is a time that a test moves. The driver asks the database now and then beside the test, which reads it, too.
type clock struct{ passed atomic.Int64 }

func (c *clock) tells() time.Time { return c.pass(0) }

// pass moves the time on and tells it.
func (c *clock) pass(d time.Duration) time.Time {
	return time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC).Add(time.Duration(c.passed.Add(int64(d))))
}

// dial returns a driver's client that is configured as the product does it.
func dial(tb testing.TB, db *localdb.DB) *mongo.Client {
	tb.Helper()
	journal := true
	client, err := mongo.Connect(options.Client().ApplyURI(db.URI()).SetDialer(db).
		SetServerAPIOptions(options.ServerAPI(options.ServerAPIVersion1)).
		SetWriteConcern(&writeconcern.WriteConcern{W: "majority", Journal: &journal}).
		SetReadConcern(readconcern.Majority()).
		SetTimeout(20 * time.Second))
	if err != nil {
		tb.Fatalf("connecting: %v", err)
	}
	return client
}

// connect is dial for a client that ends with the test.
func connect(tb testing.TB, db *localdb.DB) *mongo.Client {
	tb.Helper()
	client := dial(tb, db)
	tb.Cleanup(func() {
		if err := client.Disconnect(context.Background()); err != nil {
			tb.Errorf("disconnecting: %v", err)
		}
	})
	return client
}

// memory returns an empty collection of a database in memory.
func memory(tb testing.TB) *mongo.Collection {
	tb.Helper()
	return connect(tb, open(tb, "", localdb.Options{})).Database("test").Collection("things")
}

// must fails the test on an error and passes the value on.
func must[T any](v T, err error) func(tb testing.TB) T {
	return func(tb testing.TB) T {
		tb.Helper()
		if err != nil {
			tb.Fatalf("unexpected error: %v", err)
		}
		return v
	}
}

// all reads a cursor to its end.
func all(tb testing.TB, cur *mongo.Cursor, err error) []bson.D {
	tb.Helper()
	if err != nil {
		tb.Fatalf("unexpected error: %v", err)
	}
	var out []bson.D
	if err := cur.All(context.Background(), &out); err != nil {
		tb.Fatalf("reading the cursor: %v", err)
	}
	return out
}

// put inserts documents given as extended JSON.
func put(tb testing.TB, c *mongo.Collection, docs ...string) {
	tb.Helper()
	list := make([]any, len(docs))
	for i, text := range docs {
		list[i] = doc(tb, text)
	}
	if _, err := c.InsertMany(context.Background(), list); err != nil {
		tb.Fatalf("inserting: %v", err)
	}
}

// doc parses extended JSON.
func doc(tb testing.TB, text string) bson.D {
	tb.Helper()
	var d bson.D
	if err := bson.UnmarshalExtJSON([]byte(text), false, &d); err != nil {
		tb.Fatalf("parsing %s: %v", text, err)
	}
	return d
}

// text renders documents for comparison.
func text(tb testing.TB, docs []bson.D) []string {
	tb.Helper()
	out := make([]string, len(docs))
	for i, d := range docs {
		b, err := bson.MarshalExtJSON(d, false, false)
		if err != nil {
			tb.Fatalf("rendering: %v", err)
		}
		out[i] = string(b)
	}
	return out
}
