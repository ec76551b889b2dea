package rate_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"partnerhub/web/rate"
)

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// clock is moved by hand.
type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

func buckets(tb testing.TB, limit rate.Limit, room int) (*rate.Buckets, *clock) {
	tb.Helper()
	c := &clock{noon}
	b, err := rate.New(limit, room, c.now)
	if err != nil {
		tb.Fatal(err)
	}
	return b, c
}

func TestTake(t *testing.T) {
	b, c := buckets(t, rate.Limit{Points: 10, Refill: 2, Per: time.Second}, 10)
	steps := []struct {
		after  time.Duration
		points int
		ok     bool
		want   rate.State
	}{
		{0, 10, true, rate.State{Limit: 10, Remaining: 0, Full: noon.Add(5 * time.Second)}},
		{0, 1, false, rate.State{Limit: 10, Remaining: 0, Full: noon.Add(5 * time.Second), Wait: 500 * time.Millisecond}},
		{499 * time.Millisecond, 1, false, rate.State{Limit: 10, Remaining: 0, Full: noon.Add(5 * time.Second), Wait: time.Millisecond}},
		{time.Millisecond, 1, true, rate.State{Limit: 10, Remaining: 0, Full: noon.Add(5500 * time.Millisecond)}},
		{-time.Hour, 1, false, rate.State{Limit: 10, Remaining: 0, Full: noon.Add(500*time.Millisecond - time.Hour + 5*time.Second), Wait: 500 * time.Millisecond}},
		{24 * time.Hour, 11, false, rate.State{Limit: 10, Remaining: 10, Full: noon.Add(500*time.Millisecond + 23*time.Hour), Wait: 500 * time.Millisecond}},
		{0, 4, true, rate.State{Limit: 10, Remaining: 6, Full: noon.Add(500*time.Millisecond + 23*time.Hour + 2*time.Second)}},
	}
	for i, s := range steps {
		c.at = c.at.Add(s.after)
		got, ok := b.Take("a", s.points)
		if ok != s.ok || got != s.want {
			t.Errorf("step %d: got %+v %v, want %+v %v", i, got, ok, s.want, s.ok)
		}
	}
}

func TestBucketsAreApart(t *testing.T) {
	b, _ := buckets(t, rate.Limit{Points: 1, Refill: 1, Per: time.Minute}, 10)
	for _, name := range []string{"a", "b"} {
		if _, ok := b.Take(name, 1); !ok {
			t.Errorf("%s pays for another", name)
		}
	}
}

func TestSpendAndReturn(t *testing.T) {
	b, _ := buckets(t, rate.Limit{Points: 10, Refill: 1, Per: time.Minute}, 10)
	b.Spend("a", 4)
	if got, ok := b.Has("a", 7); ok || got.Remaining != 6 || got.Wait != time.Minute {
		t.Errorf("got %d points, want 6 and no 7", got.Remaining)
	}
	b.Spend("a", 100)
	if got, ok := b.Take("a", 1); ok || got.Remaining != 0 || got.Wait != time.Minute {
		t.Errorf("got %+v %v, want an empty bucket without debts", got, ok)
	}
	b.Return("a", 3)
	b.Return("b", 3)
	for name, want := range map[string]int{"a": 3, "b": 10} {
		if got, ok := b.Has(name, want); !ok || got.Remaining != want {
			t.Errorf("%s: got %d points, want %d", name, got.Remaining, want)
		}
	}
}

// TestRoomIsBounded keeps the buckets of those who come often while strangers pass by.
func TestRoomIsBounded(t *testing.T) {
	b, _ := buckets(t, rate.Limit{Points: 5, Refill: 1, Per: time.Hour}, 3)
	b.Spend("busy", 5)
	for i := range 1000 {
		b.Spend(fmt.Sprint(i), 1)
		if _, ok := b.Take("busy", 1); ok {
			t.Fatalf("after %d strangers a busy bucket was forgotten", i)
		}
	}
	if got, _ := b.Take("0", 0); got.Remaining != 5 {
		t.Error("a thousand buckets are kept, want 3")
	}
}

func TestUselessLimitsAreRefused(t *testing.T) {
	for _, l := range []rate.Limit{{}, {Points: 1, Refill: 1}, {Points: 1, Per: 1}, {Refill: 1, Per: 1}, {Points: -1, Refill: 1, Per: 1}} {
		if _, err := rate.New(l, 10, time.Now); err == nil {
			t.Errorf("%+v: got no error", l)
		}
	}
	if _, err := rate.New(rate.Limit{Points: 1, Refill: 1, Per: 1}, 0, time.Now); err == nil {
		t.Error("without room: got no error")
	}
}

// TestNobodyGetsMoreThanTheLimit plays random requests: in any stretch of time no more points are taken than a full bucket holds
// and than come back meanwhile.
func TestNobodyGetsMoreThanTheLimit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		limit := rate.Limit{Points: rapid.IntRange(1, 50).Draw(t, "points"), Refill: rapid.IntRange(1, 50).Draw(t, "refill"), Per: time.Second}
		c := &clock{noon}
		b, err := rate.New(limit, 1, c.now)
		if err != nil {
			t.Fatal(err)
		}
		taken := 0
		for range rapid.IntRange(1, 100).Draw(t, "requests") {
			c.at = c.at.Add(time.Duration(rapid.IntRange(0, 2000).Draw(t, "ms")) * time.Millisecond)
			n := rapid.IntRange(0, 60).Draw(t, "n")
			s, ok := b.Take("a", n)
			if ok {
				taken += n
			}
			if most := float64(limit.Points) + c.at.Sub(noon).Seconds()*float64(limit.Refill); float64(taken) > most+1e-6 || s.Remaining < 0 {
				t.Fatalf("%d points taken, want at most %f", taken, most)
			}
		}
	})
}

func TestManyAtOnce(t *testing.T) {
	b, _ := buckets(t, rate.Limit{Points: 100, Refill: 1, Per: time.Hour}, 10)
	var mu sync.Mutex
	var all sync.WaitGroup
	let := 0
	for range 8 {
		all.Go(func() {
			for range 50 {
				if _, ok := b.Take("a", 1); ok {
					mu.Lock()
					let++
					mu.Unlock()
				}
			}
		})
	}
	all.Wait()
	if let != 100 {
		t.Errorf("%d of 400 were let through, want 100", let)
	}
}
