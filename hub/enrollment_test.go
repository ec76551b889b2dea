package hub_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"partnerhub/hub"
	"partnerhub/model"
)

// codeOf is the first thing to mend, as field and code.
func codeOf(err error) string {
	var faults model.UserErrors
	if errors.As(err, &faults) && len(faults) > 0 {
		return *faults[0].Field + " " + string(faults[0].Code)
	}
	return outcome(err)
}

// TestAnswersFollowTheQuestions: each fault names its question, and nothing is kept.
func TestAnswersFollowTheQuestions(t *testing.T) {
	w := newTerms(t)
	one := func(key string, values ...string) []*model.EnrollmentAnswerInput {
		return append([]*model.EnrollmentAnswerInput{{Key: "staff", Values: []string{"3"}}}, &model.EnrollmentAnswerInput{Key: key, Values: values})
	}
	for _, c := range []struct {
		name  string
		given []*model.EnrollmentAnswerInput
		want  string
	}{
		{"nothing", nil, "answers.staff REQUIRED"},
		{"taken back", one("staff"), "answers.staff REQUIRED"},
		{"no number", one("staff", "many"), "answers.staff INVALID"},
		{"too many people", one("staff", "1001"), "answers.staff OUT_OF_RANGE"},
		{"two numbers", one("staff", "1", "2"), "answers.staff TOO_MANY"},
		{"no option", one("markets", "west"), "answers.markets INVALID"},
		{"no day", one("since", "2026-02-30"), "answers.since INVALID"},
		{"not asked", one("shoes", "42"), "answers INVALID"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := w.starts("admin@pa.example", "club", "", true, c.given)
			if got := codeOf(err); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
			if got := w.open("pa", "club"); len(got) != 0 {
				t.Errorf("got open %v, want nothing", got)
			}
		})
	}
}

// TestAnApplicationTakesItsWay goes through every step of a plan, with a return in between.
func TestAnApplicationTakesItsWay(t *testing.T) {
	w := newTerms(t)
	e, err := w.starts("admin@pa.example", "club", "", true, answers())
	e = w.does(e, err, [3]string{"cam@acme.example", "RETURN"}, [3]string{"admin@pa.example", "SUBMIT"}, [3]string{"ops@acme.example", "APPROVE"},
		[3]string{"admin@pa.example", "ACCEPT", "v1"}, [3]string{"cam@acme.example", "SUSPEND"}, [3]string{"ops@acme.example", "REINSTATE"})
	kept := w.term(e.ID)
	var did []string
	for _, h := range kept.History {
		did = append(did, h.Action+" "+string(h.Status))
	}
	want := []string{"create APPLIED", "return DRAFT", "submit APPLIED", "approve APPLIED", "accept ACTIVE", "suspend SUSPENDED", "reinstate ACTIVE"}
	if !slices.Equal(did, want) {
		t.Errorf("got %v, want %v", did, want)
	}
	if got := kept.Application.Answers; len(got) != 2 || got[1].Values[1] != "south" {
		t.Errorf("got answers %v", got)
	}
	if kept.Agreement == nil || kept.Agreement.AcceptedBy.OrganizationID != kept.PartnerOrgID || kept.Agreement.Version != "v1" {
		t.Errorf("got %v, want the agreement of the partner", kept.Agreement)
	}
}

// TestALateSweeperShowsNoTermAsActive: a term is over at its instant, and the sweeper only writes it down.
func TestALateSweeperShowsNoTermAsActive(t *testing.T) {
	w := newTerms(t)
	e := w.does(w.starts("admin@pa.example", "quick", "v1", true, nil))
	w.at(w.term(e.ID).ValidUntil.Add(-1))
	status := func() (model.EnrollmentStatus, int) {
		got, err := w.hub.Enrollment(w.as("ops@acme.example"), e.ID)
		mustNot(t, err)
		list, err := w.hub.Enrollments(w.as("ops@acme.example"), model.PageArgs{},
			&model.EnrollmentFilter{Status: []model.EnrollmentStatus{model.EnrollmentStatusActive}}, nil)
		mustNot(t, err)
		return got.Status, len(list.Edges)
	}
	if got, n := status(); got != model.EnrollmentStatusActive || n != 1 {
		t.Errorf("just before: got %s and %d listed, want ACTIVE", got, n)
	}
	w.at(*w.term(e.ID).ValidUntil)
	if got, n := status(); got != model.EnrollmentStatusExpired || n != 0 {
		t.Errorf("at the instant: got %s and %d listed as ACTIVE, want EXPIRED", got, n)
	}
	w.swept(hub.Swept{Ended: 1})
	if kept := w.term(e.ID); kept.Status != model.EnrollmentStatusExpired || kept.Holds != "" || kept.History[len(kept.History)-1].Action != "expire" {
		t.Errorf("got %s %q %v, want it written down", kept.Status, kept.Holds, kept.History)
	}
}

// TestAProgramThatIsNotForAPartnerDoesNotExist: to apply for it is answered as for one that there is not.
func TestAProgramThatIsNotForAPartnerDoesNotExist(t *testing.T) {
	w := newTerms(t)
	_, hidden := w.starts("admin@pb.example", "gold", "", true, nil)
	_, absent := w.starts("admin@pb.example", "nothing", "", true, nil)
	if hidden == nil || absent == nil || hidden.Error() != absent.Error() || codeOf(hidden) != codeOf(absent) || codeOf(hidden) != "programId NOT_FOUND" {
		t.Errorf("hidden %v, absent %v", hidden, absent)
	}
}

// TestHiddenAndAbsentTermsRefuseAlike: whatever somebody else tries, a term that it may not see is one that does not exist.
func TestHiddenAndAbsentTermsRefuseAlike(t *testing.T) {
	w := newTerms(t)
	e := w.does(w.starts("admin@pa.example", "club", "", true, answers()))
	for _, email := range []string{"admin@pb.example", "desk@bolt.example", "desk@other.example", "marketing@pa.example"} {
		for _, action := range model.AllEnrollmentAction {
			_, hidden := w.takes(email, action, e.ID, e.Version, "v1")
			_, absent := w.takes(email, action, "enrollment_00000000000000000000000000", e.Version, "v1")
			if hidden == nil || hidden.Error() != absent.Error() {
				t.Errorf("%s %s: hidden %v, absent %v", email, action, hidden, absent)
			}
		}
	}
}

// TestAProgramThatChangesTakesItsTermsAlong: an invitation leaves the partner's sight with the program, and comes back with it.
func TestAProgramThatChangesTakesItsTermsAlong(t *testing.T) {
	w := newTerms(t)
	e := w.does(w.invites("ops@acme.example", "pb", "club"))
	for _, c := range []struct {
		tiers string
		want  bool
	}{{"GOLD", false}, {"", true}} {
		w.loadAll("programs", "vendor,slug,name,type,status,audienceTiers\nacme,club,Club,PRICING,ACTIVE,"+c.tiers+"\n")
		got, err := w.hub.Enrollment(w.as("admin@pb.example"), e.ID)
		mustNot(t, err)
		if (got != nil) != c.want {
			t.Errorf("tiers %q: got seen %t, want %t", c.tiers, got != nil, c.want)
		}
		list, err := w.hub.Enrollments(w.as("admin@pb.example"), model.PageArgs{}, nil, nil)
		mustNot(t, err)
		if n, err := list.Total(w.as("admin@pb.example")); err != nil || (n == 1) != c.want {
			t.Errorf("tiers %q: counted %d (%v), want it to be there: %t", c.tiers, n, err, c.want)
		}
	}
}

// TestASponsorIsNotTold: another distributor of the partner learns neither who sponsors nor what was answered.
func TestASponsorIsNotTold(t *testing.T) {
	w := newTerms(t)
	w.loadAll("partners", "vendor,organization,type,lifeStage,distributors\nacme,pa,MSP,ACTIVE,dist; other\n")
	e := w.does(w.sponsors("desk@dist.example", "pa", "quick"))
	for email, want := range map[string]bool{"desk@dist.example": true, "desk@other.example": false, "admin@pa.example": true} {
		got, err := w.hub.Enrollment(w.as(email), e.ID)
		mustNot(t, err)
		if got == nil || (got.SponsorID != nil) != want || (got.History != nil) != want {
			t.Errorf("%s: got %+v, want the sponsor shown: %t", email, got, want)
		}
	}
	if _, err := w.takes("desk@other.example", model.EnrollmentActionUpdate, e.ID, e.Version, ""); outcome(err) != "FORBIDDEN" {
		t.Errorf("another distributor changes the draft: %v", err)
	}
}

// TestASponsorIsToldNothingOfOtherPrograms: where a distributor sees a program through its partners and takes no part in it, what it is told
// does not depend on how the partner stands to the program.
func TestASponsorIsToldNothingOfOtherPrograms(t *testing.T) {
	w := newTerms(t)
	ask := func() string {
		t.Helper()
		_, err := w.sponsors("desk@dist.example", "pa", "gold")
		return fmt.Sprint(err)
	}
	if p, err := w.hub.Program(w.as("desk@dist.example"), programOf("gold")); p == nil || err != nil {
		t.Fatalf("the distributor reads %v and %v, want the program", p, err)
	}
	before := ask()
	if !strings.Contains(before, "takes no part") {
		t.Errorf("got %s, want to be told that it takes no part", before)
	}
	w.does(w.starts("admin@pa.example", "gold", "", true, nil))
	if got := ask(); got != before {
		t.Errorf("with a term of the partner: got %s, want %s", got, before)
	}
	w.loadAll("partners", "vendor,organization,type,lifeStage,tier,distributors\nacme,pb,RESELLER,ACTIVE,GOLD,dist\nacme,pa,MSP,SUSPENDED,GOLD,dist\n")
	if got := ask(); got != before {
		t.Errorf("with a suspended partner: got %s, want %s", got, before)
	}
}
