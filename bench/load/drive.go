package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"partnerhub/bench/world"
)

// sums are what a run gave.
type sums struct {
	connections, errors int
	took                []time.Duration // of every good answer, sorted
	lasted, cpu         time.Duration
}

// drive asks over n connections until the time is over or the requests are sent.
func (p *plan) drive(ctx context.Context, n int) (*sums, error) {
	body, err := json.Marshal(map[string]any{"query": world.Page, "variables": world.PageVariables()})
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, p.lasts)
	defer cancel()
	var left atomic.Int64
	left.Store(int64(p.requests))
	s := &sums{connections: n}
	var mu sync.Mutex
	var all sync.WaitGroup
	used, start := cpu(), time.Now()
	for i := range n {
		all.Go(func() {
			took, failed := p.connection(ctx, p.tokens[i%len(p.tokens)], body, &left)
			mu.Lock()
			defer mu.Unlock()
			s.took, s.errors = append(s.took, took...), s.errors+failed
		})
	}
	all.Wait()
	s.lasted, s.cpu = time.Since(start), cpu()-used
	slices.Sort(s.took)
	return s, nil
}

// connection asks again and again over one connection.
func (p *plan) connection(ctx context.Context, token string, body []byte, left *atomic.Int64) (took []time.Duration, failed int) {
	transport := &http.Transport{MaxConnsPerHost: 1, DisableCompression: true}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport}
	for left.Add(-1) >= 0 && ctx.Err() == nil {
		start := time.Now()
		err := ask(ctx, client, p.url, token, body)
		switch {
		case ctx.Err() != nil: // the run ended in the middle of it
		case err != nil:
			failed++
		default:
			took = append(took, time.Since(start))
		}
	}
	return took, failed
}

func ask(ctx context.Context, client *http.Client, url, token string, body []byte) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+token)
	answer, err := client.Do(r)
	if err != nil {
		return err
	}
	text, err := io.ReadAll(answer.Body)
	if closed := answer.Body.Close(); err == nil {
		err = closed
	}
	if err == nil && (answer.StatusCode != http.StatusOK || bytes.HasPrefix(text, []byte(`{"errors"`))) {
		err = fmt.Errorf("%s", answer.Status)
	}
	return err
}

// cpu is the processor time that this process has used.
func cpu() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// String is the run's line of the table.
func (s *sums) String() string {
	n := len(s.took)
	if n == 0 {
		return fmt.Sprintf("%11d no answer, %d errors", s.connections, s.errors)
	}
	at := func(percent int) float64 { return float64(s.took[min(n-1, n*percent/100)].Microseconds()) / 1000 }
	return fmt.Sprintf("%11d %9d %9.0f %9.2f %9.2f %9.2f %7d %12.2f", s.connections, n, float64(n)/s.lasted.Seconds(), at(50), at(95), at(99), s.errors,
		float64(s.cpu.Microseconds())/1000/float64(n))
}
