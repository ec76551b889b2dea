package boot

import (
	"cmp"
	"context"
	"crypto/rand"
	"time"
)

// recomputeEvery is how often the hub looks whether members of segments are to be worked out. Who sees what does not wait for it.
const recomputeEvery = time.Second

// usualLease is how long a job that was killed keeps others from going on.
const usualLease = 10 * time.Second

// recompute begins to work out members until the context ends, and answers a channel that closes when it has stopped. What it has
// not finished by then goes on with the next start.
func (a *App) recompute(ctx context.Context) (stopped <-chan struct{}) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		ticker := time.NewTicker(recomputeEvery)
		defer ticker.Stop()
		for holder := rand.Text(); ; {
			a.recomputeOnce(ctx, holder)
			select {
			case <-ctx.Done():
				return
			case <-ticker.C:
			}
		}
	}()
	return done
}

// recomputeOnce tells the log of what was done, and of a fault; the next turn tries again.
func (a *App) recomputeOnce(ctx context.Context, holder string) {
	checked, err := a.Hub.Recompute(ctx, holder, cmp.Or(a.config.JobLease, usualLease))
	if err != nil && ctx.Err() == nil {
		a.config.Logger.ErrorContext(ctx, "working out members of segments failed", "error", err)
	}
	if checked > 0 {
		a.config.Logger.InfoContext(ctx, "worked out members of segments", "partners", checked)
	}
}
