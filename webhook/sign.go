package webhook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// The headers of a message.
const (
	HeaderID        = "webhook-id"
	HeaderTimestamp = "webhook-timestamp"
	HeaderSignature = "webhook-signature"
)

const (
	secretPrefix    = "whsec_"
	signatureScheme = "v1,"
	// Leeway is how far the clocks of sender and receiver may be apart.
	Leeway = 5 * time.Minute
)

// errUnsigned is one text for everything that is wrong with a signature: who guesses learns nothing.
var errUnsigned = errors.New("the message was not signed with this secret, or too long ago")

// SecretText is a secret as its owner keeps it.
func SecretText(secret []byte) string {
	return secretPrefix + base64.StdEncoding.EncodeToString(secret)
}

// ParseSecret reads a secret from its text.
func ParseSecret(text string) ([]byte, error) {
	secret, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(text, secretPrefix))
	if err != nil || len(secret) < 24 || len(secret) > 64 {
		return nil, fmt.Errorf("a secret is %s and 24 to 64 bytes as base64", secretPrefix)
	}
	return secret, nil
}

// Headers are what goes with a message: its id, the instant of this attempt, and a signature by each of the secrets.
func Headers(id string, at time.Time, body []byte, secrets ...[]byte) map[string]string {
	stamp := strconv.FormatInt(at.Unix(), 10)
	signatures := make([]string, len(secrets))
	for i, secret := range secrets {
		signatures[i] = signatureScheme + base64.StdEncoding.EncodeToString(sign(secret, id, stamp, body))
	}
	return map[string]string{HeaderID: id, HeaderTimestamp: stamp, HeaderSignature: strings.Join(signatures, " ")}
}

// Verify tells whether a message was signed with a secret not long before now.
func Verify(secret []byte, h http.Header, body []byte, now time.Time) error {
	seconds, err := strconv.ParseInt(h.Get(HeaderTimestamp), 10, 64)
	if err != nil || h.Get(HeaderID) == "" || now.Sub(time.Unix(seconds, 0)).Abs() > Leeway {
		return errUnsigned
	}
	want := sign(secret, h.Get(HeaderID), h.Get(HeaderTimestamp), body)
	for _, text := range strings.Fields(h.Get(HeaderSignature)) {
		encoded, known := strings.CutPrefix(text, signatureScheme)
		got, err := base64.StdEncoding.DecodeString(encoded)
		if known && err == nil && hmac.Equal(got, want) {
			return nil
		}
	}
	return errUnsigned
}

func sign(secret []byte, id, stamp string, body []byte) []byte {
	mac := hmac.New(sha256.New, secret)
	fmt.Fprintf(mac, "%s.%s.%s", id, stamp, body)
	return mac.Sum(nil)
}
