package authz_test

import (
	"reflect"
	"sync/atomic"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
	"pgregory.net/rapid"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/filter/stored"
)

// TestSightIsTheMask: what a grant decides over a record's bytes, with nothing read but what it asks for, is what it decides
// over the record, for every field.
func TestSightIsTheMask(t *testing.T) {
	p := mustPolicy(t)
	var shown, hidden atomic.Int64
	often(t, func(t *rapid.T) {
		who, kind := drawWho(t), rapid.SampledFrom(kinds).Draw(t, "kind")
		g, record := p.Grant(who, kind, authz.Read), drawRecord(t, kind, who)
		wanted := rapid.SliceOfN(rapid.SampledFrom(authz.Fields(kind)), 0, 5).Draw(t, "wanted")
		var keep authz.Keep
		for _, path := range wanted {
			k, ok := authz.KeepOf(kind, path)
			if !ok {
				t.Fatalf("nothing keeps %s.%s", kind, path)
			}
			keep = keep.With(k)
		}
		var reader filter.Reader
		g.Expect(&reader)
		doc := needed(t, g, record)
		sight := g.SightOf(reader.Doc(doc), keep)
		if other := g.SightOf(filter.Stored(doc), keep); other != sight {
			t.Fatalf("by a reader %v, without one %v", sight, other)
		}
		if got, want := !sight.None(), g.Allows(record); got != want {
			t.Fatalf("seen at all: got %t, want %t", got, want)
		}
		for _, path := range wanted {
			k, _ := authz.KeepOf(kind, path)
			got, want := sight.Shows(k), g.Shows(record, path)
			if got != want {
				t.Fatalf("%s: got %t, want %t", path, got, want)
			}
			if got && !g.Reach().Shows(k) {
				t.Fatalf("%s is shown here and, as the grant says, nowhere", path)
			}
			if got {
				shown.Add(1)
			} else {
				hidden.Add(1)
			}
		}
	})
	if t.Logf("%d fields shown, %d hidden", shown.Load(), hidden.Load()); shown.Load() == 0 || hidden.Load() == 0 {
		t.Error("one of the answers never came")
	}
}

// needed is the record's bytes without what the grant does not ask for.
func needed(t *rapid.T, g authz.Grant, record any) stored.Doc {
	b, err := bson.Marshal(record)
	if err != nil {
		t.Fatal(err)
	}
	paths, ok := g.Reach().Needed()
	if !ok {
		t.Fatal("the grant asks for something without a name")
	}
	var d bson.D
	for _, path := range append(paths, "_id") {
		if v, err := bson.Raw(b).LookupErr(path); err == nil {
			d = append(d, bson.E{Key: path, Value: v})
		}
	}
	if b, err = bson.Marshal(d); err != nil {
		t.Fatal(err)
	}
	return stored.Doc(b)
}

// TestAStructStaysWithItsParts: what keeps a document of which parts have groups of their own is what keeps one of these.
func TestAStructStaysWithItsParts(t *testing.T) {
	keep := func(path string) authz.Keep {
		k, _ := authz.KeepOf("deal", path)
		return k
	}
	parts := keep("customer.name").With(keep("customer.domain")).With(keep("customer.contact"))
	if got := keep("customer"); !reflect.DeepEqual(got, parts) {
		t.Errorf("got %v, want %v", got, parts)
	}
	if got, want := keep("amount.minor"), keep("amount"); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
	if _, ok := authz.KeepOf("deal", "nothing"); ok {
		t.Error("something keeps a field that no deal has")
	}
}
