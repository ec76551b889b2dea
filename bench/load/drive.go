package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// sums are what a run gave.
type sums struct {
	connections, errors int
	took                []time.Duration // of every good answer, sorted
	lasted, cpu         time.Duration
	mallocs             uint64
}

// question makes the nth request of a connection, and says how a good answer begins.
type question struct {
	request func(connection, n int) []byte
	begins  []byte
}

// drive asks over n connections until the time is over or the requests are sent.
func drive(ctx context.Context, address string, n int, lasts time.Duration, requests int, ask question) *sums {
	ctx, cancel := context.WithTimeout(ctx, lasts)
	defer cancel()
	var left atomic.Int64
	left.Store(int64(requests))
	s := &sums{connections: n}
	var mu sync.Mutex
	var all sync.WaitGroup
	used, made, start := cpu(), mallocs(), time.Now()
	for i := range n {
		all.Go(func() {
			took, failed := connection(ctx, address, i, ask, &left)
			mu.Lock()
			defer mu.Unlock()
			s.took, s.errors = append(s.took, took...), s.errors+failed
		})
	}
	all.Wait()
	s.lasted, s.cpu, s.mallocs = time.Since(start), cpu()-used, mallocs()-made
	slices.Sort(s.took)
	return s
}

// patience is how long one answer may take.
const patience = 30 * time.Second

// connection asks again and again over one connection.
func connection(ctx context.Context, address string, i int, q question, left *atomic.Int64) (took []time.Duration, failed int) {
	c, err := dial(ctx, address)
	if err != nil {
		return nil, 1
	}
	defer func() { _ = c.net.Close() }()
	took = make([]time.Duration, 0, 1<<16)
	for n := 0; left.Add(-1) >= 0 && ctx.Err() == nil; n++ {
		start := time.Now()
		switch err := c.ask(q.request(i, n), start.Add(patience)); {
		case errors.Is(err, errAnswer), err == nil && !bytes.HasPrefix(c.body, q.begins):
			failed++
		case err != nil:
			return took, failed + 1
		default:
			took = append(took, time.Since(start))
		}
	}
	return took, failed
}

// cpu is the processor time that this process has used.
func cpu() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// mallocs counts what this process has allocated since its start.
func mallocs() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.Mallocs
}

// head is what String fills the columns of.
const head = "connections  requests     per s    p50 ms    p95 ms    p99 ms  errors   cpu ms/req  allocs/req"

// String is the run's line of the table.
func (s *sums) String() string {
	n := len(s.took)
	if n == 0 {
		return fmt.Sprintf("%11d no answer, %d errors", s.connections, s.errors)
	}
	at := func(percent int) float64 { return float64(s.took[min(n-1, n*percent/100)].Microseconds()) / 1000 }
	return fmt.Sprintf("%11d %9d %9.0f %9.2f %9.2f %9.2f %7d %12.3f %11d", s.connections, n, float64(n)/s.lasted.Seconds(), at(50), at(95), at(99), s.errors,
		float64(s.cpu.Microseconds())/1000/float64(n), s.mallocs/uint64(n))
}
