package intake

import (
	"context"
	"reflect"
	"slices"

	"partnerhub/model"
)

// claim takes the exclusive hold of a protected deal, and frees that of one that holds nothing any more. A deal that is won keeps
// what it held, and takes nothing that it did not. A hold of another deal
// is a fault of the row: of two approvals for one customer and product family, one is wrong.
func (b *batch) claim(ctx context.Context, r *row, old, doc *model.Deal) error {
	now := b.days.now
	before := old != nil && old.HoldsAt(now)
	holds := doc.ProtectedAt(now) || before && doc.HoldsAt(now)
	if before && holds && sameHold(old, doc) {
		return nil
	}
	if before {
		if err := b.store.Claims.Release(ctx, doc.ID); err != nil {
			return err
		}
	}
	if !holds {
		return nil
	}
	holders, err := b.store.Claims.Holders(ctx, doc.VendorID, doc.CustomerKey, doc.Families(), now)
	if err != nil {
		return err
	}
	for _, h := range holders {
		r.fail("status", "another deal is protected for this customer and %s", h.ProductFamily)
	}
	if r.faulty() {
		return b.holdAgain(ctx, old, before)
	}
	if doc.ProtectedAt(now) {
		if err := b.rules.Remind(ctx, doc, now); err != nil {
			return err
		}
	}
	return b.store.Claims.Acquire(ctx, b.rules.Claims(doc, now, *doc.ProtectedUntil), now)
}

// holdAgain gives a deal whose row is refused what it held.
func (b *batch) holdAgain(ctx context.Context, old *model.Deal, held bool) error {
	if !held {
		return nil
	}
	return b.store.Claims.Acquire(ctx, b.rules.Claims(old, b.days.now, *old.ProtectedUntil), b.days.now)
}

func sameHold(old, doc *model.Deal) bool {
	return old.CustomerKey == doc.CustomerKey && old.ProtectedUntil.Equal(*doc.ProtectedUntil) &&
		slices.Equal(old.Families(), doc.Families())
}

// queue gives a deal that has newly been handed in its place, and computes conflict and plan where the row changes what they
// depend on.
func (b *batch) queue(ctx context.Context, old, doc *model.Deal) (err error) {
	known := 0
	if old != nil {
		known = len(old.Approvals)
	}
	if err := b.nameAuthorities(ctx, doc, known); err != nil {
		return err
	}
	if doc.SubmittedAt == nil {
		return nil
	}
	if doc.Sequence == 0 {
		if doc.Sequence, err = b.store.Next(ctx, "deal-sequence:"+string(doc.VendorID)); err != nil {
			return err
		}
	}
	if old != nil && !decisive(old, doc) {
		return nil
	}
	return b.stand(ctx, doc)
}

// decisive tells whether a change touches what conflict and plan are made from.
func decisive(old, doc *model.Deal) bool {
	return old.ApprovalStatus != doc.ApprovalStatus || old.CustomerKey != doc.CustomerKey || len(old.Approvals) != len(doc.Approvals) ||
		old.HiddenFromDistributor != doc.HiddenFromDistributor || old.RegisteredBy != doc.RegisteredBy ||
		!reflect.DeepEqual(old.Amount, doc.Amount) || !reflect.DeepEqual(old.DistributorID, doc.DistributorID) ||
		!slices.Equal(old.Families(), doc.Families())
}

// stand computes conflict and plan of a pending deal. What is decided stands in nobody's way and waits for nothing.
func (b *batch) stand(ctx context.Context, d *model.Deal) error {
	d.Plan = []model.DealStep{}
	if !pending(d) {
		if d.Conflict == nil {
			d.Conflict = &model.DealConflict{Class: model.DealConflictClassNone, RivalIDs: []model.ID{}}
		}
		return nil
	}
	if err := b.rules.Stand(ctx, d, b.days.now); err != nil {
		return err
	}
	if advised(d) && len(d.Plan) > 0 && d.Plan[0] == model.DealStepDistributorEndorsement {
		d.Plan = d.Plan[1:]
	}
	return nil
}

func pending(d *model.Deal) bool { p := progress(d.ApprovalStatus); return p == 1 || p == 2 }

// advised tells whether the distributor has given its advice.
func advised(d *model.Deal) bool {
	return slices.ContainsFunc(d.Approvals, func(v model.DealApproval) bool {
		return v.Decision == model.DealDecisionEndorsed || v.Decision == model.DealDecisionDeclined
	})
}
