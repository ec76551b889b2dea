package tests

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"sync"
	"testing"
	"time"
)

const (
	calmPage  = `{deals(first:20,orderBy:{field:UPDATED_AT,direction:DESC}){totalCount nodes{number amount{amount} partner{name} program{name} campaign{name}}}}`
	heavyPage = `{a:deals(first:100){nodes{number history{nodes{action}} partner{name managers{user{name}}} program{name}}} b:deals(first:100){nodes{id partner{name}}}}`
)

// TestOneFloodsAndNobodyElseNotices has all of one partner's people ask for as much as they can, as fast as they can, under the
// limits as they come. Whoever asks from elsewhere meanwhile is answered every time.
func TestOneFloodsAndNobodyElseNotices(t *testing.T) {
	w := worldWithin(t, os.DirFS("../testdata/demo"), time.Now, nil)
	ended, f := make(chan struct{}), &flood{status: map[int]int{}}
	var all sync.WaitGroup
	for i := range 24 {
		c := w.as([]string{"admin@brightpath.example", "sales@brightpath.example", "marketing@brightpath.example"}[i%3])
		all.Go(func() { f.pour(c, ended) })
	}
	f.await(t, http.StatusTooManyRequests)
	answered, slowest := 0, time.Duration(0)
	for range 20 {
		for _, who := range []string{"ops@nimbus.example", "desk@continental.example", "sales@harbor.example"} {
			start := time.Now()
			if a := w.as(who).ask(t, calmPage, nil); len(a.Errors) > 0 {
				t.Errorf("%s: got %+v, want every request answered", who, a.Errors)
				continue
			}
			answered, slowest = answered+1, max(slowest, time.Since(start))
		}
	}
	close(ended)
	all.Wait()
	t.Logf("%d of 60 others answered, the slowest in %v; the flood got %v", answered, slowest.Round(time.Millisecond), f.status)
	if f.status[http.StatusOK] == 0 {
		t.Error("those who flood got no answer at all: a limit is for what is too much")
	}
}

// flood is a number of clients that never wait.
type flood struct {
	mu     sync.Mutex
	status map[int]int
}

func (f *flood) pour(c client, ended <-chan struct{}) {
	for {
		select {
		case <-ended:
			return
		default:
		}
		status := c.status(heavyPage)
		f.mu.Lock()
		f.status[status]++
		f.mu.Unlock()
	}
}

// await waits until the flood has met a status.
func (f *flood) await(tb testing.TB, status int) {
	tb.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); <-tick.C {
		f.mu.Lock()
		met := f.status[status]
		f.mu.Unlock()
		if met > 0 {
			return
		}
	}
	tb.Fatalf("the flood never got %d", status)
}

// status asks and answers nothing but the status.
func (c client) status(query string) int {
	body, err := json.Marshal(map[string]any{"query": query})
	if err != nil {
		return 0
	}
	r, err := http.NewRequest(http.MethodPost, c.url+"/graphql", bytes.NewReader(body))
	if err != nil {
		return 0
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+c.token)
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0
	}
	defer func() { _ = res.Body.Close() }()
	_, _ = io.Copy(io.Discard, res.Body)
	return res.StatusCode
}
