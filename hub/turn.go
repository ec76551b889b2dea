package hub

import (
	"context"
	"time"
)

// turn is a task's lease in the hands of one instance. The shorter it lasts, the sooner another one goes on where this one was killed.
type turn struct {
	of           *Hub
	task, holder string
	lasts        time.Duration
	renewed      time.Time
}

// keep takes the lease or renews it, once a third of it is over, and tells whether the instance has it.
func (t *turn) keep(ctx context.Context) (bool, error) {
	now := t.of.now()
	if !t.renewed.IsZero() && now.Sub(t.renewed) < t.lasts/3 {
		return true, nil
	}
	mine, err := t.of.store.Lease(ctx, t.task, t.holder, now, now.Add(t.lasts))
	if mine {
		t.renewed = now
	}
	return mine, err
}
