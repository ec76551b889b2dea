package store_test

import (
	"testing"
	"time"
)

func TestLeaseIsOneHoldersAtATime(t *testing.T) {
	s := open(t)
	start := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name, task, holder string
		after              time.Duration
		want               bool
	}{
		{"the first", "sweep", "one", 0, true},
		{"another, meanwhile", "sweep", "two", time.Second, false},
		{"the holder again", "sweep", "one", 30 * time.Second, true},
		{"another, before the renewed end", "sweep", "two", 89*time.Second + 999*time.Millisecond, false},
		{"another task", "count", "two", time.Second, true},
		{"another, at the renewed end", "sweep", "two", 90 * time.Second, true},
		{"the first one, too late", "sweep", "one", 91 * time.Second, false},
		{"a clock that is behind by no more than a turn", "sweep", "one", 30 * time.Second, false},
		{"a clock that went back by more", "sweep", "one", 30*time.Second - time.Millisecond, true},
		{"the other one, on the same clock", "sweep", "two", 31 * time.Second, false},
	} {
		now := start.Add(c.after)
		got, err := s.Lease(t.Context(), c.task, c.holder, now, now.Add(time.Minute))
		if err != nil || got != c.want {
			t.Errorf("%s: got %v (%v), want %v", c.name, got, err, c.want)
		}
	}
}
