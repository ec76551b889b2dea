package plan_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"go.mongodb.org/mongo-driver/bson"

	"partnerhub/localdb/plan"
	"partnerhub/localdb/query"
	"partnerhub/localdb/raw"
	"partnerhub/localdb/table"
)

// lopsided has 3000 documents: hardly any with a=1 and all others with a=2, and the
// other way around for b.
func lopsided(t *testing.T) *table.Table {
	t.Helper()
	tab := table.New("test.things", 1)
	for i := range 3000 {
		a, b := int32(2), int32(1)
		if i%1000 == 0 {
			a, b = 1, 2
		}
		d := raw.Encode(bson.D{{Key: "_id", Value: int32(i)}, {Key: "a", Value: a}, {Key: "b", Value: b}, {Key: "c", Value: int32(i % 2)}})
		if err := tab.Put(uint64(i+1), d); err != nil {
			t.Fatal(err)
		}
	}
	declare(t, tab, "a")
	declare(t, tab, "b")
	return tab
}

func declare(t *testing.T, tab *table.Table, fields ...string) {
	t.Helper()
	key := bson.D{}
	for _, f := range fields {
		key = append(key, bson.E{Key: f, Value: int32(1)})
	}
	spec, err := table.ParseSpec(query.NewLanguage(), raw.Encode(bson.D{{Key: "key", Value: key}, {Key: "name", Value: strings.Join(fields, "+")}}))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tab.Add(spec); err != nil {
		t.Fatal(err)
	}
}

// chosen runs {a: n, b: n, c: 0} and answers the index it read.
func chosen(t *testing.T, tab *table.Table, m *plan.Memory, n int32) string {
	t.Helper()
	f, err := query.NewLanguage().Filter(raw.Encode(bson.D{{Key: "a", Value: n}, {Key: "b", Value: n}, {Key: "c", Value: int32(0)}}))
	if err != nil {
		t.Fatal(err)
	}
	p, err := plan.New(tab, plan.Query{Filter: f}, m)
	if err != nil {
		t.Fatal(err)
	}
	results, err := p.Run(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := results.Documents(); err != nil {
		t.Fatal(err)
	}
	text := fmt.Sprint(p.Explain())
	_, name, _ := strings.Cut(text, "{indexName ")
	name, _, _ = strings.Cut(name, "}")
	return name
}

func TestAChoiceIsRemembered(t *testing.T) {
	tab, m := lopsided(t), &plan.Memory{}
	for i, step := range []struct {
		memory *plan.Memory
		n      int32
		want   string
	}{
		{nil, 1, "a"},
		{nil, 2, "b"},
		{m, 1, "a"},
		{m, 2, "a"}, // remembered, and found to read too much
		{m, 2, "b"},
		{m, 2, "b"},
	} {
		if got := chosen(t, tab, step.memory, step.n); got != step.want {
			t.Fatalf("step %d: read index %q, want %q", i, got, step.want)
		}
	}
}

func TestANewIndexIsTaken(t *testing.T) {
	tab, m := lopsided(t), &plan.Memory{}
	chosen(t, tab, m, 1)
	declare(t, tab, "a", "b", "c")
	if got, want := chosen(t, tab, m, 1), "a+b+c"; got != want {
		t.Errorf("read index %q, want %q", got, want)
	}
	if err := tab.Drop("a+b+c"); err != nil {
		t.Fatal(err)
	}
	if got, want := chosen(t, tab, m, 1), "a"; got != want {
		t.Errorf("after dropping it: read index %q, want %q", got, want)
	}
}

func TestAChoiceIsMadeAnewInTime(t *testing.T) {
	tab, m := lopsided(t), &plan.Memory{}
	chosen(t, tab, m, 1)
	for i := range uint64(2900) { // a=1 becomes the common one, but of few keys at a time
		d := raw.Encode(bson.D{{Key: "_id", Value: int32(i)}, {Key: "a", Value: int32(1)}, {Key: "b", Value: int32(3)}, {Key: "c", Value: int32(1)}})
		if err := tab.Put(i+1, d); err != nil {
			t.Fatal(err)
		}
		if got := chosen(t, tab, m, 1); got == "b" {
			return
		}
	}
	t.Error("the index that has become the worse one is still read")
}
