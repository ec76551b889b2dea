package guard_test

import (
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"partnerhub/web/guard"
)

const wanting = `
input Order { count: Int! = 1 note: String ids: [ID!] only: Boolean! = true }
type Shop { id: ID! name: String near(within: Int! = 5): Shop }
type Query { shop(id: ID!, note: String): Shop }
type Mutation { order(input: Order!, dry: Boolean! = true): Shop }
`

// TestNullsAreNoValues: a null is refused where a value is wanted, before anything runs, and nowhere else.
func TestNullsAreNoValues(t *testing.T) {
	schema := gqlparser.MustLoadSchema(&ast.Source{Input: wanting})
	g := guard.New(schema, guard.Defaults())
	null := map[string]any{"v": nil}
	const refused = "BAD_USER_INPUT null"
	for name, tt := range map[string]struct {
		query string
		vars  map[string]any
		want  string
	}{
		"argument":                {`query($v: ID = "a") {shop(id: $v) {id}}`, null, refused},
		"argument with default":   {`mutation($v: Boolean) {order(input: {}, dry: $v) {id}}`, null, refused},
		"of a nested field":       {`query($v: Int) {shop(id: 1) {near(within: $v) {id}}}`, null, refused},
		"input":                   {`mutation($v: Order = {}) {order(input: $v) {id}}`, null, refused},
		"input field":             {`mutation($v: Boolean) {order(input: {only: $v}) {id}}`, null, refused},
		"list item":               {`mutation($v: ID = 1) {order(input: {ids: [2, $v]}) {id}}`, null, refused},
		"field skipped":           {`query($v: Boolean = true) {shop(id: 1) {id name @skip(if: $v)}}`, null, refused},
		"root field":              {`query($v: Boolean = true) {shop(id: 1) @include(if: $v) {id}}`, null, refused},
		"inline fragment":         {`query($v: Boolean = true) {shop(id: 1) {id ... @include(if: $v) {name}}}`, null, refused},
		"spread":                  {`query($v: Boolean = true) {shop(id: 1) {id ...A @skip(if: $v)}} fragment A on Shop {name}`, null, refused},
		"inside a fragment":       {`query($v: Boolean = true) {shop(id: 1) {...A}} fragment A on Shop {id name @skip(if: $v)}`, null, refused},
		"what a mutation answers": {`mutation($v: Boolean = true) {order(input: {}) {id name @skip(if: $v)}}`, null, refused},
		"null by default":         {`mutation($v: Boolean = null) {order(input: {only: $v}) {id}}`, nil, refused},
		"left out":                {`mutation($v: Boolean) {order(input: {only: $v}, dry: $v) {id}}`, nil, ""},
		"false":                   {`mutation($v: Boolean) {order(input: {only: $v}, dry: $v) {id name @skip(if: true)}}`, map[string]any{"v": false}, ""},
		"where null is a value":   {`query($v: String) {shop(id: 1, note: $v) {id}}`, null, ""},
		"in an input":             {`mutation($v: String) {order(input: {note: $v}) {id}}`, null, ""},
		"a list":                  {`mutation($v: [ID!]) {order(input: {ids: $v}) {id}}`, null, ""},
	} {
		t.Run(name, func(t *testing.T) {
			doc, faults := gqlparser.LoadQueryWithRules(schema, tt.query, rules.NewDefaultRules())
			if faults != nil {
				t.Fatal(faults)
			}
			values, err := validator.VariableValues(schema, doc.Operations[0], tt.vars)
			if err != nil {
				t.Fatal(err)
			}
			if got := verdict(g.Nulls(doc, doc.Operations[0], values)); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
