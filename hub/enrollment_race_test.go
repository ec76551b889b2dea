package hub_test

import (
	"context"
	"testing"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/hub"
	"partnerhub/model"
	"partnerhub/store"
)

// open counts what is open of a partner in a program, by what it holds.
func (w *terms) open(partner, slug string) map[string]int {
	w.tb.Helper()
	all, err := w.store.Enrollments.LoadAll(w.tb.Context(), authz.System(model.KindEnrollment, "a test counts"),
		filter.AllOf(filter.Is("partnerId", accountOf(partner)), filter.Is("programId", programOf(slug)), filter.Above("holds", "")),
		store.Sort{Field: "holds"}, 100)
	mustNot(w.tb, err)
	out := map[string]int{}
	for _, e := range all {
		out[e.Holds]++
	}
	return out
}

// TestOneOfManyApplicationsIsTaken: of many at once, by all who may begin one, a single term comes out.
func TestOneOfManyApplicationsIsTaken(t *testing.T) {
	w := newTerms(t)
	codes := tally(together(30, func(i int) (err error) {
		switch i % 3 {
		case 0:
			_, err = w.starts("admin@pa.example", "quick", "v1", true, nil)
		case 1:
			_, err = w.invites("cam@acme.example", "pa", "quick")
		case 2:
			_, err = w.sponsors("desk@dist.example", "pa", "quick")
		}
		return err
	}))
	if codes[""] != 1 || codes["USER"] != 29 {
		t.Errorf("got %v, want one success and 29 that are told of the open term", codes)
	}
	if got := w.open("pa", "quick"); len(got) != 1 || got[model.HoldsApplication]+got[model.HoldsTerm] != 1 {
		t.Errorf("got open %v, want one", got)
	}
}

// TestATermIsSeenByWhoServesThePartnerNow takes a partner from its distributor and its manager at each instant that an application
// under way looks at the clock, by another process. What the term copies decides who sees it, so it is the partner's as it is then.
func TestATermIsSeenByWhoServesThePartnerNow(t *testing.T) {
	const instants, reachedAtLeast = 4, 2
	reached := 0
	for at := range instants {
		w := newTerms(t)
		slow, looks := w.interrupted(at, func(ctx context.Context) error { return leave(ctx, w.store, w.hub) })
		agreement := "v1"
		e, err := slow.StartEnrollment(w.as("admin@pa.example"), model.StartEnrollmentInput{ProgramID: programOf("quick"), Submit: true, AgreementVersion: &agreement})
		mustNot(t, err)
		if *looks <= at {
			break
		}
		reached++
		term, err := w.store.Enrollments.Load(t.Context(), authz.System(model.KindEnrollment, "a test looks"), e.ID)
		mustNot(t, err)
		if len(term.Coverage) > 0 || len(term.DistributorIDs) > 0 {
			t.Errorf("at the look %d of %d at the clock: the term is seen by %v and %v, who have left", at+1, *looks, term.Coverage, term.DistributorIDs)
		}
		desk := w.as("desk@dist.example")
		if seen, err := w.hub.Enrollment(desk, e.ID); err != nil || seen != nil {
			t.Errorf("at the look %d of %d at the clock: the former distributor got %v, %v", at+1, *looks, seen, err)
		}
	}
	if reached < reachedAtLeast {
		t.Errorf("the application looked at the clock %d times, want %d at least", reached, reachedAtLeast)
	}
}

// leave takes everybody from a partner, and its terms with it, as an import does.
func leave(ctx context.Context, s *store.Store, h *hub.Hub) error {
	g := authz.System(model.KindPartner, "a test changes who serves a partner")
	old, err := s.Partners.Load(ctx, g, accountOf("pa"))
	if err != nil {
		return err
	}
	doc, by := *old, store.Stamp{Action: "update"}
	doc.Coverage, doc.DistributorIDs = []model.Coverage{}, []model.ID{}
	if err := s.Partners.Replace(ctx, g, old, &doc, by); err != nil {
		return err
	}
	return h.Rules().FollowPartner(ctx, &doc, by)
}

// TestOneOfManyDecisionsCounts: approvals and refusals of one version at once.
func TestOneOfManyDecisionsCounts(t *testing.T) {
	w := newTerms(t)
	e, err := w.starts("admin@pa.example", "club", "", true, answers())
	mustNot(t, err)
	codes := tally(together(20, func(i int) error {
		action := []model.EnrollmentAction{model.EnrollmentActionApprove, model.EnrollmentActionReject}[i%2]
		_, err := w.takes([]string{"cam@acme.example", "ops@acme.example"}[i/2%2], action, e.ID, e.Version, "")
		return err
	}))
	if codes[""] != 1 || codes["CONFLICT"] != 19 {
		t.Errorf("got %v, want one decision and 19 conflicts", codes)
	}
	if got := w.term(e.ID); got.Version != e.Version+1 || len(got.History) != 2 {
		t.Errorf("got version %d and history %v, want one more of each", got.Version, got.History)
	}
}

// TestOneRenewalTakesThePlace: of many renewals at once one begins, and it relieves the term before without a gap or an overlap.
func TestOneRenewalTakesThePlace(t *testing.T) {
	w := newTerms(t)
	first := w.does(w.starts("admin@pa.example", "quick", "v1", true, nil))
	end := *w.term(first.ID).ValidUntil
	w.at(end.Add(-day))
	codes := tally(together(12, func(i int) error {
		_, err := w.takes([]string{"admin@pa.example", "ops@acme.example"}[i%2], model.EnrollmentActionRenew, first.ID, first.Version, "")
		return err
	}))
	if codes[""] != 1 || codes["CONFLICT"] != 11 {
		t.Errorf("got %v, want one renewal and 11 conflicts", codes)
	}
	next := w.term(*w.term(first.ID).RenewalID)
	action := model.EnrollmentActionSubmit
	if next.Status == model.EnrollmentStatusInvited {
		action = model.EnrollmentActionAccept
	}
	_, err := w.takes("admin@pa.example", action, next.ID, next.Version, "v1")
	mustNot(t, err)
	first, next = w.term(first.ID), w.term(next.ID)
	if first.Status != model.EnrollmentStatusExpired || !first.ValidUntil.Equal(*next.ValidFrom) || next.Status != model.EnrollmentStatusActive {
		t.Errorf("got %s until %v and %s from %v, want no gap", first.Status, first.ValidUntil, next.Status, next.ValidFrom)
	}
	if want := end.AddDate(0, 1, 0); !next.ValidUntil.Equal(want) || *next.RenewsID != first.ID || next.Term != 2 {
		t.Errorf("got term %d until %v of %v, want the second until %v", next.Term, next.ValidUntil, next.RenewsID, want)
	}
	if got := w.open("pa", "quick"); got[model.HoldsTerm] != 1 || len(got) != 1 {
		t.Errorf("got open %v, want one term in force", got)
	}
}
