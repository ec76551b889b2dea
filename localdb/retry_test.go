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
