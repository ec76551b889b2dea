package model

import (
	"net/mail"
	"strings"

	"golang.org/x/net/idna"
)

var errEmail = Errorf(CodeBadUserInput, "an Email is an address such as \"name@example.com\"")

// maxEmail is the length of the longest address that mail can be sent to.
const maxEmail = 254

// ParseEmail accepts one bare address and folds it to lower case. The part before the @ is ASCII: folding any other alphabet
// could make two people's addresses one. The domain is brought to its ASCII form.
func ParseEmail(s string) (string, error) {
	a, err := mail.ParseAddress(s)
	if err != nil || a.Address != s || len(s) > maxEmail {
		return "", errEmail
	}
	at := strings.LastIndexByte(s, '@')
	local, host := s[:at], s[at+1:]
	if !isASCII(local) || strings.HasSuffix(host, ".") || !strings.Contains(host, ".") {
		return "", errEmail
	}
	domain, err := asciiHost(host)
	if err != nil || len(local)+len(domain) >= maxEmail {
		return "", errEmail
	}
	return strings.ToLower(local) + "@" + domain, nil
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// asciiHost brings a host to its one ASCII form. A host whose form does not stand by itself is a fault.
func asciiHost(s string) (string, error) {
	host, err := idna.Lookup.ToASCII(s)
	if err != nil || len(host) > 253 {
		return "", errDomain
	}
	if again, err := idna.Lookup.ToASCII(host); err != nil || again != host {
		return "", errDomain
	}
	return host, nil
}
