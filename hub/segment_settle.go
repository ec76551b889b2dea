package hub

import (
	"context"
	"slices"

	"partnerhub/hub/reach"
	"partnerhub/model"
	"partnerhub/store"
)

// settleSegments makes the tiers and the stored segments of partners what the rules say of them now. It is part of the transaction that changed
// the partners and that read them.
func (h *Hub) settleSegments(ctx context.Context, by store.Stamp, partners ...*model.Partner) error {
	vendors := make([]model.ID, len(partners))
	for i, p := range partners {
		vendors[i] = p.VendorID
	}
	slices.Sort(vendors)
	rules, err := h.rulesOf(ctx, slices.Compact(vendors)...)
	if err != nil {
		return err
	}
	var moves []reach.Move
	for _, p := range partners {
		was := *p
		moved, err := h.settleTier(ctx, by, p, rules[p.VendorID].ladder())
		if err != nil {
			return err
		}
		if moved {
			moves = append(moves, reach.Move{Old: &was, New: p})
		}
		if err := h.settleMembership(ctx, by, p, rules[p.VendorID]); err != nil {
			return err
		}
	}
	return reach.Follow(ctx, h.store, by, moves...)
}

func (h *Hub) settleMembership(ctx context.Context, by store.Stamp, p *model.Partner, rules *ruleSet) error {
	moves := rules.moves(p, h.today())
	if len(moves) == 0 {
		return nil
	}
	for i := range moves {
		moves[i].At = by.At
		p.SegmentIDs = moved(p.SegmentIDs, moves[i])
	}
	if err := h.store.Restate(ctx, p, by, "segmentIds"); err != nil {
		return err
	}
	return h.store.Recomputes.Note(ctx, moves)
}

// moves are the segments that a partner comes into or goes out of on a day. Those that are put away are left to their own work.
func (r *ruleSet) moves(p *model.Partner, day model.Date) (out []model.SegmentMove) {
	if r == nil {
		return nil
	}
	for _, s := range r.segments {
		holds, stored := s.rule.Holds(p, day), slices.Contains(p.SegmentIDs, s.ID)
		if holds != stored {
			out = append(out, model.SegmentMove{SegmentID: s.ID, VendorID: p.VendorID, PartnerID: p.ID, Joined: holds, RuleVersion: s.RuleVersion})
		}
	}
	return out
}

func moved(ids []model.ID, m model.SegmentMove) []model.ID {
	if m.Joined {
		return append(slices.Clone(ids), m.SegmentID)
	}
	return slices.DeleteFunc(slices.Clone(ids), func(id model.ID) bool { return id == m.SegmentID })
}
