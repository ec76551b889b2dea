package web_test

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// bombs are requests made to exhaust a server, with the only answer that each may get.
func bombs() map[string][2]string {
	const tooComplex, tooLarge = "422 QUERY_TOO_COMPLEX", "413 PAYLOAD_TOO_LARGE"
	r := strings.Repeat
	return map[string][2]string{
		"list values, 14 KB":     {query("{shop(id:" + r("[", 14_000) + ")}"), tooComplex},
		"list values, 1 MB":      {query("{shop(id:" + r("[", 1_000_000) + ")}"), tooComplex},
		"list values, 2 MB":      {query("{shop(id:" + r("[", 2_000_000) + ")}"), tooLarge},
		"objects, 10 MB":         {query(r("{a:", 10<<20/3)), tooLarge},
		"objects, 14 KB":         {query("{shop(id:" + r("{a:", 4_600) + ")}"), tooComplex},
		"selections, 4 MB":       {query(r("{a{", 4<<20/3)), tooLarge},
		"selections, 14 KB":      {query(r("{a", 7_000)), tooComplex},
		"list types":             {query("query($a:" + r("[", 14_000)), tooComplex},
		"list types, 1 MB":       {query("query($a:" + r("[", 1_000_000)), tooComplex},
		"comments, 900 KB":       {query("{shop{id}}" + r("#x\\n", 200_000)), tooComplex},
		"comments, 14 KB":        {query("{shop{id}}" + r("#\n", 7_000)), tooComplex},
		"commas":                 {query("{shop{id}}" + r(",", 14_000)), "200"},
		"block text":             {query(`{shop(id:"""` + r("\n ", 7_000) + `"""){id}}`), "200"},
		"JSON lists":             {`{"query":` + r("[", 1_000_000), "400 BAD_USER_INPUT"},
		"JSON objects":           {r(`{"query":`, 100_000), "400 BAD_USER_INPUT"},
		"JSON lists in vars":     {query("{shop{id}}", r("[", 1_000_000)), "400 BAD_USER_INPUT"},
		"fragments, 26 doubled":  {query(doubled(26)), tooComplex},
		"fragments, 50 doubled":  {query(doubled(50)), tooComplex},
		"fragments, 80 doubled":  {query(doubled(80)), tooComplex},
		"fragment cycle":         {query("{shop{...A}}fragment A on Shop{owner{...B}}fragment B on Shop{...A}"), "422 GRAPHQL_VALIDATION_FAILED"},
		"fragments, 500 unused":  {query("{shop{id}}" + each(500, "fragment F%d on Shop{id}")), tooComplex},
		"one field 500 times":    {query("{shop{" + r("id ", 500) + "}}"), tooComplex},
		"one field 10,000 times": {query("{shop{" + r("id ", 10_000) + "}}"), tooComplex},
		"1,000 unknown fields":   {query("{" + each(990, "x%d ") + "}"), tooComplex},
		"1,000 aliases":          {query("{" + each(1000, "a%d:__schema{queryType{name}}") + "}"), tooComplex},
		"101 aliases":            {query("{" + each(101, "a%d:shop{id}") + "}"), tooComplex},
		"16 mutations":           {query("mutation{" + each(16, `a%d:rename(id:1){id}`) + "}"), tooComplex},
		"two approvals":          {query("mutation{a:approveShop(id:1){id} b:approveShop(id:1){id}}"), tooComplex},
		"480 unknown directives": {query("{shop{id" + r("@x", 480) + "}}"), tooComplex},
		"480 includes":           {query("{shop{id" + r("@include(if:true)", 160) + "}}"), tooComplex},
		"circular introspection": {query("{__schema{types{fields{type{fields{type{fields{type{fields{type{name}}}}}}}}}}}"), tooComplex},
		"introspection lists":    {query("{__schema{types{fields{type{fields{type{fields{name}}}}}}}}"), "422 GRAPHQL_VALIDATION_FAILED"},
		"product of pages":       {query("{" + r("shops(first:100){nodes{", 3) + "id" + r("}}", 3) + "}"), tooComplex},
		"page of 2^63-1":         {query("{shops(first:9223372036854775807){nodes{id}}}"), "422 BAD_USER_INPUT"},
		"page of -1":             {query("{shops(first:-1){nodes{id}}}"), "422 BAD_USER_INPUT"},
		"page by variable":       {query("query($n:Int){shops(first:$n){nodes{id}}}", `{"n":101}`), "422 BAD_USER_INPUT"},
		"page by text":           {query("query($n:Int){shops(first:$n){nodes{id}}}", `{"n":"5"}`), "422 BAD_USER_INPUT"},
		"page by default":        {query("query($n:Int=0){shops(first:$n){nodes{id}}}"), "422 BAD_USER_INPUT"},
		"defer":                  {query("{shop{...@defer{id}}}"), "422 GRAPHQL_VALIDATION_FAILED"},
		"subscription":           {query("subscription{shop{id}}"), "422 GRAPHQL_VALIDATION_FAILED"},
		"unknown operation":      {`{"query":"query A{shop{id}}","operationName":"B"}`, "422 GRAPHQL_VALIDATION_FAILED"},
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
	if !strings.Contains(string(out), "still alive") {
		t.Error("the bombs were not thrown")
	}
}

func throwBombs(t *testing.T) {
	w := newWorld(t, gives(`{"shop":null}`), nil)
	for name, bomb := range bombs() {
		res, codes := w.post(t, bomb[0])
		if got := strings.TrimSpace(fmt.Sprint(res.Code, " ", codes)); got != bomb[1] {
			t.Errorf("%s: got %s, want %s: %.300s", name, got, bomb[1], res.Body)
		}
		if res.Body.Len() > 1000 {
			t.Errorf("%s: the answer has %d bytes", name, res.Body.Len())
		}
	}
	if res, codes := w.post(t, query("{shop{id}}")); res.Code == 200 && codes == "" {
		fmt.Println("still alive")
	}
}

func TestRefusalStatusFollowsTheAcceptedType(t *testing.T) {
	w := newWorld(t, gives(`{"shop":null}`), nil)
	for accept, want := range map[string]int{
		"": 422, "*/*": 422, "application/json": 422, "application/graphql-response+json": 400,
		"application/graphql-response+json, application/json;q=0.9": 400, "application/json, application/graphql-response+json": 422,
		"text/html": 422, ";;;,": 422,
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
			if res.Code != 422 || len(list) == 0 || len(list) > 10 {
				t.Errorf("got %d %q, want 422 and 1 to 10 errors", res.Code, codes)
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
