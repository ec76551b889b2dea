package web_test

import (
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"
)

// bomb is a request made to exhaust a server, with the only answer that it may get.
type bomb struct{ name, body, want string }

const (
	tooComplex = "200 QUERY_TOO_COMPLEX"
	tooLarge   = "413 PAYLOAD_TOO_LARGE"
	invalid    = "200 GRAPHQL_VALIDATION_FAILED"
	badInput   = "200 BAD_USER_INPUT"
	badBody    = "400 BAD_USER_INPUT"
)

func bombs() []bomb {
	return slices.Concat(nests(), floods(), sizes(), pages(), bodies())
}

// nests are deep or grow by being spread.
func nests() []bomb {
	r := strings.Repeat
	return []bomb{
		{"list values, 14 KB", query("{shop(id:" + r("[", 14_000) + ")}"), tooComplex},
		{"list values, 1 MB", query("{shop(id:" + r("[", 1_000_000) + ")}"), tooComplex},
		{"list values, 2 MB", query("{shop(id:" + r("[", 2_000_000) + ")}"), tooLarge},
		{"objects, 10 MB", query(r("{a:", 10<<20/3)), tooLarge},
		{"objects, 14 KB", query("{shop(id:" + r("{a:", 4_600) + ")}"), tooComplex},
		{"selections, 4 MB", query(r("{a{", 4<<20/3)), tooLarge},
		{"selections, 14 KB", query(r("{a", 7_000)), tooComplex},
		{"list types", query("query($a:" + r("[", 14_000)), tooComplex},
		{"list types, 1 MB", query("query($a:" + r("[", 1_000_000)), tooComplex},
		{"fragments, 26 doubled", query(doubled(26)), tooComplex},
		{"fragments, 50 doubled", query(doubled(50)), tooComplex},
		{"fragments, 80 doubled", query(doubled(80)), tooComplex},
		{"fragment cycle", query("{shop{...A}}fragment A on Shop{owner{...B}}fragment B on Shop{...A}"), invalid},
		{"fragment that spreads itself", query("{shop{...A}}fragment A on Shop{...A}"), invalid},
		{"fragments, 500 unused", query("{shop{id}}" + each(500, "fragment F%d on Shop{id}")), tooComplex},
		{"depth 9", query("{" + r("shop{", 8) + "id" + r("}", 8) + "}"), tooComplex},
		{"depth 9 by inline fragments", query("{" + r("...{shop{", 8) + "id" + r("}}", 8) + "}"), tooComplex},
		{"duplicates inside each other", query("{shop{" + nestedTwice(9) + "}}"), tooComplex},
		{"circular introspection", query("{__schema{types{fields{type{fields{type{fields{type{fields{type{name}}}}}}}}}}}"), tooComplex},
		{"introspection lists", query("{__schema{types{fields{type{fields{type{fields{name}}}}}}}}"), invalid},
	}
}

// nestedTwice repeats inline selections at each of so many levels.
func nestedTwice(levels int) string {
	if levels == 0 {
		return "id"
	}
	inner := nestedTwice(levels - 1)
	return "owner{" + inner + "}owner{" + inner + "}"
}

// floods are many of one thing.
func floods() []bomb {
	r := strings.Repeat
	return []bomb{
		{"one field 500 times", query("{shop{" + r("id ", 500) + "}}"), tooComplex},
		{"one field 10,000 times", query("{shop{" + r("id ", 10_000) + "}}"), tooComplex},
		{"1,000 unknown fields", query("{" + each(990, "x%d ") + "}"), tooComplex},
		{"490 unknown fields", query("{" + each(490, "x%d ") + "}"), invalid},
		{"all the repetitions that are allowed", query("{" + r("shop{"+r("id ", 20)+"}", 20) + "shop2}"), invalid},
		{"1,000 aliases", query("{" + each(1000, "a%d:__schema{queryType{name}}") + "}"), tooComplex},
		{"101 aliases", query("{" + each(101, "a%d:shop{id}") + "}"), tooComplex},
		{"16 mutations", query("mutation{" + each(16, `a%d:rename(id:1){id}`) + "}"), tooComplex},
		{"two approvals", query("mutation{a:approveShop(id:1){id} b:approveShop(id:1){id}}"), tooComplex},
		{"480 unknown directives", query("{shop{id" + r("@x", 480) + "}}"), tooComplex},
		{"1,000 unknown directives", query("{shop{id" + r("@x", 1_000) + "}}"), tooComplex},
		{"480 includes", query("{shop{id" + r("@include(if:true)", 160) + "}}"), tooComplex},
		{"a list of 251", query("{nodes(ids:[" + r("1,", 251) + "]){id}}"), badInput},
	}
}

// sizes are long.
func sizes() []bomb {
	r := strings.Repeat
	return []bomb{
		{"comments, 900 KB", query("{shop{id}}" + r("#x\\n", 200_000)), tooComplex},
		{"comments, 5 MB", query("{shop{id}}" + r("#x\\n", 1_200_000)), tooLarge},
		{"comments, 14 KB", query("{shop{id}}" + r("#\n", 7_000)), tooComplex},
		{"commas", query("{shop{id}}" + r(",", 14_000)), "200"},
		{"block text", query(`{shop(id:"""` + r("\n ", 7_000) + `"""){id}}`), "200"},
		{"variable of 10 MB", query("{shop{id}}", `{"a":"`+r("x", 10<<20)+`"}`), tooLarge},
		{"variable of 900 KB", query("query($a:ID){shop(id:$a){id}}", `{"a":"`+r("x", 900_000)+`"}`), "200"},
	}
}

// pages are row counts that nobody may ask for.
func pages() []bomb {
	r := strings.Repeat
	out := []bomb{
		{"product of pages", query("{" + r("shops(first:100){nodes{", 3) + "id" + r("}}", 3) + "}"), tooComplex},
		{"product of pages, 12 deep", query("{" + r("shops(first:100){nodes{", 12) + "id" + r("}}", 12) + "}"), tooComplex},
		{"page by text", query("query($n:Int){shops(first:$n){nodes{id}}}", `{"n":"5"}`), badInput},
	}
	for _, n := range []string{"0", "-1", "101", "2147483648", "9223372036854775807", "9223372036854775808", "1e2"} {
		out = append(out, bomb{"page of " + n, query("{shops(first:" + n + "){nodes{id}}}"), badInput},
			bomb{"page of " + n + " by variable", query("query($n:Int){shops(first:$n){nodes{id}}}", `{"n":`+n+`}`), badInput},
			bomb{"page of " + n + " by default", query("query($n:Int=" + n + "){shops(last:$n){nodes{id}}}"), badInput})
	}
	return out
}

// bodies are no GraphQL request at all, or one that is not served.
func bodies() []bomb {
	r := strings.Repeat
	return []bomb{
		{"batch", "[" + r(query("{shop{id}}")+",", 999) + query("{shop{id}}") + "]", badBody},
		{"JSON lists", `{"query":` + r("[", 1_000_000), badBody},
		{"JSON objects", r(`{"query":`, 100_000), badBody},
		{"JSON lists in variables", query("{shop{id}}", r("[", 1_000_000)), badBody},
		{"variables 9,000 deep", query("{shop{id}}", `{"a":`+r("[", 9_000)+r("]", 9_000)+"}"), badBody},
		{"200,000 ids", query("query($i:[ID!]!){nodes(ids:$i){id}}", `{"i":[`+r("1,", 199_999)+`1]}`), badBody},
		{"20,001 variables", query("{shop{id}}", "{"+each(20_000, `"a%d":1,`)+`"b":1}`), badBody},
		{"keys twice", `{"query":"{shop{id}}","query":"{shop{id}}"}`, badBody},
		{"two objects", query("{shop{id}}") + query("{shop{id}}"), badBody},
		{"persisted by its hash", `{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"x"}}}`, badBody},
		{"defer", query("{shop{...@defer{id}}}"), invalid},
		{"subscription", query("subscription{shop{id}}"), invalid},
		{"unknown operation", `{"query":"query A{shop{id}}","operationName":"B"}`, invalid},
	}
}

func each(n int, format string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

// doubled is n fragments of which each spreads the next one twice.
func doubled(n int) string {
	text := "{shop{...F0}}"
	for i := range n - 1 {
		text += fmt.Sprintf("fragment F%d on Shop{...F%d ...F%d}", i, i+1, i+1)
	}
	return text + fmt.Sprintf("fragment F%d on Shop{id}", n-1)
}

// TestBombs runs in a process of its own: what it guards against is an exhausted stack, which nothing can recover from.
func TestBombs(t *testing.T) {
	if os.Getenv("HUB_TEST_BOMBS") != "" {
		throwBombs(t)
		return
	}
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestBombs$", "-test.v")
	child.Env = append(os.Environ(), "HUB_TEST_BOMBS=1")
	out, err := child.CombinedOutput()
	if err != nil {
		t.Errorf("the server did not live through it: %v\n%.8000s", err, out)
	}
	_, told, alive := strings.Cut(string(out), "still alive: ")
	if !alive {
		t.Error("the bombs were not thrown")
	}
	told, _, _ = strings.Cut(told, "\n")
	t.Log(told)
}

func throwBombs(t *testing.T) {
	w := newWorld(t, gives(`{"shop":null}`), nil)
	var slowest time.Duration
	var which string
	for _, b := range bombs() {
		r := w.request(t, b.body)
		start := time.Now()
		res, codes := w.do(r)
		if took := time.Since(start); took > slowest && codes != "" {
			slowest, which = took, b.name
		}
		first, _, _ := strings.Cut(codes, " ")
		if got := strings.TrimSpace(fmt.Sprint(res.Code, " ", first)); got != b.want {
			t.Errorf("%s: got %s, want %s: %.300s", b.name, got, b.want, res.Body)
		}
		if res.Body.Len() > 2000 {
			t.Errorf("%s: the answer has %d bytes", b.name, res.Body.Len())
		}
	}
	if res, codes := w.post(t, query("{shop{id}}")); res.Code == 200 && codes == "" {
		fmt.Printf("still alive: after %d bombs; the slowest refusal was %q with %v\n", len(bombs()), which, slowest.Round(10*time.Microsecond))
	}
}

func TestRefusalStatusFollowsTheAcceptedType(t *testing.T) {
	w := newWorld(t, gives(`{"shop":null}`), nil)
	for accept, want := range map[string]int{
		"": 200, "*/*": 200, "application/json": 200, "application/graphql-response+json": 400,
		"application/graphql-response+json, application/json;q=0.9": 400, "application/json, application/graphql-response+json": 200,
		"text/html": 200, ";;;,": 200,
	} {
		for _, text := range []string{"{", "{unknown}", "{shops(first:0){nodes{id}}}", "{" + strings.Repeat("shop{id} ", 21) + "}"} {
			r := w.request(t, query(text))
			r.Header.Set("Accept", accept)
			res, codes := w.do(r)
			if res.Code != want || codes == "" {
				t.Errorf("%q %q: got %d %q, want %d", accept, text, res.Code, codes, want)
			}
			kind, _, _ := strings.Cut(res.Header().Get("Content-Type"), ";")
			if (kind == "application/graphql-response+json") != (want == 400) {
				t.Errorf("%q: got type %q", accept, kind)
			}
		}
	}
}

func TestValidationErrorsAreFewAndShort(t *testing.T) {
	w := newWorld(t, gives(`{"shop":null}`), nil)
	tests := map[string]string{
		"400 unknown fields":   query("{" + each(400, "unknownField%d ") + "}"),
		"one long name":        query("{" + strings.Repeat("x", 14_000) + "}"),
		"near misses":          query("{sho{id} shopz{id} shop(i:1){nam} }"),
		"near miss of a value": query("{shop(color:GREE){id}}"),
		"long value":           query(`{shop(color:"` + strings.Repeat("x", 14_000) + `"){id}}`),
		"long variable":        query("query($c:Color){shop(color:$c){id}}", `{"c":"`+strings.Repeat("x", 500_000)+`"}`),
		"unknown variable":     query("query($c:Color){shop(color:$c){id}}", `{"c":{"`+strings.Repeat("x", 500_000)+`":1}}`),
	}
	for name, body := range tests {
		t.Run(name, func(t *testing.T) {
			res, codes := w.post(t, body)
			list := strings.Fields(codes)
			if res.Code != 200 || len(list) == 0 || len(list) > 10 {
				t.Errorf("got %d %q, want 200 and 1 to 10 errors", res.Code, codes)
			}
			for _, code := range list {
				if code != "GRAPHQL_VALIDATION_FAILED" {
					t.Errorf("got %s, want GRAPHQL_VALIDATION_FAILED", code)
				}
			}
			if res.Body.Len() > 5000 {
				t.Errorf("the answer has %d bytes", res.Body.Len())
			}
			if strings.Contains(res.Body.String(), "Did you mean") {
				t.Errorf("the answer suggests names: %s", res.Body)
			}
		})
	}
}
