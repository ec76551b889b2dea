package web

import (
	"context"
	"sync"

	"partnerhub/resolvers"
)

// seat is one request's place among those that run. While the request waits for something to happen it gives the place away
// and stands among those that rest, of whom there may be more.
type seat struct {
	running, resting *lanes
	organization     string

	mu    sync.Mutex
	leave func() // nil while it has no place
}

// take waits for a place.
func (s *seat) take(ctx context.Context) bool {
	leave := s.running.enter(ctx, s.organization)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.leave = leave
	return leave != nil
}

// free gives the place back, if there is one.
func (s *seat) free() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.leave != nil {
		s.leave()
		s.leave = nil
	}
}

// rest gives the place of a request away until back takes one again. It answers false, and changes nothing, when too many rest already.
func (s *seat) rest(ctx context.Context) (back func(context.Context) bool, ok bool) {
	stop := s.resting.enter(ctx, s.organization)
	if stop == nil {
		return nil, false
	}
	s.free()
	return func(ctx context.Context) bool {
		stop()
		return s.take(ctx)
	}, true
}

// into lets the request that runs under a context rest.
func (s *seat) into(ctx context.Context) context.Context {
	return resolvers.WithRest(ctx, func() (func(context.Context) bool, bool) { return s.rest(ctx) })
}
