package web_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/google/go-cmp/cmp"
)

func TestBodies(t *testing.T) {
	const q = `"query":"{shop{id}}"`
	list := func(n int) string { return "[" + strings.TrimSuffix(strings.Repeat(`"canary",`, n), ",") + "]" }
	const ids = `"query":"query($i:[ID!]!){nodes(ids:$i){id}}","variables":{"i":%s}`
	tests := []struct {
		name, body string
		status     int
		code       string
	}{
		{"plain", "{" + q + "}", 200, ""},
		{"all keys", "{" + q + `,"operationName":null,"variables":null,"extensions":{"a":1}}`, 200, ""},
		{"surrounding space", "\n {" + q + "} \n", 200, ""},
		{"empty", "", 400, "BAD_USER_INPUT"},
		{"not JSON", "canary", 400, "BAD_USER_INPUT"},
		{"array", "[{" + q + "},{" + q + "}]", 400, "BAD_USER_INPUT"},
		{"array of one", "[{" + q + "}]", 400, "BAD_USER_INPUT"},
		{"null", "null", 400, "BAD_USER_INPUT"},
		{"trailing text", "{" + q + "}canary", 400, "BAD_USER_INPUT"},
		{"two objects", "{" + q + "}{" + q + "}", 400, "BAD_USER_INPUT"},
		{"key twice", "{" + q + "," + q + "}", 400, "BAD_USER_INPUT"},
		{"variable twice", "{" + q + `,"variables":{"canary":1,"canary":2}}`, 400, "BAD_USER_INPUT"},
		{"unknown key", "{" + q + `,"canary":1}`, 400, "BAD_USER_INPUT"},
		{"key in other case", `{"Query":"{shop{id}}"}`, 400, "BAD_USER_INPUT"},
		{"persisted query", `{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"canary"}}}`, 400, "BAD_USER_INPUT"},
		{"document id", "{" + q + `,"documentId":"canary"}`, 400, "BAD_USER_INPUT"},
		{"no query", "{}", 400, "BAD_USER_INPUT"},
		{"query null", `{"query":null}`, 400, "BAD_USER_INPUT"},
		{"query empty", `{"query":""}`, 400, "BAD_USER_INPUT"},
		{"query a list", `{"query":["canary"]}`, 400, "BAD_USER_INPUT"},
		{"operation a number", "{" + q + `,"operationName":1}`, 400, "BAD_USER_INPUT"},
		{"variables a list", "{" + q + `,"variables":[]}`, 400, "BAD_USER_INPUT"},
		{"variables a text", "{" + q + `,"variables":"{}"}`, 400, "BAD_USER_INPUT"},
		{"extensions a text", "{" + q + `,"extensions":"canary"}`, 400, "BAD_USER_INPUT"},
		{"bad UTF-8", "{\"query\":\"{shop{id}} #\xff\"}", 400, "BAD_USER_INPUT"},
		{"variables too deep", "{" + q + `,"variables":{"a":` + strings.Repeat("[", 9000) + strings.Repeat("]", 9000) + "}}", 400, "BAD_USER_INPUT"},
		{"list at the limit", "{" + fmt.Sprintf(ids, list(250)) + "}", 200, ""},
		{"list past it", "{" + fmt.Sprintf(ids, list(251)) + "}", 400, "BAD_USER_INPUT"},
		{"200,000 ids", "{" + fmt.Sprintf(ids, list(100_000)) + "}", 400, "BAD_USER_INPUT"},
		{"body at the limit", "{" + q + "}" + strings.Repeat(" ", 1<<20-len(q)-2), 200, ""},
		{"body past it", "{" + q + "}" + strings.Repeat(" ", 1<<20-len(q)-1), 413, "PAYLOAD_TOO_LARGE"},
		{"10 MB text", "{" + q + `,"variables":{"a":"` + strings.Repeat("canary", 10<<20/6) + `"}}`, 413, "PAYLOAD_TOO_LARGE"},
	}
	w := newWorld(t, gives(`{"shop":null}`), nil)
	for _, tt := range tests {
		for _, chunked := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s chunked=%v", tt.name, chunked), func(t *testing.T) {
				r := w.request(t, tt.body)
				if chunked {
					r.ContentLength = -1
				}
				res, codes := w.do(r)
				if res.Code != tt.status || codes != tt.code {
					t.Errorf("got %d %q, want %d %q", res.Code, codes, tt.status, tt.code)
				}
				if strings.Contains(res.Body.String(), "canary") || res.Body.Len() > 400 {
					t.Errorf("the answer repeats the body: %s", res.Body)
				}
			})
		}
	}
}

func TestEndlessBodyIsCutOff(t *testing.T) {
	w := newWorld(t, gives("null"), nil)
	body := &endless{}
	r := w.request(t, "")
	r.Body, r.ContentLength = http.NoBody, -1
	r.Body = readCloser{body}
	res, codes := w.do(r)
	if res.Code != http.StatusRequestEntityTooLarge || codes != "PAYLOAD_TOO_LARGE" {
		t.Errorf("got %d %q, want 413", res.Code, codes)
	}
	if want := 2 << 20; body.read > want {
		t.Errorf("%d bytes were read, want at most %d", body.read, want)
	}
}

type readCloser struct{ *endless }

func (readCloser) Close() error { return nil }

func TestNumbersStayExact(t *testing.T) {
	var got map[string]any
	w := newWorld(t, func(ctx context.Context) *graphql.Response {
		got = graphql.GetOperationContext(ctx).Variables
		return &graphql.Response{Data: json.RawMessage(`{"shop":null}`)}
	}, nil)
	res, _ := w.post(t, query("query($a:ID,$b:ID){a:shop(id:$a){id} b:shop(id:$b){id}}", `{"a":9007199254740993,"b":"x"}`))
	want := map[string]any{"a": json.Number("9007199254740993"), "b": "x"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%d (-want +got)\n%s", res.Code, diff)
	}
}
