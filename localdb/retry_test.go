package localdb_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
)

func TestRetryableWriteHappensOnce(t *testing.T) {
	c := memory(t)
	ctx := context.Background()
	put(t, c, `{"_id":1,"n":0}`)
	s := must(c.Database().Client().StartSession())(t)
	defer s.EndSession(ctx)
	update := func(number int64) (reply bson.M, err error) {
		err = c.Database().RunCommand(mongo.NewSessionContext(ctx, s), bson.D{
			{Key: "update", Value: "things"}, {Key: "txnNumber", Value: number},
			{Key: "updates", Value: bson.A{doc(t, `{"q":{"_id":1},"u":{"$inc":{"n":1}}}`)}},
		}).Decode(&reply)
		return reply, err
	}
	first := must(update(101))(t)
	again := must(update(101))(t)
	if first["nModified"] != again["nModified"] || first["n"] != again["n"] {
		t.Errorf("got %v and then %v, want the same answer", first, again)
	}
	must(update(102))(t)
	if _, err := update(101); !code(err, 225) {
		t.Errorf("got %v, want an old number refused", err)
	}
	if n := must(c.CountDocuments(ctx, doc(t, `{"n":2}`)))(t); n != 1 {
		cur, err := c.Find(ctx, bson.D{})
		t.Errorf("the retried write was not done exactly once: %v", text(t, all(t, cur, err)))
	}
}

// TestEveryRetryableWriteHappensOnce sends each of them again with the number it had, which
// must answer the same and write nothing.
func TestEveryRetryableWriteHappensOnce(t *testing.T) {
	for _, tt := range []struct {
		command string
		want    []string // stored after both
	}{
		{`{"insert":"things","documents":[{"_id":4},{"_id":1}],"ordered":false}`, []string{one, two, three, `{"_id":4}`}},
		{`{"insert":"things","documents":[{"x":5}]}`, []string{one, two, three, "another"}},
		{`{"update":"things","updates":[{"q":{"_id":9},"u":{"$inc":{"x":1}},"upsert":true}]}`, []string{one, two, three, `{"_id":9,"x":1}`}},
		{`{"delete":"things","deletes":[{"q":{"x":{"$gt":11}},"limit":1}]}`, []string{one, three}},
		{`{"findAndModify":"things","query":{"_id":2},"update":{"$inc":{"x":1}},"new":true}`, []string{one, `{"_id":2,"x":23}`, three}},
		{`{"findAndModify":"things","query":{},"sort":{"_id":1},"remove":true}`, []string{two, three}},
		{`{"update":"things","updates":[{"q":{"_id":1},"u":{"$inc":{"x":1}}},{"q":{"_id":2},"u":{"$inc":{"x":1}}},{"q":{"_id":8},"u":{"x":8},"upsert":true}]}`,
			[]string{`{"_id":1,"x":12}`, `{"_id":2,"x":23}`, three, `{"_id":8,"x":8}`}},
		{`{"update":"things","updates":[{"q":{"_id":1},"u":{"$inc":{"x":1}}},{"q":{"_id":2},"u":{"$inc":{"_id":1}}},{"q":{"_id":3},"u":{"$inc":{"x":1}}}]}`,
			[]string{`{"_id":1,"x":12}`, two, three}},
		{`{"delete":"things","deletes":[{"q":{"x":11},"limit":1},{"q":{"x":{"$gt":22}},"limit":1}],"ordered":false}`, []string{two}},
	} {
		t.Run(tt.command, func(t *testing.T) {
			c := seed(t)
			s := must(c.Database().Client().StartSession())(t)
			defer s.EndSession(context.Background())
			ctx := mongo.NewSessionContext(context.Background(), s)
			var answers [2]string
			for i := range answers {
				r := c.Database().RunCommand(ctx, append(doc(t, tt.command), bson.E{Key: "txnNumber", Value: int64(500)}))
				raw, err := r.Raw()
				answers[i] = fmt.Sprint(raw, err)
			}
			equal(t, "the second answer", answers[1], answers[0])
			got := stored(t, c)
			for i := range got {
				if i < len(tt.want) && tt.want[i] == "another" {
					got[i] = "another" // it has an id of its own
				}
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("stored %v, want %v", got, tt.want)
			}
		})
	}
}

// TestARetryAfterAFailure repeats what failed as a whole with the number it had: nothing was done, so it is done now, once.
func TestARetryAfterAFailure(t *testing.T) {
	c := seed(t)
	s := must(c.Database().Client().StartSession())(t)
	defer s.EndSession(context.Background())
	ctx := mongo.NewSessionContext(context.Background(), s)
	run := func(command string) error {
		return c.Database().RunCommand(ctx, append(doc(t, command), bson.E{Key: "txnNumber", Value: int64(900)})).Err()
	}
	for fields, want := range map[string]int{`{"a":1,"b":0}`: 31254, `{"q":{"$divide":[1,0]}}`: 2, `5`: 14} {
		if err := run(`{"findAndModify":"things","query":{"_id":1},"update":{"$inc":{"x":1}},"fields":` + fields + `}`); !code(err, want) {
			t.Errorf("fields %s: got %v, want code %d", fields, err, want)
		}
	}
	if got := stored(t, c); !slices.Equal(got, []string{one, two, three}) {
		t.Fatalf("an answer that could not be given left %v", got)
	}
	for range 2 {
		if err := run(`{"findAndModify":"things","query":{"_id":1},"update":{"$inc":{"x":1}},"fields":{"x":1}}`); err != nil {
			t.Fatal(err)
		}
	}
	if got := stored(t, c); !slices.Equal(got, []string{`{"_id":1,"x":12}`, two, three}) {
		t.Errorf("stored %v, want the change once", got)
	}
}

// TestACommitIsRepeated sends both ends of a transaction again, as a driver does that lost the answer.
func TestACommitIsRepeated(t *testing.T) {
	out := context.Background()
	c := seed(t)
	admin := c.Database().Client().Database("admin")
	for name, tt := range map[string]struct {
		first, again string
		code         int // of the second
	}{
		"commit and commit": {"commitTransaction", "commitTransaction", 0},
		"commit and abort":  {"commitTransaction", "abortTransaction", 256},
		"abort and commit":  {"abortTransaction", "commitTransaction", 251},
		"abort and abort":   {"abortTransaction", "abortTransaction", 251},
	} {
		t.Run(name, func(t *testing.T) {
			before := len(stored(t, c))
			s, ctx := begin(t, c.Database().Client())
			defer func() { _ = s.AbortTransaction(out) }()
			must(c.InsertOne(ctx, bson.D{}))(t)
			if err := admin.RunCommand(ctx, bson.D{{Key: tt.first, Value: 1}}).Err(); err != nil {
				t.Fatal(err)
			}
			err := admin.RunCommand(ctx, bson.D{{Key: tt.again, Value: 1}}).Err()
			if tt.code == 0 && err != nil || tt.code != 0 && !code(err, tt.code) {
				t.Errorf("got %v, want code %d", err, tt.code)
			}
			want := before
			if tt.first == "commitTransaction" {
				want++
			}
			equal(t, "stored", len(stored(t, c)), want)
		})
	}
}
