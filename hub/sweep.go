package hub

import (
	"context"
	"time"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/model"
	"partnerhub/store"
)

const (
	sweepTask  = "sweep"
	sweepBatch = 200
	// sweepLease is longer than a batch takes, so that an instance that dies leaves the task to another one soon.
	sweepLease = 2 * time.Minute
)

// Swept tells what a sweep has written.
type Swept struct {
	Expired  int // deals whose protection had run out
	Freed    int // deals whose claim was over for another reason
	Approved int // small deals that nothing stood in the way of
	Lapsed   int // returned deals whose held place had lapsed
	Reminded int // deals whose protection is about to end
	Ended    int // terms of partners in programs whose time had run out
	Tiers    int // partners whose tier, or what is proposed of it, was another one
}

// Sweep writes down what the clock has decided already: deals whose protection ran out become EXPIRED with a change row, those
// who waited for them or behind a lapsed place move up, small deals without conflict are approved, and parties are reminded of
// an end that is near. Nothing that a reader sees of protection depends on it. Any number of instances may call it; a lease lets one of them work, and each deal is a transaction of its own that
// looks again, so that two at once do no harm. holder names the instance.
func (h *Hub) Sweep(ctx context.Context, holder string) (Swept, error) {
	var done Swept
	for _, task := range []struct {
		count *int
		once  func(context.Context, time.Time) (found, changed int, err error)
	}{{&done.Expired, h.sweepExpired}, {&done.Freed, h.sweepClaims}, {&done.Lapsed, h.sweepLapsed},
		{&done.Approved, h.sweepApprovals}, {&done.Reminded, h.sweepReminders}, {&done.Ended, h.sweepTerms}, {&done.Tiers, h.sweepTiers}} {
		for {
			now := h.now()
			mine, err := h.store.Lease(ctx, sweepTask, holder, now, now.Add(sweepLease))
			if err != nil || !mine {
				return done, err
			}
			found, changed, err := task.once(ctx, now)
			*task.count += changed
			if err != nil {
				return done, err
			}
			if found < sweepBatch || changed == 0 {
				break
			}
		}
	}
	return done, nil
}

// sweepExpired writes EXPIRED where the protection has run out.
func (h *Hub) sweepExpired(ctx context.Context, now time.Time) (found, changed int, err error) {
	over := filter.AllOf(filter.Is("approvalStatus", approved), filter.AtMost("protectedUntil", now))
	return h.sweepDeals(ctx, over, "protectedUntil", func(ctx context.Context, old *model.Deal) (bool, error) {
		over, err := h.expire(ctx, old, now)
		if err != nil || !over {
			return false, err
		}
		if _, err := h.store.Claims.Forget(ctx, old.ID, now); err != nil {
			return false, err
		}
		return true, h.promote(ctx, old, now)
	})
}

// expire writes what the clock has done to a deal, and tells whether it had.
func (h *Hub) expire(ctx context.Context, old *model.Deal, now time.Time) (bool, error) {
	if old.ApprovalStatus != approved || old.StatusAt(now) != expired {
		return false, nil
	}
	d := copyOf(old)
	d.ApprovalStatus = expired
	return true, h.decideAlone(ctx, old, d, "expire", now)
}

// alone is a transaction of the hub's own: no caller, no receipt.
func (h *Hub) alone(ctx context.Context, feed model.ID, fn func(ctx context.Context) error) error {
	return h.store.Tx(ctx, []model.ID{feed}, fn)
}

// decideAlone stores what no person has done.
func (h *Hub) decideAlone(ctx context.Context, old, d *model.Deal, action string, now time.Time) error {
	return h.writeAlone(ctx, old, d, store.Stamp{Action: action, At: now})
}

func (h *Hub) writeAlone(ctx context.Context, old, d *model.Deal, by store.Stamp) error {
	if err := h.settleBenefit(ctx, d, by); err != nil {
		return err
	}
	return h.store.Deals.Replace(ctx, authz.System(model.KindDeal, "the clock has decided"), old, d, by)
}

// sweepDeals goes over one batch of deals, each in a transaction that reads it again.
func (h *Hub) sweepDeals(ctx context.Context, where filter.Cond, by string, one func(context.Context, *model.Deal) (bool, error)) (found, changed int, err error) {
	g := authz.System(model.KindDeal, "find what the clock has decided")
	deals, err := h.store.Deals.LoadAll(ctx, g, where, store.Sort{Field: by}, sweepBatch)
	for _, d := range deals {
		did := false
		err = h.alone(ctx, d.VendorID, func(ctx context.Context) error {
			again, err := h.store.Deals.Load(ctx, g, d.ID)
			if err != nil {
				return err
			}
			did, err = one(ctx, again)
			return err
		})
		switch code := model.CodeOf(err); {
		case err == nil && did:
			changed++
		case err != nil && code != model.CodeConflict && code != model.CodeNotFound:
			return len(deals), changed, err
		}
		err = nil
	}
	return len(deals), changed, err
}

// sweepClaims frees what won deals held: their claim ends with the protection and nothing else of them changes.
func (h *Hub) sweepClaims(ctx context.Context, now time.Time) (found, changed int, err error) {
	over, err := h.store.Claims.Over(ctx, now, sweepBatch)
	for _, claim := range over {
		did := false
		err = h.alone(ctx, claim.VendorID, func(ctx context.Context) (err error) {
			did, err = h.freeOver(ctx, claim.DealID, now)
			return err
		})
		if err != nil {
			return len(over), changed, err
		}
		if did {
			changed++
		}
	}
	return len(over), changed, err
}

// freeOver forgets what a deal holds no more, and lets others move up.
func (h *Hub) freeOver(ctx context.Context, id model.ID, now time.Time) (bool, error) {
	was, err := h.store.Claims.Forget(ctx, id, now)
	if err != nil || !was {
		return false, err
	}
	d, err := h.store.Deals.Load(ctx, authz.System(model.KindDeal, "see whose claim is over"), id)
	if model.CodeOf(err) == model.CodeNotFound {
		return true, nil
	}
	if err != nil {
		return false, err
	}
	return true, h.promote(ctx, d, now)
}
