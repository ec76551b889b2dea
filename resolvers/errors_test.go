package resolvers_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/gqlerror"

	"partnerhub/model"
	"partnerhub/resolvers"
)

func TestPresenterTellsOnlyWhatIsKnownToBeFit(t *testing.T) {
	t.Parallel()
	const driver = `E11000 duplicate key error collection: hub.deals dup key: { vendor: "acme" }`
	withCode := func(code string) error {
		e := gqlerror.Errorf("too much")
		e.Extensions = map[string]any{"code": code, "secret": "acme"}
		return e
	}
	for _, c := range []struct {
		name          string
		err           error
		code, message string
	}{
		{"a refusal of the hub", model.ErrNotFound, "NOT_FOUND", "not found"},
		{"a refusal with what led to it", fmt.Errorf("loading acme: %w", model.ErrConflict), "CONFLICT", model.ErrConflict.Message},
		{"faults of the user where no payload takes them", model.UserErrors{{Message: "a name is required"}}, "BAD_USER_INPUT", "a name is required"},
		{"a deadline", fmt.Errorf("finding deals of acme: %w", context.DeadlineExceeded), "TIMEOUT", "the request took too long; ask for less at once"},
		{"the driver", errors.New(driver), "INTERNAL", ""},
		{"the driver behind our words", fmt.Errorf("storing the deal: %w", errors.New(driver)), "INTERNAL", ""},
		{"the driver as a GraphQL error", gqlerror.Wrap(errors.New(driver)), "INTERNAL", ""},
		{"the driver with a code", &gqlerror.Error{Err: errors.New(driver), Message: driver, Extensions: map[string]any{"code": "FORBIDDEN"}}, "INTERNAL", ""},
		{"the hub's own INTERNAL", model.Errorf(model.CodeInternal, "%s", driver), "INTERNAL", ""},
		{"the pipeline in front", withCode("QUERY_TOO_COMPLEX"), "QUERY_TOO_COMPLEX", "too much"},
		{"a code that nobody knows", withCode("ACME"), "INTERNAL", ""},
		{"a cancellation that is not the caller's", context.Canceled, "INTERNAL", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var log strings.Builder
			got := resolvers.Presenter(slog.New(slog.NewTextHandler(&log, nil)), requestID)(t.Context(), c.err)
			presented(t, got, c.code, c.message)
			if logged := strings.Contains(log.String(), "request-1"); logged != (c.code == "INTERNAL") {
				t.Errorf("logged: got %v for %s: %s", logged, c.code, log.String())
			}
			if c.code == "INTERNAL" && strings.Contains(c.err.Error(), "acme") && !strings.Contains(log.String(), "acme") {
				t.Errorf("the log lacks the fault: %s", log.String())
			}
		})
	}
}

func requestID(context.Context) string { return "request-1" }

// presented wants the code and the text, and nothing else beside the request of an INTERNAL one.
func presented(t *testing.T, got *gqlerror.Error, code, message string) {
	t.Helper()
	want := map[string]any{"code": code}
	if code == "INTERNAL" {
		message, want["requestId"] = "internal error; the requestId leads to it in the server's log", "request-1"
	}
	if got.Message != message || fmt.Sprint(got.Extensions) != fmt.Sprint(want) {
		t.Errorf("got %q %v, want %q %v", got.Message, got.Extensions, message, want)
	}
}

func TestGivenUpRequest(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	got := resolvers.Presenter(slog.New(slog.DiscardHandler), requestID)(ctx, fmt.Errorf("finding deals: %w", context.Canceled))
	presented(t, got, "UNAVAILABLE", "the request was given up")
}

func TestProtocolErrors(t *testing.T) {
	t.Parallel()
	w := demo(t)
	long := strings.Repeat("x", 5_000)
	for _, c := range []struct {
		name, query   string
		variables     map[string]any
		code, message string
	}{
		{"syntax", `{deals{`, nil, "GRAPHQL_PARSE_FAILED", "Expected Name, found <EOF>"},
		{"unknown field without a suggestion", `{deal(id:"x"){numbr}}`, nil, "GRAPHQL_VALIDATION_FAILED", `Cannot query field "numbr" on type "Deal".`},
		{"unknown argument without a suggestion", `{deals(firs:1){nodes{id}}}`, nil, "GRAPHQL_VALIDATION_FAILED", `Unknown argument "firs" on field "Query.deals".`},
		{"unknown enum value without a suggestion", `{deals(orderBy:{field:AMOUNTS}){nodes{id}}}`, nil, "GRAPHQL_VALIDATION_FAILED", `Value "AMOUNTS" does not exist in "DealOrderField!" enum.`},
		{"a long quotation", `{deal(id:"x"){` + long + `}}`, nil, "GRAPHQL_VALIDATION_FAILED", ""},
		{"an unknown operation", `query A{viewer{roles}} query B{viewer{roles}}`, nil, "GRAPHQL_VALIDATION_FAILED", "operation  not found"},
		{"a variable of the wrong type", `query($n:Int){deals(first:$n){nodes{id}}}`, map[string]any{"n": true}, "BAD_USER_INPUT", "n: must be of the type Int"},
		{"a variable that is a number", `query($b:Boolean!){deals{nodes{id @skip(if:$b)}}}`, map[string]any{"b": json.Number("1")}, "BAD_USER_INPUT", "b: must be of the type Boolean"},
		{"a number past all", `query($n:Int){deals(first:$n){nodes{id}}}`, map[string]any{"n": json.Number("99999999999999999999")}, "BAD_USER_INPUT", "n: must be of the type Int"},
		{"a number for an input", `query($f:DealFilter){deals(filter:$f){nodes{id}}}`, map[string]any{"f": json.Number("1")}, "BAD_USER_INPUT", "f: must be a DealFilter"},
		{"a missing variable", `query($id:ID!){deal(id:$id){id}}`, nil, "BAD_USER_INPUT", "id: must be defined"},
		{"an enum value in a variable", `query($f:DealFilter){deals(filter:$f){nodes{id}}}`, map[string]any{"f": map[string]any{"approvalStatus": []any{"ACME"}}},
			"BAD_USER_INPUT", "f.approvalStatus[0]: ACME is not a valid DealApprovalStatus"},
		{"an enum value in lower case", `query($f:DealFilter){deals(filter:$f){nodes{id}}}`, map[string]any{"f": map[string]any{"approvalStatus": []any{"draft"}}},
			"BAD_USER_INPUT", "filter.approvalStatus[0]: the value does not have the form of its type"},
		{"an unknown input field", `query($f:DealFilter){deals(filter:$f){nodes{id}}}`, map[string]any{"f": map[string]any{long: 1}}, "BAD_USER_INPUT", ""},
		{"a scalar of the wrong form", `query($f:DealFilter){deals(filter:$f){nodes{id}}}`, map[string]any{"f": map[string]any{"amount": map[string]any{"gte": map[string]any{"amount": "1e3", "currency": "GBP"}}}},
			"BAD_USER_INPUT", `filter.amount.gte.amount: a Decimal is a string such as "1250.00"`},
		{"a number that is too long", `{partners(filter:{engagementScore:{gte:99999999999999999999}}){nodes{id}}}`, nil, "GRAPHQL_VALIDATION_FAILED", ""},
		{"a text for a number", `query($n:Int){deals(first:$n){nodes{id}}}`, map[string]any{"n": "12"},
			"BAD_USER_INPUT", "first: an Int is a whole number from -2147483648 to 2147483647"},
		{"a number for a text", `query($n:String){deals(filter:{number:{eq:$n}}){nodes{id}}}`, map[string]any{"n": json.Number("12")},
			"BAD_USER_INPUT", "filter.number.eq: must be a string"},
		{"a page that is too long", `{deals(first:101){nodes{id}}}`, nil, "BAD_USER_INPUT", ""},
		{"the schema, where it is closed", `{__schema{types{name}}}`, nil, "FORBIDDEN", "introspection is turned off"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := w.ask(t, chief, c.query, c.variables).Errors
			if len(got) == 0 {
				t.Fatal("got no error")
			}
			if code := got[0].Extensions["code"]; code != c.code || (c.message != "" && got[0].Message != c.message) {
				t.Errorf("got %v %q, want %s %q", code, got[0].Message, c.code, c.message)
			}
			if len(got[0].Message) > 210 || strings.Contains(got[0].Message, "Did you mean") {
				t.Errorf("the message quotes or suggests: %q", got[0].Message)
			}
		})
	}
}

// TestPanicIsInternal runs a schema whose resolvers are missing.
func TestPanicIsInternal(t *testing.T) {
	t.Parallel()
	var log strings.Builder
	e := newExecutor(brokenSchema(), slog.New(slog.NewTextHandler(&log, nil)))
	got := run(t, t.Context(), e, `{viewer{roles}}`, nil)
	if len(got.Errors) != 1 {
		t.Fatalf("got %d errors, want 1", len(got.Errors))
	}
	presented(t, got.Errors[0], "INTERNAL", "")
	for _, want := range []string{"a panic", "request-1", "nil pointer", "stack="} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("the log lacks %q", want)
		}
	}
}

// TestErrorsAreFewAndInOrder fails thirty fields that run side by side.
func TestErrorsAreFewAndInOrder(t *testing.T) {
	t.Parallel()
	w := demo(t)
	query := "{"
	for i := range 30 {
		query += fmt.Sprintf("\n  f%d: deals(first: %d){nodes{id}}", i, 101+i)
	}
	for range 5 {
		got := w.ask(t, chief, query+"}", nil).Errors
		if len(got) != 10 {
			t.Fatalf("got %d errors, want the first 10", len(got))
		}
		for i, e := range got {
			if want := i + 2; e.Locations[0].Line != want {
				t.Errorf("error %d is of line %d, want %d", i, e.Locations[0].Line, want)
			}
		}
	}
}
