package boot

import (
	"context"

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
