package hub

import (
	"context"
	"time"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/model"
	"partnerhub/store"
)

// sweepTerms writes EXPIRED where the time of a term in force has run out. No reader waits for it.
func (h *Hub) sweepTerms(ctx context.Context, now time.Time) (found, changed int, err error) {
	over, err := h.store.Enrollments.LoadAll(ctx, authz.System(model.KindEnrollment, "find terms whose time has run out"),
		filter.AllOf(filter.Is("holds", model.HoldsTerm), filter.AtMost("validUntil", now)), store.Sort{Field: "validUntil"}, sweepBatch)
	if err != nil {
		return 0, 0, err
	}
	for _, e := range over {
		did := false
		err = h.alone(ctx, e.VendorID, func(ctx context.Context) (err error) {
			did, err = h.sweepTerm(ctx, e.ID, now)
			return err
		})
		if code := model.CodeOf(err); err != nil && code != model.CodeConflict && code != model.CodeNotFound {
			return len(over), changed, err
		}
		if err == nil && did {
			changed++
		}
	}
	return len(over), changed, nil
}

// sweepTerm looks again: another instance may have been faster.
func (h *Hub) sweepTerm(ctx context.Context, id model.ID, now time.Time) (bool, error) {
	e, err := h.loadTerm(ctx, id)
	if err != nil || e.Holds != model.HoldsTerm || e.StatusAt(now) != expiredTerm {
		return false, err
	}
	return true, h.expireTerm(ctx, e, now)
}
