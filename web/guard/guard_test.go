package guard_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"partnerhub/web/guard"
)

const sdl = `
interface Node { id: ID! }
type Page { hasNextPage: Boolean! }
type Tag { name: String! }
type Shop implements Node {
  id: ID! name: String size: Int
  owner: Shop
  survey: Shop
  tags: [Tag!]
  labels: [String!]
  shops(first: Int, last: Int, after: String): ShopConnection!
}
type ShopEdge { cursor: String! node: Shop! }
type ShopConnection { edges: [ShopEdge!]! nodes: [Shop!]! pageInfo: Page! totalCount: Int! }
input Filter { ids: [ID!] and: [Filter!] }
type Query {
  shop(id: ID): Shop
  survey: Shop
  node(id: ID!): Node
  nodes(ids: [ID!]!): [Node]!
  shops(first: Int, last: Int, after: String, filter: Filter): ShopConnection!
}
type Mutation { rename(id: ID!): Shop approveShop(id: ID!): Shop approveTag(id: ID!): Tag }
`

func schema(tb testing.TB) *ast.Schema {
	tb.Helper()
	return gqlparser.MustLoadSchema(&ast.Source{Input: sdl})
}

// check runs a request through every check, as the server does.
func check(g *guard.Guard, query, operation string, vars map[string]any) (int, *guard.Refusal) {
	doc, r := g.Parse(query)
	if r != nil {
		return 0, r
	}
	if r := g.Document(doc); r != nil {
		return 0, r
	}
	op, r := g.Operation(doc, operation)
	if r != nil {
		return 0, r
	}
	return g.Cost(doc, op, vars)
}

// verdict is the rule that refused, or "" for a request that passed.
func verdict(r *guard.Refusal) string {
	if r == nil {
		return ""
	}
	return string(r.Code) + " " + r.Rule
}

func times(n int, s string) string { return strings.Repeat(s, n) }

func each(n int, format string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

// nested wraps a leaf into levels of a field.
func nested(levels int, field, leaf string) string {
	return times(levels, field+"{") + leaf + times(levels, "}")
}

// chain is n fragments of which each spreads the next one twice, and the last one selects the name.
func chain(n int) string {
	return each(n-1, "fragment F%d on Shop{...F~ ...F~}") + fmt.Sprintf("fragment F%d on Shop{name}", n-1)
}

func bomb(n int) string {
	text := chain(n)
	for i := range n - 1 {
		text = strings.Replace(text, "F~ ...F~", fmt.Sprintf("F%d ...F%d", i+1, i+1), 1)
	}
	return "{shop{...F0}}" + text
}

func TestDocuments(t *testing.T) {
	const complex = "QUERY_TOO_COMPLEX "
	tests := []struct{ name, query, want string }{
		{"plain", "{shop{name}}", ""},
		{"characters at the limit", "{shop{name}}" + times(15000-12, " "), ""},
		{"characters past it", "{shop{name}}" + times(15000-11, " "), complex + "characters"},
		{"characters count as runes", "{shop{name}}#" + times(15000-13, "ü"), ""},
		{"a comment too long", "#" + times(15000, "x"), complex + "characters"},
		{"commas too long", times(15001, ","), complex + "characters"},
		{"tokens past the limit", "{shop" + times(500, "(a:1)") + "}", "GRAPHQL_PARSE_FAILED parse"},
		{"tokens at the limit", "{shop(" + times(330, "a:1 ") + "){name id size}}", ""},
		{"tokens one past", "{shop(" + times(330, "a:1 ") + "){name id size tags}}", complex + "tokens"},
		{"nested list literals", "{shop(id:" + times(14000, "[") + ")}", complex + "tokens"},
		{"nested list types", "query($a:" + times(14000, "[") + "){x}", complex + "tokens"},
		{"nested selections", times(7000, "{a"), complex + "tokens"},
		{"nested objects", "{shop(id:" + times(4000, "{a:") + ")}", complex + "tokens"},
		{"no operation", "fragment F on Shop{name}", "GRAPHQL_VALIDATION_FAILED operation"},
		{"empty", "", "GRAPHQL_VALIDATION_FAILED operation"},
		{"syntax error", "{shop(", "GRAPHQL_PARSE_FAILED parse"},
		{"invalid character", "{shop\x01}", "GRAPHQL_PARSE_FAILED parse"},
		{"operations at the limit", each(10, "query Q%d{shop{name}}"), ""},
		{"operations past it", each(11, "query Q%d{shop{name}}"), complex + "operations"},
		{"subscription", "subscription{shop{name}}", "GRAPHQL_VALIDATION_FAILED operation"},

		{"depth at the limit", "{" + nested(7, "shop", "name") + "}", ""},
		{"depth past it", "{" + nested(8, "shop", "name") + "}", complex + "depth"},
		{"edge and node are one level", "{shops(first:1){edges{node{shops(first:1){edges{node{owner{owner{owner{name}}}}}}}}}}", ""},
		{"edge and node past it", "{shops(first:1){edges{node{shops(first:1){edges{node{owner{owner{owner{owner{name}}}}}}}}}}}", complex + "depth"},
		{"depth by inline fragments", "{shop{...on Shop{" + nested(7, "owner", "name") + "}}}", complex + "depth"},
		{"depth by fragments", "{shop{...A}}fragment A on Shop{owner{owner{owner{...B}}}}fragment B on Shop{owner{owner{owner{owner{name}}}}}", complex + "depth"},
		{"depth in an unused fragment", "{shop{name}}fragment A on Shop{" + nested(8, "owner", "name") + "}", complex + "depth"},
		{"depth of unknown fields", "{" + nested(8, "x", "y") + "}", complex + "depth"},

		{"aliases at the limit", "{shop{" + each(15, "a%d:name ") + "}}", ""},
		{"aliases past it", "{shop{" + each(16, "a%d:name ") + "}}", complex + "aliases"},
		{"101 aliases of a root field", "{" + each(101, "a%d:shop{name}") + "}", complex + "aliases"},
		{"aliases over operations", each(8, "query Q%d{a:shop{b:name}}"), complex + "aliases"},
		{"a field as its own alias", "{shop{" + times(20, "name:name ") + "}}", ""},

		{"repeats at the limit", "{shop{" + times(20, "name ") + "}}", ""},
		{"repeats past it", "{shop{" + times(21, "name ") + "}}", complex + "repeats"},
		{"repeats of 500", "{shop{" + times(500, "name ") + "}}", complex + "repeats"},
		{"repeats over inline fragments", "{shop{" + times(21, "...{name}") + "}}", complex + "repeats"},
		{"repeats in other sets", "{shop{" + times(20, "name ") + "owner{" + times(20, "name ") + "}}}", ""},

		{"selections past the limit", "{" + each(497, "f%d ") + "shop{name id size}}", complex + "selections"},
		{"selections at it", "{" + each(496, "f%d ") + "shop{name id size}}", ""},
		{"unknown fields", "{" + each(990, "x%d ") + "}", complex + "selections"},
		{"fragment bomb of 26", bomb(26), complex + "selections"},
		{"fragment bomb of 50", bomb(50), complex + "selections"},
		{"fragments past the limit", bomb(51), complex + "fragments"},
		{"fragment bomb of 80", bomb(80), complex + "fragments"},
		{"nested inline duplicates", "{shop{" + inlineBomb(9) + "}}", complex + "tokens"},
		{"smaller inline duplicates", "{shop{" + inlineBomb(5) + "}}", complex + "repeats"},

		{"directives at the limit", "{shop{" + each(13, "f%d@a@b@c ") + each(5, "g%d@a@b ") + "name @include(if:true)}}", ""},
		{"directives past it", "{shop{" + each(17, "f%d@a@b@c ") + "}}", complex + "directives"},
		{"directives on one field", "{shop{name@a@b@c@d@e}}", complex + "directives"},
		{"1,000 directives", "{shop{name" + times(480, "@x") + "}}", complex + "directives"},
		{"defer", "{shop{...@defer{name}}}", "GRAPHQL_VALIDATION_FAILED defer"},

		{"self spread", "{shop{...A}}fragment A on Shop{...A}", "GRAPHQL_VALIDATION_FAILED cycle"},
		{"cycle of three", "{shop{...A}}fragment A on Shop{...B}fragment B on Shop{owner{...C}}fragment C on Shop{...A}", "GRAPHQL_VALIDATION_FAILED cycle"},
		{"unused cycle", "{shop{name}}fragment A on Shop{...A}", "GRAPHQL_VALIDATION_FAILED cycle"},
		{"unknown fragment", "{shop{...A}}", ""},

		{"mutations at the limit", "mutation{" + each(5, "a%d:rename(id:1){name}") + "}", ""},
		{"mutations past it", "mutation{" + each(6, "a%d:rename(id:1){name}") + "}", complex + "mutations"},
		{"mutations by fragments", "mutation{...A ...A}fragment A on Mutation{...B ...B}fragment B on Mutation{a:rename(id:1){name} b:rename(id:1){name}}", complex + "mutations"},
		{"one approval", "mutation{approveShop(id:1){name} rename(id:1){name}}", ""},
		{"two approvals", "mutation{approveShop(id:1){name} approveTag(id:1){name}}", complex + "sole"},
		{"two approvals by alias", "mutation{a:approveShop(id:1){name} b:approveShop(id:2){name}}", complex + "sole"},
		{"two approvals by fragment", "mutation{approveShop(id:1){name} ...A}fragment A on Mutation{approveTag(id:1){name}}", complex + "sole"},
		{"queries are not mutations", "{" + each(6, "a%d:shop{name}") + "}", ""},

		{"list literal at the limit", "{nodes(ids:[" + times(250, "1,") + "]){id}}", ""},
		{"list literal past it", "{nodes(ids:[" + times(251, "1,") + "]){id}}", "BAD_USER_INPUT list"},
		{"list inside an object", "{shops(filter:{and:[{ids:[" + times(251, "1,") + "]}]}){totalCount}}", "BAD_USER_INPUT list"},
		{"list in a directive", "{shop{name @include(if:[" + times(251, "1,") + "])}}", "BAD_USER_INPUT list"},
		{"list as a default", "query($i:[ID!]=[" + times(251, "1,") + "]){nodes(ids:$i){id}}", "BAD_USER_INPUT list"},

		{"introspection of the schema", "{__schema{types{name}}}", ""},
		{"introspection many times", "{" + each(6, "a%d:__schema{types{name}}") + "}", complex + "cost"},
		{"introspection at its depth", "{__schema{types{fields{type{" + nested(11, "ofType", "name") + "}}}}}", ""},
		{"introspection by fragments", "{__schema{types{...T}}}fragment T on __Type{fields{type{...U}}}fragment U on __Type{" + nested(11, "ofType", "name") + "}", ""},
		{"introspection too deep by fragments", "{__schema{types{...T}}}fragment T on __Type{fields{type{...U}}}fragment U on __Type{" + nested(12, "ofType", "name") + "}", complex + "introspection"},
		{"introspection too deep, unused", "{shop{name}}fragment U on __Type{" + nested(16, "ofType", "name") + "}", complex + "introspection"},
		{"introspection too deep", "{__schema{types{fields{type{" + nested(12, "ofType", "name") + "}}}}}", complex + "introspection"},
		{"introspection too deep by __type", `{__type(name:"Shop"){` + nested(16, "ofType", "name") + "}}", complex + "introspection"},
	}
	g := guard.New(schema(t), guard.Defaults())
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			operation := ""
			if strings.Contains(tt.query, "query Q0") {
				operation = "Q0"
			}
			_, r := check(g, tt.query, operation, nil)
			if got := verdict(r); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			if r != nil && len(r.Message) > 120 {
				t.Errorf("the message has %d bytes", len(r.Message))
			}
		})
	}
}

// inlineBomb nests two equal inline fragments into each other.
func inlineBomb(n int) string {
	if n == 0 {
		return "name"
	}
	inner := "...{" + inlineBomb(n-1) + "}"
	return inner + inner
}

func TestPageSizes(t *testing.T) {
	const bad = "BAD_USER_INPUT page"
	num := func(s string) any { return json.Number(s) }
	tests := []struct {
		name, size string // a literal, or "" to use the variable
		given      map[string]any
		def, want  string
	}{
		{name: "1", size: "1"}, {name: "100", size: "100"}, {name: "null", size: "null"},
		{name: "0", size: "0", want: bad}, {name: "-1", size: "-1", want: bad}, {name: "101", size: "101", want: bad},
		{name: "2^31", size: "2147483648", want: bad}, {name: "2^63-1", size: "9223372036854775807", want: bad},
		{name: "2^63", size: "9223372036854775808", want: bad}, {name: "2^64+1", size: "18446744073709551617", want: bad},
		{name: "a float", size: "1.0", want: bad}, {name: "a string", size: `"1"`, want: bad}, {name: "a list", size: "[1]", want: bad},
		{name: "variable 100", given: map[string]any{"n": num("100")}},
		{name: "variable 101", given: map[string]any{"n": num("101")}, want: bad},
		{name: "variable 0", given: map[string]any{"n": num("0")}, want: bad},
		{name: "variable -1", given: map[string]any{"n": num("-1")}, want: bad},
		{name: "variable 2^63", given: map[string]any{"n": num("9223372036854775808")}, want: bad},
		{name: "variable 1e2", given: map[string]any{"n": num("1e2")}, want: bad},
		{name: "variable 1.0", given: map[string]any{"n": num("1.0")}, want: bad},
		{name: "variable as text", given: map[string]any{"n": "5"}, want: bad},
		{name: "variable as a list", given: map[string]any{"n": []any{num("5")}}, want: bad},
		{name: "variable null", given: map[string]any{"n": nil}},
		{name: "variable left out"},
		{name: "default 100", def: "100"}, {name: "default 101", def: "101", want: bad}, {name: "default -1", def: "-1", want: bad},
		{name: "default 101 overridden", def: "101", given: map[string]any{"n": num("5")}},
		{name: "default 5 overridden", def: "5", given: map[string]any{"n": num("101")}, want: bad},
	}
	g := guard.New(schema(t), guard.Defaults())
	for _, argument := range []string{"first", "last"} {
		for _, tt := range tests {
			t.Run(argument+" "+tt.name, func(t *testing.T) {
				query := fmt.Sprintf("{shops(%s:%s){nodes{id}}}", argument, tt.size)
				if tt.size == "" {
					query = fmt.Sprintf("query($n:Int){shops(%s:$n){nodes{id}}}", argument)
				}
				if tt.def != "" {
					query = strings.Replace(query, "Int", "Int="+tt.def, 1)
				}
				_, r := check(g, query, "", tt.given)
				if got := verdict(r); got != tt.want {
					t.Errorf("got %q, want %q", got, tt.want)
				}
			})
		}
	}
}

func TestPageSizeComesBeforeCost(t *testing.T) {
	g := guard.New(schema(t), guard.Defaults())
	inner := "shops(first:100){nodes{shops(first:100){nodes{%s}}}}"
	_, r := check(g, "{"+fmt.Sprintf(inner, "shops(first:101){nodes{id}}")+"}", "", nil)
	if got, want := verdict(r), "BAD_USER_INPUT page"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	_, r = check(g, "{shop{...A}}fragment A on Shop{shops(first:0){nodes{id}}}", "", nil)
	if got, want := verdict(r), "BAD_USER_INPUT page"; got != want {
		t.Errorf("in a fragment: got %q, want %q", got, want)
	}
}

func TestOperationIsTheNamedOne(t *testing.T) {
	g := guard.New(schema(t), guard.Defaults())
	const two = "query A{shop{name}} query B{shops(first:0){nodes{id}}}"
	for operation, want := range map[string]string{
		"A": "", "B": "BAD_USER_INPUT page", "": "GRAPHQL_VALIDATION_FAILED operation", "C": "GRAPHQL_VALIDATION_FAILED operation",
	} {
		if _, r := check(g, two, operation, nil); verdict(r) != want {
			t.Errorf("operation %q: got %q, want %q", operation, verdict(r), want)
		}
	}
}

// TestNobodyHasToGuessWhichOperation: who leaves the name out of a request with two operations is told that it is missing.
func TestNobodyHasToGuessWhichOperation(t *testing.T) {
	g := guard.New(schema(t), guard.Defaults())
	for operation, want := range map[string]string{"": "operationName", "C": "of that name"} {
		_, r := check(g, "query A{shop{name}} query B{shop{id}}", operation, nil)
		if r == nil || !strings.Contains(r.Message, want) {
			t.Errorf("operation %q: got %v, want %q", operation, r, want)
		}
	}
}

func TestRefusalsDoNotEcho(t *testing.T) {
	g := guard.New(schema(t), guard.Defaults())
	for _, query := range []string{`{shop(id:"canary)}`, `{shop "canary"}`, `canary`, `{shop(canary`, `{shop{...canary}} fragment canary on Shop{...canary}`} {
		_, r := check(g, query, "canary", nil)
		if r == nil || strings.Contains(r.Message, "canary") {
			t.Errorf("%s: got %v, want a refusal without the query's own words", query, r)
		}
	}
}
