package hub_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"partnerhub/authz"
	"partnerhub/hub"
	"partnerhub/model"
)

const termIntroduction = `# The life of an enrollment

Made from the table of steps in ` + "`hub/enrollment_steps.go`" + ` and the policy in ` + "`authz/policy.csv`" + `; a test keeps it so. The mutations and
` + "`Enrollment.availableActions`" + ` read the same table.

An enrollment is one term of a partner in a program. ` + "`startEnrollment`" + ` begins it as DRAFT or, handed in at once, as APPLIED or ACTIVE;
` + "`inviteEnrollment`" + ` as INVITED; ` + "`sponsorEnrollment`" + ` as DRAFT. A partner has at most one application and at most one term in force in a
program; both at once only where the application renews the term. A unique index decides between two that begin together.

How a partner comes in is data: ` + "`Program.enrollmentPlans`" + ` lists the steps APPLICATION, REVIEW and AGREEMENT for each partner type, with the
questions, the agreement, the months of a term, the days in which it can be renewed and the days to wait after a refusal.
` + "`pendingSteps`" + ` is what is left; the last step puts the term in force. An invitation settles the review; so does
` + "`Program.autoApproveEnrollments`" + ` for partners in that audience. A term whose time is over is EXPIRED from that instant, whatever any job has
written. A renewal takes the place of the term before when it comes in force, and its months count from that one's end.

A program that is not for a partner does not exist for its people: it can not be applied to, and an invitation to it is hidden
from the moment on which the partner no longer qualifies, until one of them has acted on it.

| from | action | to | by | effect |
|---|---|---|---|---|
`

// TestTheLifeOfAnEnrollmentIsDocumented: docs/enrollment.md is made from the steps and the policy.
func TestTheLifeOfAnEnrollmentIsDocumented(t *testing.T) {
	const file = "../docs/enrollment.md"
	policy, err := authz.Default()
	mustNot(t, err)
	var b strings.Builder
	b.WriteString(termIntroduction)
	for _, s := range hub.EnrollmentSteps() {
		to := joinWords(s.To)
		if to == "" {
			to = "the same"
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", joinWords(s.From), s.Action, to, joinWords(whoMay(policy, model.KindEnrollment, s.Verb)), s.Effect)
	}
	want := b.String()
	if *rewrite {
		mustNot(t, os.WriteFile(file, []byte(want), 0o644))
	}
	got, err := os.ReadFile(file)
	mustNot(t, err)
	if string(got) != want {
		t.Errorf("%s is not what the steps say; run go test ./hub -run Documented -rewrite", file)
	}
}

// TestEveryEnrollmentActionHasItsStep: no action of the schema is without a step, and no step without somebody who may take it.
func TestEveryEnrollmentActionHasItsStep(t *testing.T) {
	policy, err := authz.Default()
	mustNot(t, err)
	met := map[model.EnrollmentAction]bool{}
	for _, s := range hub.EnrollmentSteps() {
		met[s.Action] = true
		if len(whoMay(policy, model.KindEnrollment, s.Verb)) == 0 {
			t.Errorf("nobody may %s", s.Verb)
		}
	}
	for _, a := range model.AllEnrollmentAction {
		if !met[a] {
			t.Errorf("%s has no step", a)
		}
	}
}
