package cli_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

// TestListeningVerifiesAndPrints sends what the command is for: a signed message, the same again, and one that somebody has changed.
func TestListeningVerifiesAndPrints(t *testing.T) {
	clean(t)
	key := []byte("012345678901234567890123")
	s := begin(t, "webhooks", "listen", "--secret", "whsec_"+base64.StdEncoding.EncodeToString(key), "--at", "127.0.0.1:0")
	url := s.await(t, `receiving at (http://\S+)\n`)
	for _, tt := range []struct {
		name, signed, sent string
		status             int
		prints             string
	}{
		{"new", `{"a":1}`, `{"a":1}`, http.StatusNoContent, `msg_1 +new +\{"a":1\}`},
		{"again", `{"a":1}`, `{"a":1}`, http.StatusNoContent, `msg_1 +again +\{"a":1\}`},
		{"changed on the way", `{"a":1}`, `{"a":2}`, http.StatusUnauthorized, `refused: `},
	} {
		at := fmt.Sprint(time.Now().Unix())
		mac := hmac.New(sha256.New, key)
		fmt.Fprintf(mac, "msg_1.%s.%s", at, tt.signed)
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(tt.sent))
		mustNot(t, err)
		req.Header.Set("Webhook-Id", "msg_1")
		req.Header.Set("Webhook-Timestamp", at)
		req.Header.Set("Webhook-Signature", "v1,"+base64.StdEncoding.EncodeToString(mac.Sum(nil)))
		resp, err := http.DefaultClient.Do(req)
		mustNot(t, err)
		mustNot(t, resp.Body.Close())
		if resp.StatusCode != tt.status {
			t.Errorf("%s: got %d, want %d", tt.name, resp.StatusCode, tt.status)
		}
		s.await(t, "("+tt.prints+")")
	}
	s.stop(t)
}
