package feed

import (
	"context"
	"slices"
	"time"

	"partnerhub/model"
)

// lookAgain is how often a reader that waits looks by itself: another instance's commits ring no bell here.
const lookAgain = time.Second

// Rest is how a reader gives its place among the running requests away while it waits; ok is false when too many wait already.
// back takes a place again, and answers false when there is none.
type Rest func() (back func(ctx context.Context) bool, ok bool)

var (
	errCrowd = model.Errorf(model.CodeRateLimited, "too many requests of your organization wait for changes; ask without waitSeconds")
	errBusy  = model.Errorf(model.CodeUnavailable, "the hub cannot answer now; try again")
)

type restKey struct{}

// WithRest puts into a context how its request may rest. Without it nobody waits.
func WithRest(ctx context.Context, rest Rest) context.Context {
	return context.WithValue(ctx, restKey{}, rest)
}

// RestOf is how the request of a context may rest, nil when it may not.
func RestOf(ctx context.Context) Rest {
	rest, _ := ctx.Value(restKey{}).(Rest)
	return rest
}

// waiting reads, and as long as there is nothing, waits and reads again. Who asks is found anew each time.
func (r *reading) waiting(ctx context.Context, at int64) (*model.ChangePage, error) {
	rung := r.feed.store.Changes.Rung(r.log)
	page, err := r.read(ctx, at)
	rest := RestOf(ctx)
	if err != nil || len(page.Changes) > 0 || r.wait == 0 || rest == nil {
		return page, err
	}
	end := time.NewTimer(r.wait)
	defer end.Stop()
	for over := false; !over; {
		if over, err = r.pause(ctx, rest, rung, end.C); err != nil {
			return nil, err
		}
		rung = r.feed.store.Changes.Rung(r.log)
		if err := r.again(ctx); err != nil {
			return nil, err
		}
		if page, err = r.read(ctx, at); err != nil || len(page.Changes) > 0 {
			return page, err
		}
	}
	return page, nil
}

// pause rests until something may have happened; over is true when the time is up.
func (r *reading) pause(ctx context.Context, rest Rest, rung <-chan struct{}, end <-chan time.Time) (over bool, err error) {
	back, ok := rest()
	if !ok {
		return true, errCrowd
	}
	look := time.NewTimer(lookAgain)
	defer look.Stop()
	select {
	case <-rung:
	case <-look.C:
	case <-end:
		over = true
	case <-r.feed.ended:
		over = true
	case <-ctx.Done():
	}
	if !back(ctx) {
		return true, errBusy
	}
	return over, ctx.Err()
}

// again finds who asks as of now, with no role that the request did not have. Whoever may no longer see what it saw starts anew.
func (r *reading) again(ctx context.Context) error {
	standing := r.standing()
	who, err := r.feed.who.PrincipalByUser(ctx, r.who.UserID)
	if err != nil {
		return err
	}
	mine := r.who.Roles
	who.Roles = slices.DeleteFunc(who.Roles, func(role model.Role) bool { return !slices.Contains(mine, role) })
	if r.who = who; r.standing() != standing {
		return model.ErrCursorExpired
	}
	return nil
}
