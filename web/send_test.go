package web_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/klauspost/compress/gzip"

	"partnerhub/web"
)

// large is an answer that is worth compressing.
var large = `{"shop":{"name":"` + strings.Repeat("canary ", 1_000) + `"}}`

func TestCompression(t *testing.T) {
	tests := []struct {
		accept, data string
		packed       bool
	}{
		{"", large, false}, {"gzip", large, true}, {"GZIP", large, true}, {"deflate, gzip;q=0.5, br", large, true}, {"gzip;q=1.0", large, true},
		{"gzip;q=0", large, false}, {"gzip; q=0.000", large, false}, {"gzip;q=x", large, false}, {"identity", large, false}, {"*", large, false},
		{"br, deflate, zstd", large, false}, {"xgzip", large, false}, {"gzip", `{"shop":null}`, false},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprintf("%s %d", tt.accept, len(tt.data)), func(t *testing.T) {
			w := newWorld(t, gives(tt.data), nil)
			r := w.request(t, query("{shop{id}}"))
			r.Header.Set("Accept-Encoding", tt.accept)
			res := httptest.NewRecorder()
			w.ServeHTTP(res, r)
			if got := res.Header().Get("Content-Encoding") == "gzip"; got != tt.packed {
				t.Fatalf("packed: got %v, want %v", got, tt.packed)
			}
			if got, want := plain(t, res), `{"data":`+tt.data+`}`; got != want {
				t.Errorf("got %.80s, want %.80s", got, want)
			}
			if length := res.Header().Get("Content-Length"); (length == "") != tt.packed {
				t.Errorf("got a length of %q", length)
			}
			if !strings.Contains(res.Header().Get("Vary"), "Accept-Encoding") {
				t.Error("a cache could give it to a client that cannot read it")
			}
		})
	}
}

// plain is a body as its client reads it.
func plain(tb testing.TB, res *httptest.ResponseRecorder) string {
	tb.Helper()
	var from io.Reader = res.Body
	if res.Header().Get("Content-Encoding") == "gzip" {
		unpacked, err := gzip.NewReader(res.Body)
		if err != nil {
			tb.Fatal(err)
		}
		from = unpacked
	}
	text, err := io.ReadAll(from)
	if err != nil {
		tb.Fatal(err)
	}
	return string(text)
}

// TestTokensAreNeverCompressed keeps their letters out of a length that somebody could watch.
func TestTokensAreNeverCompressed(t *testing.T) {
	w := newWorld(t, gives("null"), func(c *web.Config) {
		c.Personas = func(context.Context) ([]web.Persona, error) {
			return []web.Persona{{Token: strings.Repeat("t", 5_000)}}, nil
		}
	})
	r := mustGet(t, "/dev/personas")
	r.Header.Set("Accept-Encoding", "gzip")
	if res, _ := w.do(r); res.Code != http.StatusOK || res.Header().Get("Content-Encoding") != "" {
		t.Errorf("got %d in %q", res.Code, res.Header().Get("Content-Encoding"))
	}
}

// same is a writer that looks for one slice among those that it is given.
type same struct {
	*httptest.ResponseRecorder
	want  []byte
	found bool
}

func (s *same) Write(p []byte) (int, error) {
	s.found = s.found || len(p) == len(s.want) && &p[0] == &s.want[0]
	return s.ResponseRecorder.Write(p)
}

// TestFinishedJSONIsNotCopied follows the executor's bytes to the connection.
func TestFinishedJSONIsNotCopied(t *testing.T) {
	finished := json.RawMessage(`{"shop":  "kept as it is"}`)
	w := newWorld(t, func(ctx context.Context) *graphql.Response {
		graphql.RegisterExtension(ctx, "a", 1)
		return &graphql.Response{Data: finished}
	}, nil)
	res := &same{ResponseRecorder: httptest.NewRecorder(), want: finished}
	w.ServeHTTP(res, w.request(t, query("{shop{id}}")))
	if !res.found {
		t.Error("the data was copied on its way out")
	}
	if got, want := res.Body.String(), `{"data":{"shop":  "kept as it is"},"extensions":{"a":1}}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// TestNoBytesOfAnotherRequest sends marked requests side by side, good and bad, packed and plain, small and large: an answer may
// hold its own mark only. Memory that is used again shows here.
func TestNoBytesOfAnotherRequest(t *testing.T) {
	w := newWorld(t, func(ctx context.Context) *graphql.Response {
		op := graphql.GetOperationContext(ctx)
		text, _ := json.Marshal(op.Variables)
		return &graphql.Response{Data: json.RawMessage(`{"name":"` + op.OperationName + `","variables":` + string(text) + `}`)}
	}, limits(t, "in-flight=1000", "organization-in-flight=1000"))
	var all sync.WaitGroup
	for i := range 16 {
		who := fmt.Sprintf("p%d@acme.example", i)
		token := w.token(t, who)
		all.Go(func() {
			for n := range 60 {
				mark := fmt.Sprintf("mark_%d_%d_", i, n)
				r := w.request(t, marked(mark, n))
				r.Header.Set("Authorization", "Bearer "+token)
				if n%2 == 0 {
					r.Header.Set("Accept-Encoding", "gzip")
				}
				res := httptest.NewRecorder()
				w.ServeHTTP(res, r)
				text := plain(t, res)
				if strings.Count(text, "mark_") != strings.Count(text, mark) {
					t.Errorf("%s got bytes of another request: %.300s", mark, text)
				}
				if n%5 < 3 && strings.Count(text, mark) == 0 {
					t.Errorf("%s got %.200s, want its own mark", mark, text)
				}
			}
		})
	}
	all.Wait()
}

// marked is a request that holds a mark wherever one can be.
func marked(mark string, n int) string {
	value := `{"a":"` + strings.Repeat(mark+`\n`, 1+n*7%200) + `"}`
	body := query("query "+mark+"($a:ID){shop(id:$a){id}}", value)
	switch n % 5 {
	case 3:
		return body[:len(body)-1] // no JSON
	case 4:
		return query("{shop{" + mark + "}}")
	}
	return strings.Replace(body, "{", `{"operationName":"`+mark+`",`, 1)
}
