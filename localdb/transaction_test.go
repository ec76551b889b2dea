package localdb_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/mongo/readconcern"
	"go.mongodb.org/mongo-driver/v2/mongo/writeconcern"

	"partnerhub/localdb"
)

func snapshot() *options.TransactionOptionsBuilder {
	return options.Transaction().SetReadConcern(readconcern.Snapshot())
}

// begin starts a session with an open transaction.
func begin(tb testing.TB, client *mongo.Client) (*mongo.Session, context.Context) {
	tb.Helper()
	s, err := client.StartSession()
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { s.EndSession(context.Background()) })
	if err := s.StartTransaction(snapshot()); err != nil {
		tb.Fatal(err)
	}
	return s, mongo.NewSessionContext(context.Background(), s)
}

func label(err error, name string) bool {
	var labeled mongo.LabeledError
	return errors.As(err, &labeled) && labeled.HasErrorLabel(name)
}

func code(err error, n int) bool {
	var server mongo.ServerError
	return errors.As(err, &server) && server.HasErrorCode(n)
}

func TestTransactionIsolation(t *testing.T) {
	client := connect(t, open(t, "", localdb.Options{}))
	c := client.Database("test").Collection("things")
	put(t, c, `{"_id":1,"v":1}`, `{"_id":2,"v":1}`)
	s, ctx := begin(t, client)
	must(c.UpdateOne(ctx, doc(t, `{"_id":1}`), doc(t, `{"$set":{"v":2}}`)))(t)
	if n := must(c.CountDocuments(ctx, doc(t, `{"v":2}`)))(t); n != 1 {
		t.Errorf("the transaction sees %d of its own writes, want 1", n)
	}
	out := context.Background()
	if n := must(c.CountDocuments(out, doc(t, `{"v":2}`)))(t); n != 0 {
		t.Errorf("others see %d uncommitted writes, want 0", n)
	}
	must(c.UpdateOne(out, doc(t, `{"_id":2}`), doc(t, `{"$set":{"v":3}}`)))(t)
	if n := must(c.CountDocuments(ctx, doc(t, `{"v":3}`)))(t); n != 0 {
		t.Errorf("the snapshot sees %d later writes, want 0", n)
	}
	if err := s.CommitTransaction(out); err != nil {
		t.Fatal(err)
	}
	if n := must(c.CountDocuments(out, doc(t, `{"v":{"$in":[2,3]}}`)))(t); n != 2 {
		t.Errorf("got %d after both commits, want 2", n)
	}
}

func TestWriteConflict(t *testing.T) {
	client := connect(t, open(t, "", localdb.Options{}))
	c := client.Database("test").Collection("things")
	put(t, c, `{"_id":1,"v":1}`)
	one, ctx1 := begin(t, client)
	two, ctx2 := begin(t, client)
	must(c.UpdateOne(ctx1, doc(t, `{"_id":1}`), doc(t, `{"$inc":{"v":1}}`)))(t)
	must(c.CountDocuments(ctx2, bson.D{}))(t)
	if err := one.CommitTransaction(context.Background()); err != nil {
		t.Fatal(err)
	}
	_, err := c.UpdateOne(ctx2, doc(t, `{"_id":1}`), doc(t, `{"$inc":{"v":1}}`))
	if !code(err, 112) || !label(err, "TransientTransactionError") {
		t.Errorf("got %v, want a write conflict that may be tried again", err)
	}
	if err := two.CommitTransaction(context.Background()); !code(err, 251) {
		t.Errorf("got %v, want no such transaction", err)
	}
}

// TestWriteSkew shows what snapshot isolation allows, as MongoDB documents it:
// two transactions that each read what the other writes may both commit.
func TestWriteSkew(t *testing.T) {
	client := connect(t, open(t, "", localdb.Options{}))
	c := client.Database("test").Collection("oncall")
	put(t, c, `{"_id":1,"on":true}`, `{"_id":2,"on":true}`)
	one, ctx1 := begin(t, client)
	two, ctx2 := begin(t, client)
	for id, ctx := range map[int]context.Context{1: ctx1, 2: ctx2} {
		if n := must(c.CountDocuments(ctx, doc(t, `{"on":true}`)))(t); n != 2 {
			t.Fatalf("got %d on call, want 2", n)
		}
		must(c.UpdateOne(ctx, bson.D{{Key: "_id", Value: id}}, doc(t, `{"$set":{"on":false}}`)))(t)
	}
	if err := errors.Join(one.CommitTransaction(context.Background()), two.CommitTransaction(context.Background())); err != nil {
		t.Fatalf("both must commit: %v", err)
	}
	if n := must(c.CountDocuments(context.Background(), doc(t, `{"on":true}`)))(t); n != 0 {
		t.Errorf("got %d on call, want 0", n)
	}
}

func TestWithTransactionCountsExactly(t *testing.T) {
	client := connect(t, open(t, "", localdb.Options{}))
	c := client.Database("test").Collection("counters")
	put(t, c, `{"_id":"seq","n":0}`)
	const workers, rounds = 8, 25
	var group sync.WaitGroup
	for range workers {
		group.Go(func() {
			for range rounds {
				s, err := client.StartSession()
				if err != nil {
					t.Error(err)
					return
				}
				_, err = s.WithTransaction(context.Background(), func(ctx context.Context) (any, error) {
					var d struct{ N int32 }
					if err := c.FindOneAndUpdate(ctx, bson.D{{Key: "_id", Value: "seq"}}, bson.D{{Key: "$inc", Value: bson.D{{Key: "n", Value: 1}}}},
						options.FindOneAndUpdate().SetReturnDocument(options.After)).Decode(&d); err != nil {
						return nil, err
					}
					_, err := c.InsertOne(ctx, bson.D{{Key: "_id", Value: d.N}})
					return nil, err
				}, snapshot())
				if err != nil {
					t.Error(err)
				}
				s.EndSession(context.Background())
			}
		})
	}
	group.Wait()
	if n := must(c.CountDocuments(context.Background(), bson.D{}))(t); n != workers*rounds+1 {
		t.Errorf("got %d documents, want %d", n, workers*rounds+1)
	}
}

func TestTransactionErrors(t *testing.T) {
	client := connect(t, open(t, "", localdb.Options{}))
	c := client.Database("test").Collection("things")
	put(t, c, `{"_id":1}`)
	s, ctx := begin(t, client)
	_, err := c.InsertOne(ctx, doc(t, `{"_id":1}`))
	if !mongo.IsDuplicateKeyError(err) {
		t.Errorf("got %v, want a duplicate key", err)
	}
	_, err = c.InsertOne(ctx, doc(t, `{"_id":2}`))
	if !code(err, 251) || !label(err, "TransientTransactionError") {
		t.Errorf("got %v, want no such transaction", err)
	}
	_ = s.AbortTransaction(context.Background()) // it is gone already
	if n := must(c.CountDocuments(context.Background(), bson.D{}))(t); n != 1 {
		t.Errorf("got %d documents, want 1", n)
	}
}

func TestTransactionLife(t *testing.T) {
	client := connect(t, open(t, "", localdb.Options{}))
	c := client.Database("test").Collection("things")
	out := context.Background()
	s, ctx := begin(t, client)
	// A transaction may make the collection and the index that it uses.
	if err := c.Database().CreateCollection(ctx, "things"); err != nil {
		t.Fatal(err)
	}
	must(c.Indexes().CreateOne(ctx, mongo.IndexModel{Keys: doc(t, `{"a":1}`), Options: options.Index().SetUnique(true)}))(t)
	must(c.InsertMany(ctx, []any{doc(t, `{"_id":1,"a":1}`), doc(t, `{"_id":2,"a":2}`), doc(t, `{"_id":3,"a":3}`)}))(t)
	cur := must(c.Find(ctx, doc(t, `{"a":{"$gt":0}}`), options.Find().SetBatchSize(1)))(t)
	must(c.DeleteMany(ctx, doc(t, `{"a":{"$gt":1}}`)))(t)
	if got := all(t, cur, nil); len(got) != 3 {
		t.Errorf("the cursor yields %d documents of its time, want 3", len(got))
	}
	if err := s.CommitTransaction(out); err != nil {
		t.Fatal(err)
	}
	if err := s.CommitTransaction(out); err != nil {
		t.Errorf("committing again: %v", err)
	}
	if n := must(c.CountDocuments(out, bson.D{}))(t); n != 1 {
		t.Errorf("got %d documents, want 1", n)
	}
	s, ctx = begin(t, client)
	must(c.DeleteOne(ctx, doc(t, `{"_id":1}`)))(t)
	if err := s.AbortTransaction(out); err != nil {
		t.Fatal(err)
	}
	if n := must(c.CountDocuments(out, bson.D{}))(t); n != 1 {
		t.Errorf("got %d documents after an abort, want 1", n)
	}
}

// TestUniqueKeyConflict: two transactions take the same unique key. The second
// commit conflicts, and its second attempt meets the duplicate.
func TestUniqueKeyConflict(t *testing.T) {
	client := connect(t, open(t, "", localdb.Options{}))
	c := client.Database("test").Collection("claims")
	index(t, c, `{"key":1}`, options.Index().SetUnique(true))
	one, ctx1 := begin(t, client)
	two, ctx2 := begin(t, client)
	must(c.InsertOne(ctx1, doc(t, `{"_id":1,"key":"k"}`)))(t)
	must(c.InsertOne(ctx2, doc(t, `{"_id":2,"key":"k"}`)))(t)
	if err := one.CommitTransaction(context.Background()); err != nil {
		t.Fatal(err)
	}
	if err := two.CommitTransaction(context.Background()); !code(err, 112) || !label(err, "TransientTransactionError") {
		t.Errorf("got %v, want a write conflict", err)
	}
	if _, err := c.InsertOne(context.Background(), doc(t, `{"_id":2,"key":"k"}`)); !mongo.IsDuplicateKeyError(err) {
		t.Errorf("got %v, want a duplicate key", err)
	}
}

func TestUnacknowledgedWrite(t *testing.T) {
	c := memory(t)
	w := c.Database().Collection("things", options.Collection().SetWriteConcern(writeconcern.Unacknowledged()))
	if _, err := w.InsertOne(context.Background(), doc(t, `{"_id":1}`)); err != nil {
		t.Fatal(err)
	}
	if n := must(c.CountDocuments(context.Background(), bson.D{}))(t); n != 1 {
		t.Errorf("got %d documents, want 1", n)
	}
}

// TestAForgottenTransaction is ended by the sweep after its time, so that it does not hold on to the state it began with.
func TestAForgottenTransaction(t *testing.T) {
	var now clock
	db := open(t, "", localdb.Options{Now: now.tells})
	client := connect(t, db)
	c := client.Database("test").Collection("things")
	s, ctx := begin(t, client)
	must(c.InsertOne(ctx, doc(t, `{"_id":1}`)))(t)
	aborted := func() (n int64) {
		var status struct{ Transactions struct{ TotalAborted int64 } }
		if err := client.Database("admin").RunCommand(context.Background(), bson.D{{Key: "serverStatus", Value: 1}}).Decode(&status); err != nil {
			t.Fatal(err)
		}
		return status.Transactions.TotalAborted
	}
	db.Sweep()
	equal(t, "ended in time", aborted(), 0)
	now.pass(61 * time.Second)
	db.Sweep()
	equal(t, "ended after it", aborted(), 1)
	if err := s.CommitTransaction(context.Background()); !code(err, 251) {
		t.Errorf("got %v, want no such transaction", err)
	}
}
