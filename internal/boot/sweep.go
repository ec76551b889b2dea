package boot

import (
	"context"
	"crypto/rand"
	"time"

	"partnerhub/hub"
)

// sweepEvery is how often the hub writes down what the clock has decided. What anybody sees does not wait for it.
const sweepEvery = time.Minute

// sweep begins to sweep until the context ends, and answers a channel that closes when it has stopped. Every instance does so
// under a name of its own; the hub lets one of them work.
func (a *App) sweep(ctx context.Context) (stopped <-chan struct{}) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		ticker := time.NewTicker(sweepEvery)
		defer ticker.Stop()
		for holder := rand.Text(); ; {
			a.sweepOnce(ctx, holder)
			a.sweepChanges(ctx, holder)
			select {
			case <-ctx.Done():
				return
			case <-ticker.C:
			}
		}
	}()
	return done
}

// sweepOnce tells the log of what was done, and of a fault; the next turn tries again.
func (a *App) sweepOnce(ctx context.Context, holder string) {
	done, err := a.Hub.Sweep(ctx, holder)
	if err != nil && ctx.Err() == nil {
		a.config.Logger.ErrorContext(ctx, "the sweep failed", "error", err)
	}
	if done != (hub.Swept{}) {
		a.config.Logger.InfoContext(ctx, "swept", "expired", done.Expired, "freed", done.Freed, "approved", done.Approved,
			"lapsed", done.Lapsed, "reminded", done.Reminded,
			"ended", done.Ended, "tiers", done.Tiers)
	}
}

// sweepChanges does the same for the change feed.
func (a *App) sweepChanges(ctx context.Context, holder string) {
	done, err := a.Feed.Sweep(ctx, holder)
	if err != nil && ctx.Err() == nil {
		a.config.Logger.ErrorContext(ctx, "the sweep of changes failed", "error", err)
	}
	if done.Turned+done.Forgotten > 0 {
		a.config.Logger.InfoContext(ctx, "swept changes", "turned", done.Turned, "forgotten", done.Forgotten)
	}
}
