package localdb_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

// someWrites is more than the parts of a command that are worked off one by one.
const someWrites = 150

// TestManyPartsAreAsOneByOne sends the same writes in one command and in a command for each, and compares errors, documents and what
// each index finds.
func TestManyPartsAreAsOneByOne(t *testing.T) {
	for seed := range uint64(6) {
		ordered, inside := seed%2 == 0, seed%3 == 0
		t.Run(fmt.Sprintf("ordered %v, in a transaction %v, %d", ordered, inside, seed), func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 1))
			together, apart := indexed(t), indexed(t)
			for _, writes := range [][]mongo.WriteModel{newOnes(r, seed < 2), changes(r, seed < 4), newOnes(r, true), changes(r, true)} {
				got := atOnce(t, together, writes, ordered, inside)
				if want := oneByOne(t, apart, writes, ordered || inside, inside); !slices.Equal(got, want) {
					t.Fatalf("got errors %v, want %v", got, want)
				}
				compareByIndex(t, together, apart)
			}
		})
	}
}

// indexed is a collection with a document and some indexes, one of which refuses two lists.
func indexed(t *testing.T) *mongo.Collection {
	c := memory(t)
	put(t, c, `{"_id":"first","u":-1}`)
	must(c.Indexes().CreateMany(t.Context(), []mongo.IndexModel{
		{Keys: doc(t, `{"u":1}`), Options: options.Index().SetUnique(true)},
		{Keys: doc(t, `{"a":1,"b":-1}`)},
		{Keys: doc(t, `{"b":1}`)},
		{Keys: doc(t, `{"a":1}`), Options: options.Index().SetName("part").SetPartialFilterExpression(doc(t, `{"b":{"$gt":2}}`))},
	}))(t)
	return c
}

// newOnes are inserts; where not all are fine, some take a unique value twice, have a forbidden name or two lists.
func newOnes(r *rand.Rand, fine bool) (out []mongo.WriteModel) {
	for range someWrites {
		d := bson.D{{Key: "_id", Value: r.Int64()}, {Key: "u", Value: r.Int64()}, {Key: "a", Value: r.IntN(5)}, {Key: "b", Value: bson.A{r.IntN(5), r.IntN(5)}}}
		if bad := r.IntN(60); !fine && bad < 3 {
			d[3-bad] = []bson.E{{Key: "$b", Value: 1}, {Key: "a", Value: bson.A{1, 2}}, {Key: "u", Value: -1}}[bad]
		}
		out = append(out, mongo.NewInsertOneModel().SetDocument(d))
	}
	return out
}

// changes are updates of what the ones before may have changed.
func changes(r *rand.Rand, fine bool) (out []mongo.WriteModel) {
	for range someWrites {
		change := bson.D{{Key: "$set", Value: bson.D{{Key: "a", Value: r.IntN(5)}}}, {Key: "$inc", Value: bson.D{{Key: "n", Value: 1}}}}
		if !fine && r.IntN(60) == 0 {
			change = bson.D{{Key: "$set", Value: bson.D{{Key: "u", Value: -1}}}}
		}
		one := mongo.NewUpdateOneModel().SetFilter(bson.D{{Key: "a", Value: r.IntN(5)}, {Key: "b", Value: r.IntN(5)}}).SetUpdate(change)
		out = append(out, one.SetSort(bson.D{{Key: "u", Value: 1}}))
	}
	return out
}

// atOnce are the errors of one command, as where and which. A transaction that has one is not committed.
func atOnce(t *testing.T, c *mongo.Collection, writes []mongo.WriteModel, ordered, inside bool) []string {
	return failures(within(t, c, inside, func(ctx context.Context) error {
		_, err := c.BulkWrite(ctx, writes, options.BulkWrite().SetOrdered(ordered))
		return err
	}), 0)
}

func oneByOne(t *testing.T, c *mongo.Collection, writes []mongo.WriteModel, stop, inside bool) (out []string) {
	err := within(t, c, inside, func(ctx context.Context) error {
		for i, w := range writes {
			_, err := c.BulkWrite(ctx, []mongo.WriteModel{w})
			if out = append(out, failures(err, i)...); err != nil && stop {
				return err
			}
		}
		return nil
	})
	if len(out) == 0 && err != nil {
		t.Fatal(err)
	}
	return out
}

func within(t *testing.T, c *mongo.Collection, inside bool, do func(ctx context.Context) error) error {
	if !inside {
		return do(t.Context())
	}
	s := must(c.Database().Client().StartSession())(t)
	defer s.EndSession(context.WithoutCancel(t.Context()))
	_, err := s.WithTransaction(t.Context(), func(ctx context.Context) (any, error) { return nil, do(ctx) })
	return err
}

func failures(err error, behind int) (out []string) {
	var all mongo.BulkWriteException
	if !errors.As(err, &all) && err != nil {
		return []string{err.Error()}
	}
	for _, e := range all.WriteErrors {
		out = append(out, fmt.Sprintf("%d: %d %s", e.Index+behind, e.Code, e.Message))
	}
	return out
}

// compareByIndex reads two collections in the order of each index.
func compareByIndex(t *testing.T, a, b *mongo.Collection) {
	t.Helper()
	for _, hint := range []string{"_id_", "u_1", "a_1_b_-1", "b_1"} {
		read := func(c *mongo.Collection) []string {
			cur, err := c.Find(t.Context(), bson.D{}, options.Find().SetHint(hint))
			return text(t, all(t, cur, err))
		}
		if got, want := read(a), read(b); !slices.Equal(got, want) {
			t.Fatalf("by %s: got %d documents, want the same %d\n%v\n%v", hint, len(got), len(want), got, want)
		}
	}
	in := doc(t, `{"a":2,"b":{"$gt":2}}`)
	if got, want := must(a.CountDocuments(t.Context(), in))(t), must(b.CountDocuments(t.Context(), in))(t); got != want {
		t.Fatalf("by the partial index: got %d, want %d", got, want)
	}
}
