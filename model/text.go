package model

import (
	"net/mail"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Limits of text fields, in characters.
const (
	MaxName = 200
	MaxNote = 4000
	MaxCode = 64
)

// CleanName trims a one-line text and brings it to NFC. Control and bidirectional-override characters are a fault.
func CleanName(s string) (string, error) { return clean(s, func(r rune) bool { return false }) }

// CleanNote does the same for a text of several lines: line breaks and tabs are welcome.
func CleanNote(s string) (string, error) {
	return clean(s, func(r rune) bool { return r == '\n' || r == '\r' || r == '\t' })
}

func clean(s string, welcome func(rune) bool) (string, error) {
	if !utf8.ValidString(s) {
		return "", Errorf(CodeBadUserInput, "text must be valid UTF-8")
	}
	for _, r := range s {
		if (unicode.IsControl(r) && !welcome(r)) || isBidiControl(r) {
			return "", Errorf(CodeBadUserInput, "text holds a control character")
		}
	}
	return strings.TrimSpace(norm.NFC.String(s)), nil
}

// isBidiControl tells the characters that can make a name read differently from what it is.
func isBidiControl(r rune) bool {
	return (r >= 0x202A && r <= 0x202E) || (r >= 0x2066 && r <= 0x2069) || r == 0x200E || r == 0x200F || r == 0x061C
}

// Fold is the form of a text for sorting and prefix search: compatibility-decomposed, without marks, lower case, single spaces.
func Fold(s string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(s) {
		if !unicode.Is(unicode.Mn, r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// ParseEmail accepts one bare address and folds it to lower case.
func ParseEmail(s string) (string, error) {
	a, err := mail.ParseAddress(s)
	if err != nil || a.Address != s || len(s) > 254 {
		return "", Errorf(CodeBadUserInput, "an Email is an address such as \"name@example.com\"")
	}
	return strings.ToLower(s), nil
}
