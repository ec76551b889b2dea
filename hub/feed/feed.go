// Package feed tells what has changed, in order, to whoever may know it. Each reader's feed is made from the one log of a vendor:
// for every change the reader's grant is asked how the record stood before it and after it. What the reader cannot see leaves
// no entry, no gap and no number. Subscriptions, deliveries over HTTP and anything that a record says do not belong here.
package feed

import (
	"context"
	"sync"
	"time"

	"partnerhub/authz"
	"partnerhub/model"
	"partnerhub/store"
)

// Finder finds who asks anew, so that somebody who waits is judged by what holds when there is something to tell.
type Finder interface {
	PrincipalByUser(ctx context.Context, id model.ID) (*authz.Principal, error)
}

// Feed answers readers. It is safe for concurrent use.
type Feed struct {
	store   *store.Store
	policy  *authz.Policy
	who     Finder
	cursors *model.CursorKey
	now     func() time.Time
	keep    time.Duration

	ended chan struct{} // closed when nobody may wait any longer
	once  sync.Once
}

// DefaultKeep is for how long a change is kept.
const DefaultKeep = 30 * 24 * time.Hour

// New makes a feed over a store. Its secret is made once and shared by every instance. Changes are kept for so long.
func New(ctx context.Context, s *store.Store, p *authz.Policy, who Finder, now func() time.Time, keep time.Duration) (*Feed, error) {
	secret, err := s.Secret(ctx, "changes", 32)
	if err != nil {
		return nil, err
	}
	cursors, err := model.NewCursorKey(secret)
	if err != nil {
		return nil, err
	}
	return &Feed{store: s, policy: p, who: who, cursors: cursors, now: now, keep: keep, ended: make(chan struct{})}, nil
}

// End lets nobody wait any longer, so that the hub can stop.
func (f *Feed) End() { f.once.Do(func() { close(f.ended) }) }
