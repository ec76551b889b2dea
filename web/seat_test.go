package web_test

import (
	"context"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"partnerhub/hub/feed"
	"partnerhub/web"
)

// newResting is a world whose operations rest until they are let go, and answer at once where they may not.
func newResting(t *testing.T, limits func(*web.Limits)) *busy {
	t.Helper()
	b := &busy{entered: make(chan struct{}), release: make(chan struct{})}
	b.world = newWorld(t, func(ctx context.Context) *graphql.Response {
		back, ok := feed.RestOf(ctx)()
		if !ok {
			return gives(`{"shop":null}`)(ctx)
		}
		b.entered <- struct{}{}
		<-b.release
		if !back(ctx) {
			t.Error("there is no place to come back to")
		}
		return gives(`{"shop":null}`)(ctx)
	}, func(c *web.Config) { limits(&c.Limits) })
	return b
}

// TestWhoRestsLeavesItsPlace: with one place for all, three rest side by side, and others run and end while they do.
func TestWhoRestsLeavesItsPlace(t *testing.T) {
	b := newResting(t, func(l *web.Limits) {
		l.InFlight, l.PerOrganization, l.Waiting, l.WaitingPerOrganization = 1, 1, 3, 2
	})
	b.start(t, "first")
	b.start(t, "first")
	if res, _ := b.do(b.asking(t, "first")); res.Code != 200 {
		t.Errorf("one more than an organization may rest: got %d, want it answered at once", res.Code)
	}
	b.start(t, "second")
	if res, _ := b.do(b.asking(t, "third")); res.Code != 200 {
		t.Errorf("one more than may rest: got %d, want it answered at once", res.Code)
	}
	close(b.release)
	b.running.Wait()
}
