package webhook_test

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"partnerhub/webhook"
)

// TestReceiverTellsWhatItIsSent: what is new, what comes again, and what nobody has signed.
func TestReceiverTellsWhatItIsSent(t *testing.T) {
	said, m := []string{}, message("")
	r := &webhook.Receiver{Secret: m.Secrets[1], Status: 204, Now: func() time.Time { return m.At }, Say: func(line string) { said = append(said, line) }}
	server := httptest.NewServer(r)
	t.Cleanup(server.Close)
	c := courier(t, resolver(), true)
	m.URL = server.URL
	for range 2 {
		if got := c.Send(t.Context(), m); got.Status != 204 || !got.Taken() {
			t.Errorf("got %+v, want it taken", got)
		}
	}
	m.Secrets = m.Secrets[:1]
	if got := c.Send(t.Context(), m); got.Status != 401 {
		t.Errorf("got %+v, want it refused", got)
	}
	want := []string{`msg_1 new {"a":1}`, `msg_1 again {"a":1}`, "refused: "}
	for i, line := range want {
		if i >= len(said) || !strings.HasPrefix(said[i], line) {
			t.Errorf("got %q, want %q", said, want)
		}
	}
}
