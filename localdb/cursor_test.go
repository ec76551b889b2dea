package localdb_test

import (
	"context"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"partnerhub/localdb"
)

// TestCursorOfAnotherSession asks for more of a cursor in another session, or beside the
// transaction that it reads in. Only who opened it may go on.
func TestCursorOfAnotherSession(t *testing.T) {
	c := memory(t)
	put(t, c, `{"_id":1}`, `{"_id":2}`, `{"_id":3}`)
	client, out := c.Database().Client(), context.Background()
	session := func() (*mongo.Session, context.Context) {
		s := must(client.StartSession())(t)
		t.Cleanup(func() { s.EndSession(out) })
		return s, mongo.NewSessionContext(out, s)
	}
	_, mine := session()
	_, other := session()
	transaction, inside := begin(t, client)
	more := func(ctx context.Context, id int64) error {
		return c.Database().RunCommand(ctx, bson.D{{Key: "getMore", Value: id}, {Key: "collection", Value: "things"}, {Key: "batchSize", Value: 1}}).Err()
	}
	open := func(ctx context.Context) int64 {
		return must(c.Find(ctx, bson.D{}, options.Find().SetBatchSize(1)))(t).ID()
	}
	plain, bound := open(mine), open(inside)
	if err := more(other, plain); !code(err, 50738) {
		t.Errorf("another session: got %v, want it refused", err)
	}
	if err := more(inside, plain); !code(err, 50738) {
		t.Errorf("from a transaction of another session: got %v, want it refused", err)
	}
	if err := more(mine, bound); !code(err, 50738) {
		t.Errorf("a transaction's cursor in another session: got %v, want it refused", err)
	}
	if err := more(mine, plain); err != nil {
		t.Errorf("the cursor did not survive what others asked: %v", err)
	}
	// An error inside has ended the transaction, and its cursor is of no use to the next one.
	_ = transaction.AbortTransaction(out)
	if err := more(inside, bound); !code(err, 50740) {
		t.Errorf("after the transaction: got %v, want it refused", err)
	}
	if err := transaction.StartTransaction(); err != nil {
		t.Fatal(err)
	}
	if err := more(inside, bound); !code(err, 50741) {
		t.Errorf("in the next transaction: got %v, want it refused", err)
	}
}

// TestCursorsTimeOut leaves cursors alone for longer than they wait for their client.
func TestCursorsTimeOut(t *testing.T) {
	var now clock
	db := open(t, "", localdb.Options{Now: now.tells})
	c := connect(t, db).Database("test").Collection("things")
	put(t, c, `{"_id":1}`, `{"_id":2}`)
	ctx := context.Background()
	two := func() *options.FindOptionsBuilder { return options.Find().SetBatchSize(1) }
	hasty := must(c.Find(ctx, bson.D{}, two()))(t)
	patient := must(c.Find(ctx, bson.D{}, two().SetNoCursorTimeout(true)))(t)
	now.pass(11 * time.Minute)
	db.Sweep()
	for hasty.Next(ctx) {
	}
	if err := hasty.Err(); !code(err, 43) {
		t.Errorf("got %v, want the unused cursor gone", err)
	}
	if got := all(t, patient, nil); len(got) != 2 {
		t.Errorf("got %d documents of the cursor that does not time out, want 2", len(got))
	}
}

// TestAnEmptyFirstBatch opens a cursor with no documents, as some clients do to read
// them all later.
func TestAnEmptyFirstBatch(t *testing.T) {
	c := memory(t)
	put(t, c, `{"_id":1}`, `{"_id":2}`)
	ctx := context.Background()
	cur := must(c.Find(ctx, bson.D{}, options.Find().SetBatchSize(0)))(t)
	if cur.ID() == 0 || cur.RemainingBatchLength() != 0 {
		t.Fatalf("got cursor %d with %d documents, want an open one with none", cur.ID(), cur.RemainingBatchLength())
	}
	n := 0
	for cur.Next(ctx) {
		n++
	}
	if err := cur.Err(); err != nil || n != 2 {
		t.Errorf("got %d documents, %v, want 2", n, err)
	}
}

// TestCursorsEndWithTheirSession asks for more after the session's client has ended it.
func TestCursorsEndWithTheirSession(t *testing.T) {
	c := memory(t)
	put(t, c, `{"_id":1}`, `{"_id":2}`, `{"_id":3}`)
	out := context.Background()
	s := must(c.Database().Client().StartSession())(t)
	defer s.EndSession(out)
	ctx := mongo.NewSessionContext(out, s)
	id := must(c.Find(ctx, bson.D{}, options.Find().SetBatchSize(1)))(t).ID()
	if err := c.Database().RunCommand(out, bson.D{{Key: "endSessions", Value: bson.A{s.ID()}}}).Err(); err != nil {
		t.Fatal(err)
	}
	more := bson.D{{Key: "getMore", Value: id}, {Key: "collection", Value: "things"}}
	if err := c.Database().RunCommand(ctx, more).Err(); !code(err, 43) {
		t.Errorf("got %v, want the cursor gone", err)
	}
}
