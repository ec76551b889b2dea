package auth

import "strings"

// maxToken bounds a token before anything decodes it. Tokens of common issuers have 1 to 3 KiB.
const maxToken = 8 << 10

// bearer takes the token out of an Authorization header.
func bearer(header string) (string, error) {
	scheme, token, found := strings.Cut(header, " ")
	if !found || !strings.EqualFold(scheme, "Bearer") {
		return "", refuse(ReasonMissing)
	}
	if token == "" || len(token) > maxToken || strings.IndexFunc(token, notToken) >= 0 {
		return "", refuse(ReasonMalformed)
	}
	return token, nil
}

// notToken is true for what can be in no token or key of ours: their alphabet is base64url, dots and underscores.
func notToken(r rune) bool {
	switch {
	case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '-', r == '_', r == '.':
		return false
	}
	return true
}
