package resolvers_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/vektah/gqlparser/v2/ast"

	"partnerhub/authz"
	"partnerhub/resolvers"
)

// twins are two servers over one world, with plans and without.
type twins struct {
	*world
	schema            *resolvers.Schema
	planned, ordinary *executor.Executor
}

func newTwins(t *testing.T) *twins {
	t.Helper()
	w, quiet := newWorld(t), slog.New(slog.DiscardHandler)
	s := resolvers.NewSchema(w.hub, resolvers.Integration{}, true)
	return &twins{w, s, newExecutor(s, quiet), newExecutor(resolvers.NewSchema(w.hub, resolvers.Integration{}, false), quiet)}
}

// send is the answer of one of the servers to an operation under a key, as it leaves the server.
func (w *twins) send(t *testing.T, e *executor.Executor, key, email, query string, variables map[string]any) []byte {
	t.Helper()
	who, err := w.hub.PrincipalByEmail(t.Context(), email)
	must(t, err)
	params := &graphql.RawParams{Query: query, Variables: maps.Clone(variables), Headers: http.Header{}}
	if key != "" {
		params.Headers.Set("Idempotency-Key", key)
	}
	ctx := graphql.StartOperationTrace(authz.WithPrincipal(context.WithoutCancel(t.Context()), who))
	op, faults := e.CreateOperationContext(ctx, params)
	if faults != nil {
		t.Fatalf("%v\n%s", faults, query)
	}
	respond, ctx := e.DispatchOperation(ctx, op)
	response := respond(ctx)
	errs, err := json.Marshal(response.Errors)
	must(t, err)
	return append(slices.Clone(response.Data), errs...)
}

// everything selects all plain fields of a type down to a depth.
func everything(schema *ast.Schema, def *ast.Definition, depth int) string {
	out := []string{"__typename"}
	for _, f := range def.Fields {
		below := schema.Types[f.Type.Name()]
		switch full := def.Name + "." + f.Name; {
		case strings.HasPrefix(f.Name, "__"), len(f.Arguments) > 0, slices.Contains(unplannedInAnswers, full):
		case !below.IsCompositeType():
			out = append(out, f.Name)
		case depth > 1:
			out = append(out, f.Name+everything(schema, below, depth-1))
		}
	}
	return "{" + strings.Join(out, " ") + "}"
}

// unplannedInAnswers would leave a whole answer to the ordinary resolvers.
var unplannedInAnswers = []string{"Partner.trainings", "Partner.tierHistory", "Segment.recompute", "TierRequirement.rule", "Tier.rank",
	"VisibilityPolicy.overrides", "VisibilityPolicy.updatedAt"}

// TestMutationsAreToldTheSame does each step at one of the servers and repeats it at both under its key: the answers are the same bytes,
// whoever wrote them, with the deal as each side sees it.
func TestMutationsAreToldTheSame(t *testing.T) {
	t.Parallel()
	w := newTwins(t)
	vendor := at(t, w.get(t, decide, `{viewer{organization{id}}}`, nil), "viewer", "organization", "id")
	in := w.registration(t, sales, "Quarry \"Works\" é")
	var id any
	for i, step := range []struct {
		who, field, input string
		values            map[string]any
	}{
		{sales, "registerDeal", "RegisterDealInput", in},
		{decide, "claimDealReview", "DealInput", nil},
		{decide, "addDealComment", "AddDealCommentInput", map[string]any{"body": "look <here>", "shared": true}},
		{decide, "returnDeal", "ReturnDealInput", map[string]any{"fields": []any{"amount", "customer.domain"}, "comment": "which?"}},
		{sales, "updateDeal", "UpdateDealInput", map[string]any{"amount": map[string]any{"amount": "99.10", "currency": "GBP"}}},
		{sales, "submitDeal", "DealInput", nil},
		{sales, "updateDealStage", "UpdateDealStageInput", map[string]any{"salesStage": "QUALIFIED"}},
		{decide, "claimDealReview", "DealInput", nil},
		{decide, "approveDeal", "ApproveDealInput", nil},
		{sales, "withdrawDeal", "DecideDealInput", nil}, // too late
		{"ops@nimbus.example", "setConversionRate", "SetConversionRateInput", map[string]any{"from": "USD", "rate": "0.91", "validFrom": "2026-10-10"}},
	} {
		payload := w.schema.Schema().Types[w.schema.Schema().Mutation.Fields.ForName(step.field).Type.Name()]
		query := fmt.Sprintf(`mutation($in: %s!, $yes: Boolean = true) { told: %s(input: $in) { __typename ... on %s @include(if: $yes) %s ...No @skip(if: $yes) } }
			fragment No on %s { userErrors { field } }`, step.input, step.field, payload.Name, everything(w.schema.Schema(), payload, 4), payload.Name)
		values := map[string]any{}
		maps.Copy(values, step.values)
		for _, name := range []string{"id", "dealId"} {
			if w.schema.Schema().Types[step.input].Fields.ForName(name) != nil {
				values[name] = id
			}
		}
		if values["id"] != nil {
			values["expectedVersion"] = at(t, w.get(t, step.who, `query($id:ID!){deal(id:$id){version}}`, map[string]any{"id": id}), "deal", "version")
		}
		if step.field == "setConversionRate" {
			values["vendorId"] = vendor
		}
		first, second := w.planned, w.ordinary
		if i%2 == 1 {
			first, second = second, first
		}
		key, before := fmt.Sprint("step-", i), w.schema.Plans().Planned()
		variables := map[string]any{"in": values}
		got := w.send(t, first, key, step.who, query, variables)
		for name, e := range map[string]*executor.Executor{"the other": second, "the same": first} {
			if again := w.send(t, e, key, step.who, query, variables); !bytes.Equal(got, again) {
				t.Errorf("%s: %s server tells\n%s\nand not\n%s", step.field, name, again, got)
			}
		}
		if bytes.Contains(got, []byte("null[{")) != (step.field == "withdrawDeal") {
			t.Fatalf("%s: got %s", step.field, got)
		}
		if w.schema.Plans().Planned() == before && step.field != "withdrawDeal" {
			t.Errorf("%s was not planned: %v", step.field, w.schema.Plans().Left())
		}
		if i == 0 {
			id = registered(t, got)
		}
	}
}

// registered is the id of the deal in an answer.
func registered(t *testing.T, answer []byte) any {
	t.Helper()
	var data map[string]any
	must(t, json.NewDecoder(bytes.NewReader(answer)).Decode(&data))
	return at(t, data, "told", "deal", "id")
}

// TestWhatCannotBeDoneIsToldTheSame compares refusals, faults that the user can mend, and several changes in one request.
func TestWhatCannotBeDoneIsToldTheSame(t *testing.T) {
	t.Parallel()
	w := newTwins(t)
	id := w.registered(t, sales, "Quarry Works")
	bad := w.registration(t, sales, " ")
	bad["lines"] = []any{}
	for name, query := range map[string]string{
		"mended":           `mutation($bad:RegisterDealInput!){registerDeal(input:$bad){deal{id partner{name}} userErrors{__typename code field message}}}`,
		"two":              `mutation($bad:RegisterDealInput!,$id:ID!){a:registerDeal(input:$bad){userErrors{code}} b:withdrawDeal(input:{id:$id,expectedVersion:7}){deal{id}}}`,
		"absent":           `mutation{withdrawDeal(input:{id:"deal_00000000000000000000000000",expectedVersion:7}){deal{id}}}`,
		"nothing selected": `mutation($bad:RegisterDealInput!,$no:Boolean=false){registerDeal(input:$bad){deal @include(if:$no){id} userErrors @include(if:$no){code}}}`,
		"again":            `mutation($bad:RegisterDealInput!){registerDeal(input:$bad){e:userErrors{c:code} e:userErrors{f:field}}}`,
	} {
		for _, who := range []string{sales, rival, decide} {
			variables := map[string]any{}
			if strings.Contains(query, "$bad") {
				variables["bad"] = bad
			}
			if strings.Contains(query, "$id") {
				variables["id"] = id
			}
			got, want := w.send(t, w.planned, "", who, query, variables), w.send(t, w.ordinary, "", who, query, variables)
			if !bytes.Equal(got, want) {
				t.Errorf("%s as %s: got %s, want %s", name, who, got, want)
			}
		}
	}
}
