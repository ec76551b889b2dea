package web

import (
	"context"
	"sync"
	"time"
)

// lanes bounds how many requests run at once, in all and for each organization, so that a flood from one leaves room
// for the others. A request waits in its organization's lane first: it holds no common place while it waits there.
type lanes struct {
	all  chan struct{}
	each int
	wait time.Duration

	mu   sync.Mutex
	open map[string]*lane
}

// lane exists while somebody uses it.
type lane struct {
	places chan struct{}
	users  int
}

func newLanes(all, each int, wait time.Duration) *lanes {
	return &lanes{all: make(chan struct{}, all), each: each, wait: wait, open: map[string]*lane{}}
}

// enter waits for a place and answers how to leave it, nil when none came free in time.
func (l *lanes) enter(ctx context.Context, organization string) (leave func()) {
	ctx, cancel := context.WithTimeout(ctx, l.wait)
	defer cancel()
	own := l.join(organization)
	if !take(ctx, own.places) {
		l.part(organization, own)
		return nil
	}
	if !take(ctx, l.all) {
		<-own.places
		l.part(organization, own)
		return nil
	}
	return func() {
		<-l.all
		<-own.places
		l.part(organization, own)
	}
}

// take prefers a free place to a context that has ended, so that a zero wait still lets in whom there is room for.
func take(ctx context.Context, places chan struct{}) bool {
	select {
	case places <- struct{}{}:
		return true
	default:
	}
	select {
	case places <- struct{}{}:
		return true
	case <-ctx.Done():
		return false
	}
}

func (l *lanes) join(organization string) *lane {
	l.mu.Lock()
	defer l.mu.Unlock()
	own := l.open[organization]
	if own == nil {
		own = &lane{places: make(chan struct{}, l.each)}
		l.open[organization] = own
	}
	own.users++
	return own
}

func (l *lanes) part(organization string, own *lane) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if own.users--; own.users == 0 {
		delete(l.open, organization)
	}
}
