package hub

import (
	"context"
	"maps"
	"slices"
	"time"

	"partnerhub/authz"
	"partnerhub/eligibility"
	"partnerhub/model"
)

const (
	recomputeTask  = "segments"
	recomputeBatch = 1000
	// recomputeOpen is how many segments are looked at in one go.
	recomputeOpen = 50
)

// beginRecompute has the stored members of segments worked out from the first partner on. It is part of the transaction that
// changed the rules, so that no answer of the old rule passes for one of the new.
func (h *Hub) beginRecompute(ctx context.Context, segments ...*model.Segment) error {
	of := map[model.ID][]*model.Segment{}
	for _, s := range segments {
		of[s.VendorID] = append(of[s.VendorID], s)
	}
	for _, vendor := range slices.Sorted(maps.Keys(of)) {
		if err := h.turnRules(ctx, vendor); err != nil {
			return err
		}
		if err := h.recomputeFrom(ctx, vendor, of[vendor]...); err != nil {
			return err
		}
	}
	return nil
}

// recomputeFrom has segments of one vendor begin anew, whose partners are counted once for all of them.
func (h *Hub) recomputeFrom(ctx context.Context, vendor model.ID, segments ...*model.Segment) error {
	scheme, err := h.schemeOf(ctx, vendor)
	if err != nil {
		return err
	}
	total, err := h.store.Recomputes.Partners(ctx, vendor)
	if err != nil {
		return err
	}
	for _, s := range segments {
		if err := h.store.Recomputes.Put(ctx, h.freshRecompute(s, ruleIn(scheme, s), total)); err != nil {
			return err
		}
	}
	return nil
}

func (h *Hub) freshRecompute(s *model.Segment, rule eligibility.Compiled, total int) *model.SegmentRecompute {
	now := h.now()
	return &model.SegmentRecompute{SegmentID: s.ID, VendorID: s.VendorID, RuleVersion: s.RuleVersion, Day: h.today(),
		Turn: int(rule.Turn()), Total: total, StartedAt: now, UpdatedAt: now}
}

// ruleIn compiles a segment's rule; that of one that is put away holds for nobody.
func ruleIn(scheme eligibility.Scheme, s *model.Segment) eligibility.Compiled {
	if s.Status != model.SegmentStatusActive {
		return eligibility.Compiled{}
	}
	rule, _ := compiledRule(s, scheme)
	return rule
}

// Recompute works out the stored members of segments whose rule has changed, or whose answer the clock may have changed, until
// nothing is left. Any number of instances may call it: a lease lets one of them work, and is renewed while it does. It can be
// stopped at any moment and goes on after the last stretch that was finished; where nobody could say goodbye, once the lease is
// over. holder names the instance. It answers how many partners it looked at.
func (h *Hub) Recompute(ctx context.Context, holder string, lease time.Duration) (checked int, err error) {
	turn := turn{of: h, task: recomputeTask, holder: holder, lasts: lease}
	for {
		open, err := h.store.Recomputes.Open(ctx, h.today(), recomputeOpen)
		if err != nil || len(open) == 0 {
			return checked, err
		}
		for _, o := range open {
			if mine, err := turn.keep(ctx); err != nil || !mine {
				return checked, err
			}
			n, err := h.recomputeStretch(ctx, o)
			if checked += n; err != nil {
				return checked, err
			}
		}
	}
}

// recomputeStretch works out one stretch of partners of one segment, in a transaction that looks again at the rule and at how far
// the work is: the rule may have changed, and another instance may have been here.
func (h *Hub) recomputeStretch(ctx context.Context, o *model.SegmentRecompute) (checked int, err error) {
	err = h.alone(ctx, o.VendorID, func(ctx context.Context) error {
		s, err := h.store.Segments.Load(ctx, authz.System(model.KindSegment, "work out who is in it"), o.SegmentID)
		if err != nil {
			return err
		}
		state, err := h.store.Recomputes.Get(ctx, s.ID)
		if err != nil || state == nil {
			return err
		}
		scheme, err := h.schemeOf(ctx, s.VendorID)
		if err != nil {
			return err
		}
		rule := ruleIn(scheme, s)
		if h.isOver(state, s, rule) {
			total, err := h.store.Recomputes.Partners(ctx, s.VendorID)
			if err != nil {
				return err
			}
			state = h.freshRecompute(s, rule, total)
		}
		checked, err = h.settleStretch(ctx, s, rule, state)
		return err
	})
	return checked, err
}

// isOver is true where the work so far is of another rule, or of a day whose answer does not stand today.
func (h *Hub) isOver(state *model.SegmentRecompute, s *model.Segment, rule eligibility.Compiled) bool {
	return state.RuleVersion != s.RuleVersion || state.Turn != int(rule.Turn()) || !rule.Turn().Settled(state.Day, h.today())
}

func (h *Hub) settleStretch(ctx context.Context, s *model.Segment, rule eligibility.Compiled, state *model.SegmentRecompute) (int, error) {
	now := h.now()
	partners, err := h.store.Recomputes.Stretch(ctx, s.VendorID, state.After, recomputeBatch)
	if err != nil {
		return 0, err
	}
	joined, left, err := h.store.Recomputes.Settle(ctx, s, rule.Cond(state.Day), partners, now)
	if err != nil {
		return 0, err
	}
	if n := len(partners); n > 0 {
		state.After = partners[n-1]
	}
	state.Checked, state.Joined, state.Left = state.Checked+len(partners), state.Joined+joined, state.Left+left
	state.Done, state.UpdatedAt = len(partners) < recomputeBatch, now
	return len(partners), h.store.Recomputes.Put(ctx, state)
}
