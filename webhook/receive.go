package webhook

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"
)

// maxSeen bounds how many ids a receiver remembers.
const maxSeen = 10_000

// Receiver verifies messages and says of each in one line what it is. It is safe for concurrent use.
type Receiver struct {
	Secret []byte
	Status int // of the answer to a good message
	Now    func() time.Time
	Say    func(line string)

	mu   sync.Mutex
	seen map[string]bool
}

func (r *Receiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, req.Body, maxAnswer))
	r.mu.Lock()
	defer r.mu.Unlock()
	if err == nil {
		err = Verify(r.Secret, req.Header, body, r.Now())
	}
	if err != nil {
		r.Say("refused: " + err.Error())
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	r.Say(r.line(req.Header.Get(HeaderID), body))
	w.WriteHeader(r.Status)
}

// line tells of a good message.
func (r *Receiver) line(id string, body []byte) string {
	word := "new"
	if r.seen[id] {
		word = "again"
	}
	if r.seen == nil || len(r.seen) >= maxSeen {
		r.seen = map[string]bool{}
	}
	r.seen[id] = true
	var short bytes.Buffer
	if json.Compact(&short, body) != nil {
		return fmt.Sprintf("%s %s %q", id, word, body)
	}
	return fmt.Sprintf("%s %s %s", id, word, short.String())
}
