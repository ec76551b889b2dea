package web_test

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"partnerhub/web"
)

// busy is a world whose operations wait until they are let go.
type busy struct {
	*world
	entered, release chan struct{}
	running          sync.WaitGroup
}

func newBusy(t *testing.T, limits func(*web.Limits)) *busy {
	t.Helper()
	b := &busy{entered: make(chan struct{}), release: make(chan struct{})}
	b.world = newWorld(t, func(ctx context.Context) *graphql.Response {
		b.entered <- struct{}{}
		<-b.release
		return gives(`{"shop":null}`)(ctx)
	}, func(c *web.Config) { limits(&c.Limits) })
	return b
}

// start begins an operation of an organization and returns once it runs.
func (b *busy) start(t *testing.T, organization string) {
	t.Helper()
	r := b.asking(t, organization)
	b.running.Go(func() {
		if res, _ := b.do(r); res.Code != http.StatusOK {
			t.Errorf("got %d, want 200 for one that was let in", res.Code)
		}
	})
	<-b.entered
}

func (b *busy) asking(t *testing.T, organization string) *http.Request {
	t.Helper()
	r := b.request(t, query("{shop{id}}"))
	r.Header.Set("Authorization", "Bearer "+b.token(t, "a@"+organization+".example"))
	return r
}

func (b *busy) wantRefused(t *testing.T, organization string) {
	t.Helper()
	res, codes := b.do(b.asking(t, organization))
	if res.Code != http.StatusServiceUnavailable || codes != "UNAVAILABLE" || res.Header().Get("Retry-After") == "" {
		t.Errorf("got %d %q, want 503 UNAVAILABLE with Retry-After", res.Code, codes)
	}
}

func TestServerFull(t *testing.T) {
	b := newBusy(t, func(l *web.Limits) { l.InFlight, l.PerOrganization, l.Wait = 3, 3, 0 })
	for i := range 3 {
		b.start(t, fmt.Sprintf("org%d", i))
	}
	b.wantRefused(t, "late")
	if res, _ := b.do(mustGet(t, "/healthz")); res.Code != http.StatusOK {
		t.Errorf("health got %d while busy, want 200", res.Code)
	}
	close(b.release)
	b.running.Wait()
	b.start(t, "late")
	b.running.Wait()
}

func TestOneOrganizationLeavesRoomForOthers(t *testing.T) {
	b := newBusy(t, func(l *web.Limits) { l.InFlight, l.PerOrganization, l.Wait = 3, 2, 0 })
	b.start(t, "flood")
	b.start(t, "flood")
	b.wantRefused(t, "flood")
	b.start(t, "calm")
	b.wantRefused(t, "third")
	close(b.release)
	b.running.Wait()
}

func TestWaitingForAPlace(t *testing.T) {
	b := newBusy(t, func(l *web.Limits) {
		l.InFlight, l.PerOrganization, l.Wait, l.Server.WriteTimeout = 1, 1, time.Minute, time.Hour
	})
	b.start(t, "acme")
	second := make(chan int)
	r := b.asking(t, "acme")
	go func() {
		res, _ := b.do(r)
		second <- res.Code
	}()
	b.release <- struct{}{} // the first one ends; the second one has waited or finds the place free
	<-b.entered
	b.release <- struct{}{}
	if got := <-second; got != http.StatusOK {
		t.Errorf("got %d, want 200 after waiting", got)
	}
	b.running.Wait()
}

func TestGivingUpFreesTheLane(t *testing.T) {
	b := newBusy(t, func(l *web.Limits) { l.InFlight, l.PerOrganization, l.Wait = 1, 1, 0 })
	b.start(t, "first")
	for range 10 {
		b.wantRefused(t, "second")
	}
	close(b.release)
	b.running.Wait()
	b.start(t, "second")
	b.running.Wait()
}
