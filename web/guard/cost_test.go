package guard_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"partnerhub/web/guard"
)

func TestCost(t *testing.T) {
	tests := []struct {
		name, query string
		want        int
	}{
		{"scalars are free", "{shop{name size labels}}", 1},
		{"an object each", "{shop{owner{owner{name}}}}", 3},
		{"a connection without rows", "{shops{totalCount}}", 1},
		{"the page", "{shops(first:10){edges{node{name}}}}", 1 + 10},
		{"nodes as edges", "{shops(first:10){nodes{name}}}", 1 + 10},
		{"cursors alone", "{shops(first:10){edges{cursor}}}", 1 + 10},
		{"last", "{shops(last:10){nodes{name}}}", 1 + 10},
		{"the larger of both", "{shops(first:10,last:30){nodes{name}}}", 1 + 30},
		{"the larger of both, first", "{shops(first:30,last:10){nodes{name}}}", 1 + 30},
		{"the usual page", "{shops{nodes{name}}}", 1 + 20},
		{"the page's info is once", "{shops(first:10){pageInfo{hasNextPage} nodes{name}}}", 2 + 10},
		{"nested objects per row", "{shops(first:10){nodes{owner{name}}}}", 1 + 10*2},
		{"edges and nodes are two", "{shops(first:10){edges{node{name}} nodes{name}}}", 1 + 20},
		{"nested connections multiply", "{shops(first:10){nodes{shops(first:5){nodes{name}}}}}", 1 + 10*(1+1+5)},
		{"a plain list", "{shop{tags{name}}}", 1 + 5},
		{"a list by ids", `{nodes(ids:["a","b","c"]){id}}`, 3},
		{"a list by one id", `{nodes(ids:"a"){id}}`, 1},
		{"a mutation", "mutation{rename(id:1){name}}", 11},
		{"a scan each time", "{shop{name} a:survey{name} b:survey{name}}", 1 + 2*101},
		{"a field of a scan's name below the query", "{shop{survey{name}}}", 2},
		{"through fragments", "{shops(first:10){...C}}fragment C on ShopConnection{edges{...E}}fragment E on ShopEdge{node{owner{name}}}", 1 + 10*2},
		{"a fragment for each use", "{a:shops(first:10){...C} b:shops(first:1){...C}}fragment C on ShopConnection{nodes{id}}", 1 + 10 + 1 + 1},
		{"inline fragments", "{node(id:1){...on Shop{owner{name}}}}", 2},
		{"skipped fields count", "{shop{owner @skip(if:true){name}}}", 2},
	}
	limits := guard.Defaults()
	limits.Scans = "census survey"
	g := guard.New(schema(t), limits)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, r := check(g, tt.query, "", nil)
			if r != nil || got != tt.want {
				t.Errorf("got %d, %v, want %d", got, r, tt.want)
			}
		})
	}
}

func TestCostOfVariableList(t *testing.T) {
	g := guard.New(schema(t), guard.Defaults())
	ids := make([]any, 100)
	got, r := check(g, "query($i:[ID!]!){nodes(ids:$i){id}}", "", map[string]any{"i": ids})
	if r != nil || got != 100 {
		t.Errorf("got %d, %v, want 100", got, r)
	}
}

func TestCostLimit(t *testing.T) {
	tests := []struct {
		name, query string
		first       int
		want        string
	}{
		{"at the limit", "query($n:Int){a:shops(first:$n){nodes{...R}}b:shops(first:$n){nodes{...R}}c:shops(first:98){nodes{id}}}fragment R on Shop{" + owners(8) + "tags{name}tags{name}}", 100, ""},
		{"past it", "query($n:Int){shops(first:$n){nodes{shops(first:$n){nodes{id}}}}}", 71, "QUERY_TOO_COMPLEX cost"},
		{"just below", "query($n:Int){shops(first:$n){nodes{shops(first:$n){nodes{id}}}}}", 69, ""},
		{"overflow saturates", "query($n:Int){" + strings.Repeat("shops(first:$n){nodes{", 12) + "id" + strings.Repeat("}}", 12) + "}", 100, "QUERY_TOO_COMPLEX cost"},
	}
	limits := guard.Defaults()
	limits.Depth = 100
	g := guard.New(schema(t), limits)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			cost, r := check(g, tt.query, "", map[string]any{"n": json.Number(fmt.Sprint(tt.first))})
			if got := verdict(r); got != tt.want {
				t.Errorf("got %q at a cost of %d, want %q", got, cost, tt.want)
			}
		})
	}
}

func TestProductsDoNotOverflow(t *testing.T) {
	limits := guard.Defaults()
	limits.Page, limits.Depth = 1<<62, 100
	g := guard.New(schema(t), limits)
	for _, size := range []string{"4611686018427387904", "4294967296", "3037000500"} {
		query := "{" + strings.Repeat("shops(first:"+size+"){nodes{", 4) + "id" + strings.Repeat("}}", 4) + "}"
		if _, r := check(g, query, "", nil); verdict(r) != "QUERY_TOO_COMPLEX cost" {
			t.Errorf("pages of %s: got %q, want it too dear", size, verdict(r))
		}
	}
}

func owners(n int) string { return strings.Repeat("owner{name}", n) }

// TestFragmentsChangeNothing holds the measuring that visits each fragment once against documents with every fragment
// written out in its place.
func TestFragmentsChangeNothing(t *testing.T) {
	limits := guard.Defaults()
	limits.Cost, limits.Selections, limits.Depth, limits.Repeats, limits.Tokens = 1<<30, 1<<30, 1<<30, 1<<30, 1<<30
	g := guard.New(schema(t), limits)
	rapid.Check(t, func(t *rapid.T) {
		folded, written := randomDocument(t)
		want, r1 := check(g, written, "", nil)
		got, r2 := check(g, folded, "", nil)
		if r1 != nil || r2 != nil || got != want {
			t.Fatalf("got %d, %v, want %d, %v for\n%s\n%s", got, r2, want, r1, folded, written)
		}
	})
}

// randomDocument makes a document with fragments, and the same one with every fragment written out.
func randomDocument(t *rapid.T) (folded, written string) {
	n := rapid.IntRange(0, 6).Draw(t, "fragments")
	bodies := make([]string, n)
	full := make([]string, n)
	for i := range bodies {
		bodies[i], full[i] = randomSet(t, full[:i], 2)
	}
	a, b := randomSet(t, full, 3)
	folded, written = "{shop"+a+"}", "{shop"+b+"}"
	for i, body := range bodies {
		folded += fmt.Sprintf(" fragment F%d on Shop%s", i, body)
	}
	return folded, written
}

// randomSet makes a selection set on Shop that may spread the fragments made so far.
func randomSet(t *rapid.T, fragments []string, depth int) (folded, written string) {
	folded, written = "{name", "{name"
	for range rapid.IntRange(0, 3).Draw(t, "selections") {
		a, b := randomSelection(t, fragments, depth)
		folded, written = folded+" "+a, written+" "+b
	}
	return folded + "}", written + "}"
}

func randomSelection(t *rapid.T, fragments []string, depth int) (folded, written string) {
	kind := rapid.IntRange(0, 4).Draw(t, "kind")
	if kind == 0 && len(fragments) > 0 {
		i := rapid.IntRange(0, len(fragments)-1).Draw(t, "fragment")
		return fmt.Sprintf("...F%d", i), "...on Shop" + fragments[i]
	}
	if depth == 0 {
		return "tags{name}", "tags{name}"
	}
	a, b := randomSet(t, fragments, depth-1)
	first := rapid.IntRange(1, 9).Draw(t, "first")
	format := []string{"owner%s", "...%s", fmt.Sprintf("shops(first:%d){nodes%%s}", first),
		fmt.Sprintf("shops(first:%d){edges{node%%s}}", first), "owner%s"}[kind]
	return fmt.Sprintf(format, a), fmt.Sprintf(format, b)
}
