package localdb_test

import (
	"context"
	"strings"
	"testing"

	"github.com/256dpi/lungo"
	old "go.mongodb.org/mongo-driver/bson"
	oldoptions "go.mongodb.org/mongo-driver/mongo/options"
	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

// limit is something that lungo's engine does in another way than MongoDB documents
// it, so that the random comparison leaves it out.
type limit struct {
	name   string
	docs   []string
	update string // of all documents, "" = none
	find   string
	sort   string
	want   string // the ids or documents that MongoDB's documentation promises, behind "error" if there is one
}

func limits() []limit {
	const whole, byID = `{}`, `{"_id":1}`
	return []limit{
		{"an update that fails halfway keeps what it did", []string{`{"_id":1,"n":1}`, `{"_id":2,"n":"x"}`, `{"_id":3,"n":1}`}, `{"$inc":{"n":1}}`, whole, byID,
			`error {"_id":1,"n":2} {"_id":2,"n":"x"} {"_id":3,"n":1}`},
		{"two operators on one field conflict, whatever they change", []string{`{"_id":1,"n":1}`}, `{"$set":{"n":1},"$unset":{"n.x":1}}`, whole, byID,
			`error {"_id":1,"n":1}`},
		{"a sum that 32 bits do not hold takes 64", []string{`{"_id":1,"n":2147483647}`}, `{"$inc":{"n":1}}`, whole, byID,
			`{"_id":1,"n":2147483648}`},
		{"a product that 64 bits do not hold is an error", []string{`{"_id":1,"n":{"$numberLong":"9223372036854775807"}}`}, `{"$mul":{"n":2}}`, whole, byID,
			`error {"_id":1,"n":9223372036854775807}`},
		{"an empty list comes before null", []string{`{"_id":1,"a":null}`, `{"_id":2,"a":[]}`, `{"_id":3,"a":1}`}, "", whole, `{"a":1,"_id":1}`,
			`{"_id":2,"a":[]} {"_id":1,"a":null} {"_id":3,"a":1}`},
		{"regular expressions", []string{`{"_id":1,"s":"abc"}`, `{"_id":2,"s":"xabc"}`}, "", `{"s":{"$regex":"^A","$options":"i"}}`, byID,
			`{"_id":1,"s":"abc"}`},
		{"expressions", []string{`{"_id":1,"a":3,"b":2}`, `{"_id":2,"a":1,"b":2}`}, "", `{"$expr":{"$gt":["$a","$b"]}}`, byID,
			`{"_id":1,"a":3,"b":2}`},
		{"alternatives for an element", []string{`{"_id":1,"l":[{"x":1}]}`, `{"_id":2,"l":[{"x":3}]}`}, "", `{"l":{"$elemMatch":{"$or":[{"x":1},{"y":1}]}}}`, byID,
			`{"_id":1,"l":[{"x":1}]}`},
		{"all elements by conditions", []string{`{"_id":1,"l":[{"x":1},{"x":5}]}`, `{"_id":2,"l":[{"x":1}]}`}, "", `{"l":{"$all":[{"$elemMatch":{"x":1}},{"$elemMatch":{"x":{"$gt":4}}}]}}`, byID,
			`{"_id":1,"l":[{"x":1},{"x":5}]}`},
		{"a malformed filter is an error before there is a document", nil, "", `{"a":{"$in":1}}`, byID, `error`},
		{"not-a-number is below nothing", []string{`{"_id":1,"a":{"$numberDouble":"NaN"}}`}, "", `{"a":{"$lt":5}}`, byID, ``},
		{"comments say nothing about a document", []string{`{"_id":1}`}, "", `{"$comment":"why"}`, byID, `{"_id":1}`},
	}
}

// TestLungosLimits runs what lungo does differently: this engine does as MongoDB
// documents it, and a line that lungo no longer differs in belongs into the random test.
func TestLungosLimits(t *testing.T) {
	for _, l := range limits() {
		t.Run(l.name, func(t *testing.T) {
			if got := l.mine(t, memory(t)); got != l.want {
				t.Errorf("got  %s\nwant %s", got, l.want)
			}
			if theirs := l.theirs(t); theirs == l.want {
				t.Errorf("lungo answers the same: %s", theirs)
			}
		})
	}
}

func outcome(docs []string, errs ...error) string {
	for _, err := range errs {
		if err != nil {
			docs = append([]string{"error"}, docs...)
			break
		}
	}
	return strings.Join(docs, " ")
}

func (l limit) mine(t *testing.T, c *mongo.Collection) string {
	ctx := context.Background()
	if len(l.docs) > 0 {
		put(t, c, l.docs...)
	}
	var failed error
	if l.update != "" {
		_, failed = c.UpdateMany(ctx, bson.D{}, doc(t, l.update))
	}
	cur, err := c.Find(ctx, doc(t, l.find), options.Find().SetSort(doc(t, l.sort)))
	if err != nil {
		return outcome(nil, failed, err)
	}
	return outcome(text(t, all(t, cur, nil)), failed)
}

func (l limit) theirs(t *testing.T) string {
	ctx := context.Background()
	client, engine, err := lungo.Open(ctx, lungo.Options{Store: lungo.NewMemoryStore()})
	if err != nil {
		t.Fatal(err)
	}
	defer engine.Close()
	c := client.Database("test").Collection("things")
	for _, d := range l.docs {
		if _, err := c.InsertOne(ctx, v1of(t, d)); err != nil {
			t.Fatal(err)
		}
	}
	var failed error
	if l.update != "" {
		_, failed = c.UpdateMany(ctx, old.D{}, v1of(t, l.update))
	}
	cur, err := c.Find(ctx, v1of(t, l.find), oldoptions.Find().SetSort(v1of(t, l.sort)))
	if err != nil {
		return outcome(nil, failed, err)
	}
	var docs []old.D
	if err := cur.All(ctx, &docs); err != nil {
		return outcome(nil, failed, err)
	}
	out := make([]string, len(docs))
	for i, d := range docs {
		b, err := old.MarshalExtJSON(d, false, false)
		if err != nil {
			t.Fatal(err)
		}
		out[i] = string(b)
	}
	return outcome(out, failed)
}

// v1of is a document for the older driver's interface.
func v1of(t *testing.T, text string) old.Raw {
	t.Helper()
	b, err := bson.Marshal(doc(t, text))
	if err != nil {
		t.Fatal(err)
	}
	return b
}
