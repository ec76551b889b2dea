package boot

import (
	"context"
	"net/http"
	"time"

	"partnerhub/store"
)

// Store is the app's store, for a test that plays another instance.
func (a *App) Store() *store.Store { return a.store }

// FollowPolicy follows the policy at the configured ticks.
func (a *App) FollowPolicy(ctx context.Context) (stopped <-chan struct{}) { return a.followPolicy(ctx) }

// Gauges are the policy's numbers by name.
func (a *App) Gauges() map[string]float64 {
	out := map[string]float64{}
	for _, g := range a.policyGauges() {
		out[g.Name] = g.Read()
	}
	return out
}

// UpgradeWith puts a part in the place of what brings stored records up to date; requests wait for it no longer than given.
func (a *App) UpgradeWith(part func(context.Context) error, patience time.Duration) {
	a.upgrades, a.patience = []func(context.Context) error{part}, patience
}

// Drain lets the requests of a server finish, for as long as given.
func Drain(ctx context.Context, s *http.Server, within time.Duration) error {
	return drain(ctx, nil, []*http.Server{s}, within)
}
