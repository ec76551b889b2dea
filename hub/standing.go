package hub

import (
	"context"
	"slices"

	"partnerhub/authz"
	"partnerhub/eligibility"
	"partnerhub/model"
	"partnerhub/store"
)

// keptMonths is how far back a partner's months are kept: the longest window of a rule, and the month under way.
const keptMonths = eligibility.MaxMonths

// TurnOver adds to what a partner bought, or takes away from it. What no window reaches any more is let go.
func TurnOver(months []model.Turnover, add model.Turnover, now model.Month) []model.Turnover {
	oldest := now.Back(keptMonths)
	out, met := make([]model.Turnover, 0, len(months)+1), add.Month < oldest
	for _, t := range months {
		if same := t; !met {
			same.Minor = add.Minor
			if same == add {
				t.Minor, met = t.Minor+add.Minor, true
			}
		}
		if t.Month >= oldest && t.Minor != 0 {
			out = append(out, t)
		}
	}
	if !met && add.Minor != 0 {
		out = append(out, add)
	}
	return out
}

// CountIn counts one more in a month.
func CountIn(months []model.MonthCount, month, now model.Month) []model.MonthCount {
	oldest := now.Back(keptMonths)
	out := slices.DeleteFunc(slices.Clone(months), func(c model.MonthCount) bool { return c.Month < oldest })
	for i := range out {
		if out[i].Month == month {
			out[i].Count++
			return out
		}
	}
	if month < oldest {
		return out
	}
	return append(out, model.MonthCount{Month: month, Count: 1})
}

// Standings are those rules of a partner's standing that also hold for what comes from a file or from another system.
type Standings struct{ hub *Hub }

// Standings are the hub's own.
func (h *Hub) Standings() Standings { return Standings{h} }

// SettleSegments makes the stored segments of partners what the rules say of them now. It is part of the transaction that
// changed the partners and that read them.
func (s Standings) SettleSegments(ctx context.Context, by store.Stamp, partners ...*model.Partner) error {
	return s.hub.settleSegments(ctx, by, partners...)
}

// TurnRules makes every instance read a vendor's rules anew. It is part of the transaction that changes what they mean.
func (s Standings) TurnRules(ctx context.Context, vendor model.ID) error {
	return s.hub.turnRules(ctx, vendor)
}

// BeginRecompute has the stored members of segments worked out from the first partner on; the partners of a vendor are counted once for
// all of them. It is part of the transaction that changed the rules.
func (s Standings) BeginRecompute(ctx context.Context, segments ...*model.Segment) error {
	return s.hub.beginRecompute(ctx, segments...)
}

// countDeal counts a deal that is handed in for the first time, which may bring its partner into a segment. It is part of the
// transaction of the deal.
func (h *Hub) countDeal(ctx context.Context, d *model.Deal, day model.Date) error {
	stored, err := h.store.Partners.LoadOneKept(ctx, authz.System(model.KindPartner, "count what a partner hands in"), d.PartnerID)
	if err != nil {
		return err
	}
	p, month := *stored, model.MonthOf(day)
	p.Registered = CountIn(p.Registered, month, month)
	who := authz.PrincipalFrom(ctx)
	by := store.Stamp{Actor: who.UserID, ActorOrganization: who.OrganizationID, Action: "update", At: h.now()}
	if err := h.store.Restate(ctx, &p, by, "registered"); err != nil {
		return err
	}
	return h.settleSegments(ctx, by, &p)
}
