package localdb_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
)

// A read ends with the context of its caller, although no command that opens a cursor says for how long it may run: what is under way
// is interrupted, and does not go on for an answer that nobody waits for.
func TestAReadEndsWithItsContext(t *testing.T) {
	c := memory(t)
	var docs []any
	for i := range 20000 {
		docs = append(docs, bson.D{{Key: "_id", Value: int32(i)}, {Key: "s", Value: strings.Repeat("x", 200)}})
	}
	must(c.InsertMany(context.Background(), docs))(t)
	slow := doc(t, `{"s":{"$regex":"(x+x+)+y"}}`)
	tests := map[string]func(ctx context.Context) error{
		"find": func(ctx context.Context) error { _, err := c.Find(ctx, slow); return err },
		"aggregate": func(ctx context.Context) error {
			_, err := c.Aggregate(ctx, mongo.Pipeline{{{Key: "$match", Value: slow}}})
			return err
		},
		"count": func(ctx context.Context) error { _, err := c.CountDocuments(ctx, slow); return err },
	}
	for name, read := range tests {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(context.Background(), 5*time.Millisecond)
			defer cancel()
			if err := read(ctx); err == nil || !errors.Is(err, context.DeadlineExceeded) && !mongo.IsTimeout(err) {
				t.Errorf("got %v, want the deadline exceeded", err)
			}
		})
	}
}
