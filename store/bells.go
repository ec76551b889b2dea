package store

import (
	"sync"

	"partnerhub/model"
)

// bells tell those of this process who wait for a feed that something was committed to it. Another process is not heard: who
// waits also looks again by itself.
type bells struct {
	mu   sync.Mutex
	next map[model.ID]chan struct{}
}

// Rung answers a channel that closes with the next commit to the feed. Take it before you look, so that nothing falls between.
func (c *Changes) Rung(feed model.ID) <-chan struct{} {
	b := &c.store.bells
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.next == nil {
		b.next = map[model.ID]chan struct{}{}
	}
	if b.next[feed] == nil {
		b.next[feed] = make(chan struct{})
	}
	return b.next[feed]
}

func (b *bells) ring(feeds map[model.ID]int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for feed := range feeds {
		if waiting := b.next[feed]; waiting != nil {
			close(waiting)
			delete(b.next, feed)
		}
	}
}
