package web_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"partnerhub/authz"
	"partnerhub/web"
)

func fails(data string, codes ...string) func(context.Context) *graphql.Response {
	return func(context.Context) *graphql.Response {
		var list gqlerror.List
		for _, code := range codes {
			list = append(list, &gqlerror.Error{Message: "no", Extensions: map[string]any{"code": code}})
		}
		return &graphql.Response{Data: json.RawMessage(data), Errors: list}
	}
}

func TestStatuses(t *testing.T) {
	tests := []struct {
		data, code string
		want       int
	}{
		{"null", "FORBIDDEN", 200}, {"null", "FORBIDDEN_FIELD", 200}, {"null", "NOT_FOUND", 200}, {"null", "BAD_USER_INPUT", 200},
		{"null", "CONFLICT", 200}, {"null", "UNAUTHENTICATED", 401}, {"null", "RATE_LIMITED", 429}, {"null", "UNAVAILABLE", 503},
		{"null", "TIMEOUT", 504}, {"null", "INTERNAL", 500}, {"null", "IDEMPOTENCY_KEY_REUSED", 422}, {"null", "IDEMPOTENCY_IN_PROGRESS", 409},
		{`{"shop":null}`, "INTERNAL", 200}, {`{"shop":null}`, "NOT_FOUND", 200}, {"null", "", 200},
	}
	for _, tt := range tests {
		t.Run(tt.data+tt.code, func(t *testing.T) {
			res, codes := newWorld(t, fails(tt.data, tt.code), nil).post(t, query("{shop{id}}"))
			if res.Code != tt.want || codes != tt.code {
				t.Errorf("got %d %q, want %d %q", res.Code, codes, tt.want, tt.code)
			}
			if !json.Valid(res.Body.Bytes()) || !strings.Contains(res.Body.String(), `"data":`+tt.data) {
				t.Errorf("got %s", res.Body)
			}
		})
	}
}

func TestOnlyUnexplainedErrorsNameTheRequest(t *testing.T) {
	for code, want := range map[string]bool{"NOT_FOUND": false, "FORBIDDEN": false, "CONFLICT": false, "INTERNAL": true, "UNAVAILABLE": true} {
		res, _ := newWorld(t, fails("null", code), nil).post(t, query("{shop{id}}"))
		if got := strings.Contains(res.Body.String(), res.Header().Get("X-Request-Id")); got != want {
			t.Errorf("%s: the request's id in the body: got %v, want %v", code, got, want)
		}
	}
}

func TestErrorsAreBounded(t *testing.T) {
	codes := strings.Fields(strings.Repeat("CONFLICT ", 30))
	_, got := newWorld(t, fails(`{"shop":null}`, codes...), nil).post(t, query("{shop{id}}"))
	if n := len(strings.Fields(got)); n != 10 {
		t.Errorf("got %d errors, want 10", n)
	}
}

func TestAnswerIsBounded(t *testing.T) {
	for size, want := range map[int]string{8 << 20: "200", 8<<20 + 1: "200 QUERY_TOO_COMPLEX"} {
		data := `{"shop":"` + strings.Repeat("x", size-11) + `"}`
		res, codes := newWorld(t, gives(data), nil).post(t, query("{shop{id}}"))
		if got := strings.TrimSpace(fmt.Sprint(res.Code, " ", codes)); got != want {
			t.Errorf("%d bytes: got %s, want %s", size, got, want)
		}
	}
}

func TestDeadlines(t *testing.T) {
	wait := func(ctx context.Context) *graphql.Response {
		<-ctx.Done()
		return fails(`{"shop":null}`, "INTERNAL")(ctx)
	}
	short := func(c *web.Config) { c.Limits.Query, c.Limits.Mutation = time.Millisecond, time.Millisecond }
	for _, text := range []string{"{shop{id}}", "mutation{rename(id:1){id}}"} {
		res, codes := newWorld(t, wait, short).post(t, query(text))
		if res.Code != http.StatusGatewayTimeout || codes != "TIMEOUT" {
			t.Errorf("%s: got %d %q, want 504 TIMEOUT", text, res.Code, codes)
		}
	}
}

func TestDeadlineDiffersByOperation(t *testing.T) {
	var left time.Duration
	w := newWorld(t, func(ctx context.Context) *graphql.Response {
		end, _ := ctx.Deadline()
		left = time.Until(end)
		return gives(`{"shop":null}`)(ctx)
	}, nil)
	w.post(t, query("{shop{id}}"))
	if left <= 0 || left > 3*time.Second {
		t.Errorf("a query has %v left, want up to 3 s", left)
	}
	w.post(t, query("mutation{rename(id:1){id}}"))
	if left <= 3*time.Second || left > 5*time.Second {
		t.Errorf("a mutation has %v left, want up to 5 s", left)
	}
}

func TestClientGone(t *testing.T) {
	w := newWorld(t, gives("null"), nil)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	res, _ := w.do(w.request(t, query("{shop{id}}")).WithContext(ctx))
	if res.Code != http.StatusServiceUnavailable {
		t.Errorf("got %d, want some answer and no panic", res.Code)
	}
}

// TestANullWhereAValueIsWantedRunsNothing: neither when the document is new nor when it is kept.
func TestANullWhereAValueIsWantedRunsNothing(t *testing.T) {
	ran := false
	w := newWorld(t, func(ctx context.Context) *graphql.Response {
		ran = true
		return gives(`{"rename":null}`)(ctx)
	}, nil)
	const text = "mutation($v:Boolean=true){rename(id:1){id name @skip(if:$v)}}"
	for range 2 {
		if res, codes := w.post(t, query(text, `{"v":null}`)); ran || res.Code != http.StatusOK || codes != "BAD_USER_INPUT" {
			t.Errorf("got %d %q, ran %v, want a refusal", res.Code, codes, ran)
		}
	}
	if res, codes := w.post(t, query(text)); !ran || codes != "" {
		t.Errorf("left out: got %d %q, ran %v, want an answer", res.Code, codes, ran)
	}
}

func TestPanicIsInternal(t *testing.T) {
	w := newWorld(t, func(context.Context) *graphql.Response { panic("canary secret") }, nil)
	res, codes := w.post(t, query("{shop{id}}"))
	if res.Code != http.StatusInternalServerError || codes != "INTERNAL" || strings.Contains(res.Body.String(), "canary") {
		t.Errorf("got %d %q %s, want 500 INTERNAL without the cause", res.Code, codes, res.Body)
	}
	if id := res.Header().Get("X-Request-Id"); !strings.Contains(res.Body.String(), id) || !strings.Contains(w.log.String(), id) {
		t.Error("the answer and the log do not share the request's id")
	}
	for range 70 { // more than run at once: a panic that kept its place would block here
		if res, _ := w.post(t, query("{shop{id}}")); res.Code != http.StatusInternalServerError {
			t.Fatalf("got %d, want 500", res.Code)
		}
	}
}

func TestPrincipalReachesTheOperation(t *testing.T) {
	var got authz.Principal
	var header string
	w := newWorld(t, func(ctx context.Context) *graphql.Response {
		got = *authz.PrincipalFrom(ctx)
		header = graphql.GetOperationContext(ctx).Headers.Get("Authorization")
		return gives("null")(ctx)
	}, nil)
	w.post(t, query("{shop{id}}"))
	if got.UserID != "a@acme.example" || got.OrganizationID != "acme.example" {
		t.Errorf("got %+v, want the person of the token", got)
	}
	if header != "" {
		t.Error("the token travels on with the operation")
	}
}

func TestAroundWrapsEachOperation(t *testing.T) {
	var around, inside int
	type key struct{}
	w := newWorld(t, func(ctx context.Context) *graphql.Response {
		inside, _ = ctx.Value(key{}).(int)
		return gives("null")(ctx)
	}, func(c *web.Config) {
		c.Around = func(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
			around++
			return next(context.WithValue(ctx, key{}, around))
		}
	})
	for want := range 3 {
		w.post(t, query("{shop{id}}"))
		if inside != want+1 {
			t.Errorf("got %d, want a value of the %d. operation's own", inside, want+1)
		}
	}
	w.post(t, query("{unknown}"))
	if around != 3 {
		t.Errorf("a refused request opened an operation")
	}
}
