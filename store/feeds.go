package store

import (
	"context"
	"slices"
	"sync"

	"partnerhub/model"
)

// feedLocks lets the transactions of this process take turns on a feed. A lock exists only while somebody holds or awaits it.
type feedLocks struct {
	mu    sync.Mutex
	turns map[model.ID]*turn
}

// turn is one feed's lock: its channel holds the key while it is free.
type turn struct {
	key     chan struct{}
	waiters int
}

// acquire takes the locks in sorted order, so that two transactions never wait for each other.
func (l *feedLocks) acquire(ctx context.Context, feeds []model.ID) (release func(), err error) {
	held := slices.Compact(slices.Sorted(slices.Values(feeds)))
	for i, feed := range held {
		if err := l.lock(ctx, feed); err != nil {
			l.unlock(held[:i])
			return nil, err
		}
	}
	return func() { l.unlock(held) }, nil
}

func (l *feedLocks) lock(ctx context.Context, feed model.ID) error {
	t := l.join(feed)
	select {
	case <-t.key:
		return nil
	case <-ctx.Done():
		l.leave(feed)
		return ctx.Err()
	}
}

func (l *feedLocks) join(feed model.ID) *turn {
	l.mu.Lock()
	defer l.mu.Unlock()
	t, ok := l.turns[feed]
	if !ok {
		t = &turn{key: make(chan struct{}, 1)}
		t.key <- struct{}{}
		if l.turns == nil {
			l.turns = map[model.ID]*turn{}
		}
		l.turns[feed] = t
	}
	t.waiters++
	return t
}

// leave forgets a feed that nobody holds or awaits any more.
func (l *feedLocks) leave(feed model.ID) {
	l.mu.Lock()
	defer l.mu.Unlock()
	t := l.turns[feed]
	if t.waiters--; t.waiters == 0 {
		delete(l.turns, feed)
	}
}

func (l *feedLocks) unlock(feeds []model.ID) {
	for _, feed := range feeds {
		l.mu.Lock()
		t := l.turns[feed]
		l.mu.Unlock()
		t.key <- struct{}{}
		l.leave(feed)
	}
}
