package tests

import (
	"testing"
	"time"
)

// TestRateLimitTellsItsCaller asks what a request costs, which follows from the query alone.
func TestRateLimitTellsItsCaller(t *testing.T) {
	t.Parallel()
	w := demoWorld(t)
	sales := w.as("sales@harbor.example")
	for query, want := range map[string]int{
		`{rateLimit{cost limit remaining resetAt}}`:                                                      1,
		`{rateLimit{cost limit remaining resetAt} deals(first:7){nodes{id partner{name}}}}`:              1 + 1 + 7*2,
		`{rateLimit{cost limit remaining resetAt} deals(first:7){totalCount edges{node{id}} nodes{id}}}`: 1 + 1 + 7*2,
	} {
		got := sales.query(t, query)
		if got.integer("rateLimit.cost") != want || got.integer("rateLimit.remaining") > got.integer("rateLimit.limit")-want {
			t.Errorf("%s: got %s, want a cost of %d", query, got.json("rateLimit"), want)
		}
		if at, err := time.Parse(time.RFC3339, got.str("rateLimit.resetAt")); err != nil || at.Before(time.Now().Add(-time.Minute)) {
			t.Errorf("%s: resetAt %q", query, got.str("rateLimit.resetAt"))
		}
	}
}
