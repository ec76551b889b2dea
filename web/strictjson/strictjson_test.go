package strictjson_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"partnerhub/web/strictjson"
)

var limits = strictjson.Limits{Depth: 32, Values: 20_000, Items: 250}

func TestReads(t *testing.T) {
	number := func(s string) json.Number { return json.Number(s) }
	tests := []struct {
		name, body string
		want       map[string]any
	}{
		{"empty", " {} \n", map[string]any{}},
		{"kinds", `{"a":"x","b":true,"c":null,"d":{},"e":[]}`, map[string]any{"a": "x", "b": true, "c": nil, "d": map[string]any{}, "e": []any{}}},
		{"exact numbers", `{"a":9007199254740993,"b":1.10,"c":1e999}`, map[string]any{"a": number("9007199254740993"), "b": number("1.10"), "c": number("1e999")}},
		{"same key in other objects", `{"a":{"a":[{"a":1},{"a":2}]}}`, map[string]any{"a": map[string]any{"a": []any{
			map[string]any{"a": number("1")}, map[string]any{"a": number("2")}}}}},
		{"keys differ by case", `{"a":1,"A":2}`, map[string]any{"a": number("1"), "A": number("2")}},
		{"escapes", `{"\u0061":"\ud83d\ude00\u0000"}`, map[string]any{"a": "😀\x00"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := strictjson.Object([]byte(tt.body), limits)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestRefuses(t *testing.T) {
	lists := func(n int) string { return `{"a":` + strings.Repeat("[", n) + strings.Repeat("]", n) + "}" }
	objects := func(n int) string { return strings.Repeat(`{"a":`, n) + "1" + strings.Repeat("}", n) }
	items := func(n int) string { return `{"a":[1` + strings.Repeat(",1", n-1) + "]}" }
	values := func(rows int) string {
		return `{"a":{` + strings.TrimSuffix(strings.Repeat(`"k":1,`, rows), ",") + "}}"
	}
	tests := []struct {
		name, body string
		want       error
	}{
		{"nothing", "", strictjson.ErrSyntax},
		{"list", "[{},{}]", strictjson.ErrNoObject},
		{"text", `"x"`, strictjson.ErrNoObject},
		{"null", "null", strictjson.ErrNoObject},
		{"number", "1", strictjson.ErrNoObject},
		{"trailing brace", "{}}", strictjson.ErrTrailing},
		{"two objects", "{}{}", strictjson.ErrTrailing},
		{"trailing text", "{} x", strictjson.ErrTrailing},
		{"trailing NUL", "{}\x00", strictjson.ErrTrailing},
		{"key twice", `{"a":1,"a":1}`, strictjson.ErrDuplicate},
		{"key twice by escape", `{"a":1,"\u0061":1}`, strictjson.ErrDuplicate},
		{"key twice, deep", `{"a":[{"b":{"c":1,"c":2}}]}`, strictjson.ErrDuplicate},
		{"many keys twice", values(30_000), strictjson.ErrDuplicate},
		{"unclosed", `{"a":1`, strictjson.ErrSyntax},
		{"crossed", `{"a":[1}]`, strictjson.ErrSyntax},
		{"trailing comma", `{"a":1,}`, strictjson.ErrSyntax},
		{"trailing comma in list", `{"a":[1,]}`, strictjson.ErrSyntax},
		{"no comma", `{"a":1 "b":2}`, strictjson.ErrSyntax},
		{"no colon", `{"a" 1}`, strictjson.ErrSyntax},
		{"no value", `{"a":}`, strictjson.ErrSyntax},
		{"no key", `{1:1}`, strictjson.ErrSyntax},
		{"single quotes", `{'a':1}`, strictjson.ErrSyntax},
		{"comment", `{/**/}`, strictjson.ErrSyntax},
		{"leading zero", `{"a":01}`, strictjson.ErrSyntax},
		{"NaN", `{"a":NaN}`, strictjson.ErrSyntax},
		{"line break in text", "{\"a\":\"\n\"}", strictjson.ErrSyntax},
		{"bad UTF-8", "{\"a\":\"\xff\"}", strictjson.ErrSyntax},
		{"byte order mark", "\ufeff{}", strictjson.ErrNoObject},
		{"UTF-16", "{\x00}\x00", strictjson.ErrSyntax},
		{"depth at the limit", lists(31), nil},
		{"depth past it", lists(32), strictjson.ErrDepth},
		{"objects at the limit", objects(32), nil},
		{"objects past it", objects(33), strictjson.ErrDepth},
		{"very deep", lists(9_000), strictjson.ErrDepth},
		{"deeper than the library", lists(500_000), strictjson.ErrDepth},
		{"deep and unclosed", `{"a":` + strings.Repeat("[", 1<<20), strictjson.ErrDepth},
		{"items at the limit", items(250), nil},
		{"items past it", items(251), strictjson.ErrItems},
		{"200,000 items", items(200_000), strictjson.ErrItems},
		{"values at the limit", rows(79, 250), nil},
		{"values past it", rows(80, 250), strictjson.ErrValues},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, got := strictjson.Object([]byte(tt.body), limits)
			if !errors.Is(got, tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

// rows is n lists of some items each, under keys of their own.
func rows(n, items int) string {
	var b bytes.Buffer
	list := "[1" + strings.Repeat(",1", items-1) + "]"
	for i := range n {
		b.WriteString(`,"` + strings.Repeat("k", i+1) + `":` + list)
	}
	return "{" + strings.TrimPrefix(b.String(), ",") + "}"
}

// FuzzObject holds the reader to the standard library: what it takes is valid JSON and means the same.
func FuzzObject(f *testing.F) {
	for _, seed := range []string{`{}`, `{"a":[1,2,{"b":null}]}`, `{"a":1}}`, `{"a":1,"a":2}`, `[`, `{"a":"\ud800"}`, `{"a":1,}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		body := bytes.Clone(data)
		got, err := strictjson.Object(body, limits)
		if err != nil {
			if errors.Is(err, strictjson.ErrSyntax) && json.Valid(data) {
				t.Fatalf("refused valid JSON %q", data)
			}
			return
		}
		clear(body) // what was read must not rest on these bytes
		if !json.Valid(data) {
			t.Fatalf("took invalid JSON %q", data)
		}
		dec := json.NewDecoder(bytes.NewReader(data))
		dec.UseNumber()
		var want map[string]any
		if err := dec.Decode(&want); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
	})
}
