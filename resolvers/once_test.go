package resolvers_test

import (
	"go/ast"
	"go/token"
	"net/http"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"partnerhub/authz"
)

// askUnder runs an operation for a person under an idempotency key.
func (w *world) askUnder(tb testing.TB, key, email, query string, variables map[string]any) answer {
	tb.Helper()
	who, err := w.hub.PrincipalByEmail(tb.Context(), email)
	must(tb, err)
	header := http.Header{"Idempotency-Key": {key}}
	return runRaw(tb, authz.WithPrincipal(tb.Context(), who), w.exec, &graphql.RawParams{Query: query, Variables: variables, Headers: header})
}

func TestMutationsOfOneRequestShareTheKey(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	in := w.registration(t, sales, "Quarry Works")
	other := w.registration(t, sales, "Slate Works")
	both := `mutation($a:RegisterDealInput!,$b:RegisterDealInput!){a:registerDeal(input:$a){deal{id}} b:registerDeal(input:$b){deal{id}}}`
	renamed := `mutation($a:RegisterDealInput!,$b:RegisterDealInput!){x:registerDeal(input:$a){deal{id number}} y:registerDeal(input:$b){deal{id}}}`
	turned := map[string]any{"a": other, "b": in}

	first := w.askUnder(t, "k", sales, both, map[string]any{"a": in, "b": other})
	a, b := at(t, first.Data, "a", "deal", "id"), at(t, first.Data, "b", "deal", "id")
	if a == b || a == nil || b == nil {
		t.Fatalf("got %s, want two deals", text(t, first))
	}
	t.Run("again, under other names and with more fields", func(t *testing.T) {
		again := w.askUnder(t, "k", sales, renamed, map[string]any{"a": in, "b": other})
		if x, y := at(t, again.Data, "x", "deal", "id"), at(t, again.Data, "y", "deal", "id"); x != a || y != b {
			t.Errorf("got %v and %v, want %v and %v", x, y, a, b)
		}
	})
	t.Run("in another order they are other mutations", func(t *testing.T) {
		got := w.askUnder(t, "k", sales, both, turned)
		if len(got.Errors) == 0 || got.Errors[0].Extensions["code"] != "IDEMPOTENCY_KEY_REUSED" {
			t.Errorf("got %s, want IDEMPOTENCY_KEY_REUSED", text(t, got))
		}
	})
	t.Run("without the key they take effect again", func(t *testing.T) {
		got := w.get(t, sales, both, map[string]any{"a": in, "b": other})
		if at(t, got, "a", "deal", "id") == a {
			t.Error("the answer came from a key that was not sent")
		}
	})
	t.Run("a query has no use for it", func(t *testing.T) {
		if got := w.askUnder(t, "not a key", sales, `{viewer{roles}}`, nil); len(got.Errors) > 0 {
			t.Errorf("got %v", got.Errors)
		}
	})
}

// TestARepeatedStepAnswersTheDealOfToday repeats a step whose version is long gone.
func TestARepeatedStepAnswersTheDealOfToday(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.registered(t, sales, "Quarry Works")
	claim := `mutation($id:ID!){claimDealReview(input:{id:$id,expectedVersion:1}){deal{approvalStatus version}}}`
	v := map[string]any{"id": id}
	w.askUnder(t, "k", decide, claim, v)
	w.get(t, decide, `mutation($id:ID!){returnDeal(input:{id:$id,expectedVersion:2,fields:["amount"]}){deal{id}}}`, v)
	got := w.askUnder(t, "k", decide, claim, v)
	if want := `{"claimDealReview":{"deal":{"approvalStatus":"RETURNED","version":3}}}`; text(t, got.Data) != want || len(got.Errors) > 0 {
		t.Errorf("got %s, want %s", text(t, got), want)
	}
}

// TestEveryMutationRunsOnce wants every mutation's resolver to go through once or a form of it.
func TestEveryMutationRunsOnce(t *testing.T) {
	t.Parallel()
	found := 0
	for _, file := range parsed(t, token.NewFileSet()) {
		for _, d := range file.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || fn.Recv == nil || receiver(fn) != "mutationResolver" {
				continue
			}
			found++
			if !calls(fn, "once", "dealOnce", "enrollmentOnce", "partnerTierOnce", "syncOnce") {
				t.Errorf("%s does not heed the Idempotency-Key: run it through once", fn.Name.Name)
			}
		}
	}
	if found < 9 {
		t.Errorf("found %d mutations, which cannot be all", found)
	}
}

func receiver(fn *ast.FuncDecl) string {
	if star, ok := fn.Recv.List[0].Type.(*ast.StarExpr); ok {
		if name, ok := star.X.(*ast.Ident); ok {
			return name.Name
		}
	}
	return ""
}

func calls(fn *ast.FuncDecl, names ...string) bool {
	found := false
	ast.Inspect(fn.Body, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			if name, ok := call.Fun.(*ast.Ident); ok {
				for _, want := range names {
					found = found || name.Name == want
				}
			}
		}
		return true
	})
	return found
}
