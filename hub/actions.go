package hub

import (
	"context"
	"slices"

	"partnerhub/authz"
	"partnerhub/model"
)

// Actions tells what the viewer of one request can do with many records: the grant for each step is made once, and only when a record
// is where the step begins. It serves one goroutine.
type Actions struct {
	hub   *Hub
	who   *authz.Principal
	deals grants
	terms grants
}

// ActionsFor begins with no grant.
func (h *Hub) ActionsFor(ctx context.Context) Actions {
	return Actions{hub: h, who: authz.PrincipalFrom(ctx)}
}

// OfDeal is AvailableActions of a deal that the viewer was shown, told as of the instant of the request.
func (a *Actions) OfDeal(d *model.Deal) []model.DealAction {
	presentDeal(a.who.At)(d)
	return a.ofDeal(d)
}

// ofDeal is the same of a deal as it is.
func (a *Actions) ofDeal(d *model.Deal) []model.DealAction {
	l := a.hub.dealLife()
	return l.possible(a.who, d, func(step int) authz.Grant {
		return a.deals.of(step, len(l.steps), func() authz.Grant { return a.hub.policy.Grant(a.who, l.kind, l.steps[step].verb) })
	})
}

// TellsUses is true for who is told the version of an authority with which something was done: see UseOf.
func (a *Actions) TellsUses() bool { return ofVendor(a.who) }

// OfTerm is EnrollmentActions of a term that the viewer was shown, told as of the instant of the request.
func (a *Actions) OfTerm(e *model.Enrollment) []model.EnrollmentAction {
	presentEnrollment(a.who.At)(e)
	l := a.hub.enrollmentLife()
	return l.possible(a.who, e, func(step int) authz.Grant {
		return a.terms.of(step, len(l.steps), func() authz.Grant { return a.hub.policy.Grant(a.who, l.kind, l.steps[step].verb) })
	})
}

// grants are those that were made so far, by step.
type grants struct {
	made  []authz.Grant
	known []bool
}

func (g *grants) of(step, steps int, make func() authz.Grant) authz.Grant {
	g.made, g.known = slices.Grow(g.made, steps)[:steps], slices.Grow(g.known, steps)[:steps]
	if !g.known[step] {
		g.made[step], g.known[step] = make(), true
	}
	return g.made[step]
}

// ActionPaths are the stored paths of a kind on which it depends what can be done with a record: those that decide who reaches it, and
// those that the steps of its life look at. Nil is for a kind without a life.
func ActionPaths(kind model.Kind) []string {
	looked := map[model.Kind][]string{
		model.KindDeal: {"vendorId", "partnerId", "distributorId", "approvalStatus", "protectedUntil", "graceUntil", "vetoUntil", "reopenUntil",
			"extensions", "wonReportedBy", "appeals", "appealsAllowed", "approvals.userId", "approvals.decision", "plan", "amount",
			"lines.productFamily", "partnerTier", "partnerCountry", "partnerRegions", "partnerSegmentIds"},
		model.KindEnrollment: {"status", "validUntil", "pendingSteps", "application", "renewalId", "renewableFrom", "renewableUntil"},
	}[kind]
	if looked == nil {
		return nil
	}
	has := func(path string) bool { return slices.Contains(authz.TopLevelPaths(kind), path) }
	for _, path := range authz.SightFields(kind) {
		if path == "_id" || has(path) {
			looked = append(looked, path)
		}
	}
	slices.Sort(looked)
	return slices.Compact(looked)
}
