// Package hooks tells receivers outside what has changed for the owner of an endpoint. The log of changes becomes messages, each
// kept before it is sent, and each sent until the receiver takes it or the schedule is over. What the owner does not see when the
// message is due is not sent. Addresses, signatures and HTTP do not belong here: a Sender has them.
package hooks

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"sync"
	"time"

	"partnerhub/authz"
	"partnerhub/hub"
	"partnerhub/hub/feed"
	"partnerhub/model"
	"partnerhub/store"
)

// Sender takes a message to a receiver.
type Sender interface {
	// Check answers an address in its normal form, or an error in words for the caller why no message may go there.
	Check(ctx context.Context, address string) (string, error)
	// Send makes one attempt. It returns in bounded time.
	Send(ctx context.Context, m model.WebhookMessage) model.WebhookAnswer
	// Secret is a secret as its owner keeps it.
	Secret(secret []byte) string
}

// Hooks holds the endpoints and delivers to them. It is safe for concurrent use.
type Hooks struct {
	store  *store.Store
	hub    *hub.Hub
	policy *authz.Policy
	feed   *feed.Feed
	sender Sender
	now    func() time.Time
	master []byte // secrets are derived from it

	mu    sync.Mutex
	busy  map[model.ID]bool // endpoints that somebody works for
	until time.Time         // the end of the lease that this instance holds
	done  sync.WaitGroup
	fault func(endpoint model.ID, err error)
}

// New makes what delivers. fault is told of what keeps an endpoint from being served; the next round tries again.
func New(ctx context.Context, s *store.Store, h *hub.Hub, p *authz.Policy, f *feed.Feed, sender Sender, now func() time.Time,
	fault func(endpoint model.ID, err error)) (*Hooks, error) {
	master, err := s.Secret(ctx, "webhooks", 32)
	if err != nil {
		return nil, err
	}
	return &Hooks{store: s, hub: h, policy: p, feed: f, sender: sender, now: now, master: master, busy: map[model.ID]bool{}, fault: fault}, nil
}

// overlap is for how long the secret before the present one signs as well.
const overlap = 24 * time.Hour

// secret is derived, so that no copy of the endpoints gives it away and every instance knows it.
func (h *Hooks) secret(w *model.WebhookEndpoint, version int) []byte {
	mac := hmac.New(sha256.New, h.master)
	fmt.Fprintf(mac, "%s.%d", w.ID, version)
	return mac.Sum(nil)
}

// secrets are those that sign at an instant.
func (h *Hooks) secrets(w *model.WebhookEndpoint, now time.Time) [][]byte {
	out := [][]byte{h.secret(w, w.SecretVersion)}
	if w.SecretVersion > 1 && now.Before(w.SecretSince.Add(overlap)) {
		out = append(out, h.secret(w, w.SecretVersion-1))
	}
	return out
}
