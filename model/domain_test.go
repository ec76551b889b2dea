package model_test

import (
	"testing"

	"partnerhub/model"
)

func TestParseDomain(t *testing.T) {
	for _, tc := range []struct{ in, want string }{
		{"example.com", "example.com"},
		{" EXAMPLE.com. ", "example.com"},
		{"www.example.com", "example.com"},
		{"http://shop.example.co.uk/a/b?c=d#e", "example.co.uk"},
		{"example.com:8443", "example.com"},
		{"https://user:secret@example.com/", "example.com"},
		{"sales@example.com", "example.com"},
		{"münchen.de", "xn--mnchen-3ya.de"},
		{"XN--MNCHEN-3YA.de", "xn--mnchen-3ya.de"},
		{"例え.jp", "xn--r8jz45g.jp"},
		{"a.b.github.io", "b.github.io"},
		{"brightpath.example", "brightpath.example"},

		{"", ""}, {".", ""}, {"com", ""}, {"co.uk", ""}, {"localhost", ""}, {"github.io", ""},
		{"example..com", ""}, {".example.com", ""}, {"exa mple.com", ""}, {"exa_mple.com", ""}, {"-example.com", ""},
		{"192.0.2.1", ""}, {"http://192.0.2.1/", ""}, {"[2001:db8::1]", ""}, {"2001:db8::1", ""}, {"1.2.3.4.5", ""}, {"300.1.1.1", ""},
		{"example.com:http", ""}, {"http://", ""}, {"exa\x00mple.com", ""}, {"exa\u202emple.com", ""}, {"$where.com", ""},
		{"xn--a.com", ""}, {"https://https://example.com", ""},
	} {
		t.Run(tc.in, func(t *testing.T) {
			got, err := model.ParseDomain(tc.in)
			if got != tc.want || (err == nil) != (tc.want != "") {
				t.Errorf("got %q, %v, want %q", got, err, tc.want)
			}
			if err != nil && model.CodeOf(err) != model.CodeBadUserInput {
				t.Errorf("got code %s, want %s", model.CodeOf(err), model.CodeBadUserInput)
			}
		})
	}
}

func FuzzParseDomain(f *testing.F) {
	f.Add("https://www.example.co.uk:443/x")
	f.Add("例え.jp")
	f.Fuzz(func(t *testing.T, s string) {
		first, err := model.ParseDomain(s)
		if err != nil {
			return
		}
		if again, err := model.ParseDomain(first); err != nil || again != first {
			t.Fatalf("%q gives %q, which gives %q, %v", s, first, again, err)
		}
	})
}
