package auth

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

const (
	refreshEvery = 15 * time.Minute // a key that the issuer withdrew is gone after this
	refreshPause = 30 * time.Second // between two attempts, whatever asks for them
)

// keySet holds the issuer's keys. A key id that it does not know makes it look again, at most once per pause and once at
// a time, so that a flood of invented ids reaches the issuer no more often than a quiet day does. A refresh that fails
// leaves the keys as they are.
type keySet struct {
	fetch func(context.Context) (map[keyName]any, error)
	now   func() time.Time
	log   *slog.Logger

	mu     sync.Mutex
	keys   map[keyName]any // replaced, never changed
	read   uint64          // how often they were replaced
	tried  time.Time
	flight chan struct{} // closed when the running refresh ends; nil when none runs
}

func newKeySet(ctx context.Context, cfg Config) (*keySet, error) {
	f := newFetcher(cfg)
	address, err := f.discover(ctx, cfg.Issuer)
	if err != nil {
		return nil, err
	}
	fetch := func(ctx context.Context) (map[keyName]any, error) { return f.keysAt(ctx, address) }
	keys, err := fetch(ctx)
	if err != nil {
		return nil, err
	}
	log := cfg.Log
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	return &keySet{fetch: fetch, now: cfg.Now, log: log, keys: keys, tried: cfg.Now()}, nil
}

// find looks a key up. A known one never waits for the issuer; an unknown one waits for the refresh that it asked for.
func (s *keySet) find(ctx context.Context, kid, alg string) (any, bool) {
	key, known := s.lookup(keyName{kid, alg})
	pause := refreshPause
	if known {
		pause = refreshEvery
	}
	done := s.refresh(ctx, pause)
	if known || done == nil {
		return key, known
	}
	select {
	case <-done:
	case <-ctx.Done():
	}
	return s.lookup(keyName{kid, alg})
}

// generation counts how often the keys were read. Asking for it is a use of the keys: it makes them read again when they are due.
func (s *keySet) generation(ctx context.Context) uint64 {
	s.refresh(ctx, refreshEvery)
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.read
}

func (s *keySet) lookup(name keyName) (any, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	key, ok := s.keys[name]
	return key, ok
}

// refresh starts reading the keys again unless the last attempt is younger than the pause. It answers what to wait for,
// nil when there is nothing.
func (s *keySet) refresh(ctx context.Context, pause time.Duration) <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.flight != nil {
		return s.flight
	}
	if s.now().Sub(s.tried) < pause {
		return nil
	}
	s.tried = s.now()
	s.flight = make(chan struct{})
	go s.run(context.WithoutCancel(ctx)) // others wait for it too, so it outlives the request; the client bounds its time
	return s.flight
}

func (s *keySet) run(ctx context.Context) {
	keys, err := s.fetch(ctx)
	if err != nil {
		s.log.WarnContext(ctx, "the issuer's keys could not be read; the known ones stay", "error", err.Error())
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if err == nil {
		s.keys, s.read = keys, s.read+1
	}
	close(s.flight)
	s.flight = nil
}
