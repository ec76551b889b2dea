package feed

import (
	"context"
	"time"
)

const (
	sweepTask = "changes"
	// sweepLease is longer than a round takes, so that an instance that dies leaves the task to another one soon.
	sweepLease = 5 * time.Minute
	sweepBatch = 500
)

// Swept tells what a sweep has done.
type Swept struct {
	Turned    int // records that came into somebody's sight or left it because time went by
	Forgotten int // changes that were kept long enough
}

// Sweep writes down what the clock alone has changed, and forgets what is too old. Any number of instances may call it under
// names of their own; a lease lets one of them work, and each step is safe when two do.
func (f *Feed) Sweep(ctx context.Context, holder string) (Swept, error) {
	now := f.now()
	mine, err := f.store.Lease(ctx, sweepTask, holder, now, now.Add(sweepLease))
	if err != nil || !mine {
		return Swept{}, err
	}
	var done Swept
	if done.Turned, err = f.turn(ctx, now); err != nil {
		return done, err
	}
	done.Forgotten, err = f.forget(ctx, now)
	return done, err
}

// forget removes old changes, feed by feed.
func (f *Feed) forget(ctx context.Context, now time.Time) (removed int, err error) {
	feeds, err := f.store.Changes.Feeds(ctx)
	if err != nil {
		return 0, err
	}
	for _, feed := range feeds {
		for {
			n, err := f.store.Changes.Forget(ctx, feed, now.Add(-f.keep), sweepBatch)
			removed += n
			if err != nil {
				return removed, err
			}
			if n < sweepBatch {
				break
			}
		}
	}
	return removed, nil
}
