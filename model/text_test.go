package model_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"partnerhub/model"
)

func TestCleanName(t *testing.T) {
	for _, tc := range []struct{ name, in, want string }{
		{"as it is", "Brightpath IT", "Brightpath IT"},
		{"trimmed", " \u00a0 Acme \u2003", "Acme"},
		{"empty", "", ""},
		{"only spaces", " \u00a0\u2003 ", ""},
		{"composed", "Zu\u0308rich", "Zürich"},
		{"stays as written", "ACME ﬁn", "ACME ﬁn"},
		{"markup is text", "<b>$where</b> ' \" \\", "<b>$where</b> ' \" \\"},
		{"another script", "株式会社アクメ", "株式会社アクメ"},
		{"right to left", "شركة المثال", "شركة المثال"},
		{"joiners of a language", "نامه\u200cای", "نامه\u200cای"},
		{"joined emoji", "👩\u200d💻", "👩\u200d💻"},
		{"a lone surrogate as the decoder leaves it", "a\ufffdb", "a\ufffdb"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, err := model.CleanName(tc.in)
			if err != nil || got != tc.want {
				t.Errorf("got %q, %v, want %q", got, err, tc.want)
			}
		})
	}
}

// bad are the texts that neither a name nor a note may hold.
func bad() map[string]string {
	return map[string]string{
		"zero": "a\x00b", "bell": "a\x07b", "escape": "a\x1b[31mb", "delete": "a\x7fb", "C1": "a\u0085b", "broken UTF-8": "a\xffb",
		"overlong": "a\xc0\x80b", "surrogate": "a\xed\xa0\x80b", "override": "a\u202eb", "isolate": "a\u2066b", "left-to-right mark": "a\u200eb",
		"arabic letter mark": "a\u061cb", "zero width space": "a\u200bb", "word joiner": "a\u2060b", "byte order mark": "\ufeffab",
		"soft hyphen": "a\u00adb", "line separator": "a\u2028b", "paragraph separator": "a\u2029b", "tag": "a\U000E0041b",
		"filler": "\u3164", "blank braille": "\u2800", "no character": "a\uffffb", "no character above": "a\U0001fffeb",
	}
}

func TestCleanRefuses(t *testing.T) {
	for name, in := range bad() {
		t.Run(name, func(t *testing.T) {
			for _, clean := range []func(string) (string, error){model.CleanName, model.CleanNote} {
				if got, err := clean(in); err == nil || model.CodeOf(err) != model.CodeBadUserInput {
					t.Errorf("got %q, %v, want it refused", got, err)
				}
			}
		})
	}
	for _, in := range []string{"a\nb", "a\rb", "a\tb"} {
		if got, err := model.CleanName(in); err == nil {
			t.Errorf("name %q: got %q, want it refused", in, got)
		}
		if got, err := model.CleanNote(in); err != nil || got != in {
			t.Errorf("note %q: got %q, %v, want it as it is", in, got, err)
		}
	}
}

func TestFold(t *testing.T) {
	for _, tc := range []struct{ in, want string }{
		{"", ""},
		{"  Acme   Ltd ", "acme ltd"},
		{"ÁCMÉ", "acme"},
		{"A\u0301cme", "acme"},
		{"Ｆｕｌｌ　ｗｉｄｔｈ", "full width"},
		{"ﬁn № 5", "fin no 5"},
		{"İstanbul", "istanbul"},
		{"ΣΊΣΥΦΟΣ", "σισυφοσ"},
		{"Straße", "straße"},
		{"STRAẞE", "straße"},
	} {
		if got := model.Fold(tc.in); got != tc.want {
			t.Errorf("%q: got %q, want %q", tc.in, got, tc.want)
		}
	}
}

// FuzzText: cleaning and folding done twice are the same as done once, and nothing unseen gets through.
func FuzzText(f *testing.F) {
	for _, s := range []string{"Acme Ltd", " Zu\u0308rich ", "a\u202eb", "İ", "ﬁ", "\u1e9e", "한국", "\u0345\u0301x", "ϴ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := model.Fold(s)
		if twice := model.Fold(once); twice != once {
			t.Fatalf("%q folds to %q and then to %q", s, once, twice)
		}
		for _, clean := range []func(string) (string, error){model.CleanName, model.CleanNote} {
			first, err := clean(s)
			if err != nil {
				continue
			}
			if again, err := clean(first); err != nil || again != first {
				t.Fatalf("%q cleans to %q and then to %q, %v", s, first, again, err)
			}
			if !utf8.ValidString(first) || !norm.NFC.IsNormalString(first) || strings.TrimSpace(first) != first ||
				strings.ContainsFunc(first, func(r rune) bool { return unicode.Is(unicode.Cc, r) && !strings.ContainsRune("\n\r\t", r) }) {
				t.Fatalf("%q cleans to %q", s, first)
			}
		}
	})
}
