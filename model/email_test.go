package model_test

import (
	"strings"
	"testing"

	"partnerhub/model"
)

func TestParseEmail(t *testing.T) {
	for _, tc := range []struct{ in, want string }{
		{"sales@brightpath.example", "sales@brightpath.example"},
		{"Sales@BrightPath.Example", "sales@brightpath.example"},
		{"a.b+c_d-e@sub.example.co.uk", "a.b+c_d-e@sub.example.co.uk"},
		{"o'brien@example.com", "o'brien@example.com"},
		{"a@bücher.example", "a@xn--bcher-kva.example"},
		{"a@BÜCHER.example", "a@xn--bcher-kva.example"},
		{strings.Repeat("a", 64) + "@example.com", strings.Repeat("a", 64) + "@example.com"},

		{"", ""}, {"@", ""}, {"a", ""}, {"a@", ""}, {"@example.com", ""}, {"a@b", ""}, {"a@localhost", ""}, {"a@example.com.", ""},
		{"a@@example.com", ""}, {"a@b@example.com", ""}, {" a@example.com", ""}, {"a@example.com ", ""}, {"a b@example.com", ""},
		{"\"a b\"@example.com", ""}, {"A <a@example.com>", ""}, {"<a@example.com>", ""}, {"a@example.com, b@example.com", ""},
		{"a@[192.0.2.1]", ""}, {"a@192.0.2.1,", ""}, {"a@exa_mple.com", ""}, {"a@-example.com", ""}, {"a@example..com", ""}, {".a@example.com", ""},
		{"a..b@example.com", ""}, {"a.@example.com", ""}, {"a@example.com\r\nBcc: b@example.com", ""}, {"a\x00@example.com", ""},
		{"a(comment)@example.com", ""}, {"jörg@example.com", ""}, {"\u212aate@example.com", ""}, {"a\u202e@example.com", ""}, {"a@exam\u200bple.com", "a@example.com"},
		{strings.Repeat("a", 250) + "@example.com", ""}, {"$where@", ""}, {"a@example.com\xff", ""},
	} {
		t.Run(tc.in, func(t *testing.T) {
			got, err := model.ParseEmail(tc.in)
			if got != tc.want || (err == nil) != (tc.want != "") {
				t.Errorf("got %q, %v, want %q", got, err, tc.want)
			}
			if err != nil && model.CodeOf(err) != model.CodeBadUserInput {
				t.Errorf("got code %s, want %s", model.CodeOf(err), model.CodeBadUserInput)
			}
		})
	}
}

// FuzzParseEmail: an address is in its one form after the first reading, and that form is plain ASCII in lower case.
func FuzzParseEmail(f *testing.F) {
	f.Add("Sales@BrightPath.Example")
	f.Add("a@bücher.example")
	f.Fuzz(func(t *testing.T, s string) {
		first, err := model.ParseEmail(s)
		if err != nil {
			return
		}
		if again, err := model.ParseEmail(first); err != nil || again != first {
			t.Fatalf("%q reads as %q and then as %q, %v", s, first, again, err)
		}
		if first != strings.ToLower(first) || strings.ContainsFunc(first, func(r rune) bool { return r <= ' ' || r >= 0x7f }) || strings.Count(first, "@") != 1 {
			t.Fatalf("%q reads as %q", s, first)
		}
	})
}
