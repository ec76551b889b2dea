package model

import (
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

// CleanName trims a one-line text and brings it to NFC. Control characters and what is meant to be invisible are a fault:
// they can make a name read differently from what it is.
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
		if isUnseen(r) && !welcome(r) {
			return "", Errorf(CodeBadUserInput, "text holds a control character or an invisible one")
		}
	}
	return strings.TrimSpace(norm.NFC.String(s)), nil
}

// isUnseen tells controls, line separators, bidirectional overrides, zero-width characters, fillers that look like nothing,
// and code points that are no characters. The two joiners stay: whole languages, and emoji, need them.
func isUnseen(r rune) bool {
	switch r {
	case '\u200C', '\u200D':
		return false
	case '\u115F', '\u1160', '\u2800', '\u3164', '\uFFA0':
		return true
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Noncharacter_Code_Point)
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
