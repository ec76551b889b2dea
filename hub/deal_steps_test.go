package hub_test

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"partnerhub/authz"
	"partnerhub/hub"
	"partnerhub/model"
)

var rewrite = flag.Bool("rewrite", false, "write docs/deals.md instead of comparing it")

// TestTheTableOfStepsIsDocumented: docs/deals.md is made from the steps and the policy.
func TestTheTableOfStepsIsDocumented(t *testing.T) {
	const file = "../docs/deals.md"
	want := stepsDocument(t)
	if *rewrite {
		mustNot(t, os.WriteFile(file, []byte(want), 0o644))
	}
	got, err := os.ReadFile(file)
	mustNot(t, err)
	if string(got) != want {
		t.Errorf("%s is not what the steps say; run go test ./hub -run TableOfSteps -rewrite", file)
	}
}

const stepsIntroduction = `# The life of a deal

Made from the table of steps in ` + "`hub/deal_steps.go`" + ` and the policy in ` + "`authz/policy.csv`" + `; a test keeps it so. The mutations and
` + "`Deal.availableActions`" + ` read the same table. ` + "`approvalStatus`, `salesStage` and `outcome`" + ` are three fields: a step names the first.
Approved protection that has run out is EXPIRED from that instant, whatever any job has written. Days are the defaults; a vendor
and a program may set others.

A distributor acts on the deals of partners that it serves. When it stops serving one, it goes on seeing the deals that name it, as
what it took part in, and does none of the steps on them any more, not even with an authority in force; nor does it comment. What an
open deal's plan asked of it goes to the vendor in the same transaction, and what it registered itself is the partner's to go on with.
A deal that was not handed in yet can be handed in only for a distributor that serves the partner.

| from | action | to | by | effect |
|---|---|---|---|---|
`

func stepsDocument(t *testing.T) string {
	t.Helper()
	policy, err := authz.Default()
	mustNot(t, err)
	var b strings.Builder
	b.WriteString(stepsIntroduction)
	for _, s := range hub.Steps() {
		to := joinWords(s.To)
		if to == "" {
			to = "the same"
		}
		from := joinWords(s.From)
		if len(s.From) == len(model.AllDealApprovalStatus) {
			from = "any"
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", from, s.Action, to, joinWords(rolesOf(policy, s.Verb)), s.Effect)
	}
	return b.String()
}

// rolesOf lists the roles that have a line for a verb on deals.
func rolesOf(policy *authz.Policy, verb authz.Action) []model.Role {
	return whoMay(policy, model.KindDeal, verb)
}

// whoMay lists the roles that have a line for a verb.
func whoMay(policy *authz.Policy, kind model.Kind, verb authz.Action) (out []model.Role) {
	for _, role := range model.AllRole {
		who := &authz.Principal{UserID: "u", OrganizationID: "o", Side: role.Side(), Roles: []model.Role{role}}
		if !policy.Grant(who, kind, verb).Empty() {
			out = append(out, role)
		}
	}
	return out
}

func joinWords[T ~string](words []T) string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = string(w)
	}
	return strings.Join(out, ", ")
}

// TestEveryActionHasItsStep: no action of the schema is without a step, no step without somebody who may take it, and no two
// steps share a verb.
func TestEveryActionHasItsStep(t *testing.T) {
	policy, err := authz.Default()
	mustNot(t, err)
	met, verbs := map[model.DealAction]bool{}, map[authz.Action]bool{}
	for _, s := range hub.Steps() {
		met[s.Action] = true
		if verbs[s.Verb] {
			t.Errorf("two steps are %s", s.Verb)
		}
		verbs[s.Verb] = true
		if len(rolesOf(policy, s.Verb)) == 0 {
			t.Errorf("nobody may %s", s.Verb)
		}
	}
	for _, a := range model.AllDealAction {
		if !met[a] {
			t.Errorf("%s has no step", a)
		}
	}
}

// TestEveryStepIsRefusedInEveryOtherState brings a deal into each state and tries every action on it as somebody who may take
// it: what the state does not allow is INVALID_TRANSITION, names the state and the possible actions, and changes nothing.
func TestEveryStepIsRefusedInEveryOtherState(t *testing.T) {
	taker := map[string]string{"CLAIM_REVIEW": "desk@acme.example", "RETURN": "desk@acme.example", "APPROVE": "desk@acme.example",
		"REJECT": "desk@acme.example", "ENDORSE": "desk@dist.example", "DECLINE": "desk@dist.example", "VETO": "ops@acme.example",
		"EXTEND_PROTECTION": "cam@acme.example", "REINSTATE": "cam@acme.example", "REVOKE": "desk@acme.example", "REOPEN": "desk@acme.example"}
	for status, moves := range map[string][]move{
		"DRAFT": nil, "SUBMITTED": {{"sales@pa.example", "SUBMIT"}},
		"UNDER_REVIEW": {{"sales@pa.example", "SUBMIT"}, {"cam@acme.example", "CLAIM_REVIEW"}},
		"RETURNED":     {{"sales@pa.example", "SUBMIT"}, {"cam@acme.example", "CLAIM_REVIEW"}, {"cam@acme.example", "RETURN"}},
		"REJECTED":     {{"sales@pa.example", "SUBMIT"}, {"cam@acme.example", "CLAIM_REVIEW"}, {"cam@acme.example", "REJECT"}},
		"WITHDRAWN":    {{"sales@pa.example", "SUBMIT"}, {"sales@pa.example", "WITHDRAW"}},
		"APPROVED":     {{"sales@pa.example", "SUBMIT"}, {"cam@acme.example", "CLAIM_REVIEW"}, {"desk2@acme.example", "APPROVE"}},
		"EXPIRED":      {{"sales@pa.example", "SUBMIT"}, {"cam@acme.example", "CLAIM_REVIEW"}, {"desk2@acme.example", "APPROVE"}},
		"RELEASED":     {{"sales@pa.example", "SUBMIT"}, {"cam@acme.example", "CLAIM_REVIEW"}, {"desk2@acme.example", "APPROVE"}, {"sales@pa.example", "RELEASE"}},
		"REVOKED":      {{"sales@pa.example", "SUBMIT"}, {"cam@acme.example", "CLAIM_REVIEW"}, {"desk2@acme.example", "APPROVE"}, {"ops@acme.example", "REVOKE"}},
		"CLOSED":       {{"sales@pa.example", "SUBMIT"}, {"cam@acme.example", "CLAIM_REVIEW"}, {"desk2@acme.example", "APPROVE"}, {"sales@pa.example", "MARK_LOST"}},
	} {
		t.Run(status, func(t *testing.T) {
			l := newLife(t)
			d := l.does(l.registers("sales@pa.example", order{draft: true, distributor: "dist", amount: "60000.00"}), moves...)
			if status == "EXPIRED" {
				l.wait(90 * day)
			}
			before := l.kept(d.ID)
			for action, from := range mFrom {
				email := taker[action]
				if email == "" {
					email = "sales@pa.example"
				}
				seen, err := l.hub.Deal(l.as(email), d.ID)
				mustNot(t, err)
				if seen == nil || slices.Contains(mWords(from), status) {
					continue
				}
				_, err = l.do(email, model.DealAction(action), d.ID, before.Version)
				if outcome(err) != "INVALID_TRANSITION" {
					t.Errorf("%s: got %v, want INVALID_TRANSITION", action, err)
					continue
				}
				possible := fmt.Sprint(l.hub.AvailableActions(l.as(email), before))
				if !strings.Contains(err.Error(), status) || !strings.HasSuffix(err.Error(), possible) {
					t.Errorf("%s: got %q, want the state %s and the actions %s", action, err, status, possible)
				}
			}
			if after := l.kept(d.ID); after.Version != before.Version {
				t.Errorf("a refusal left version %d, want %d", after.Version, before.Version)
			}
		})
	}
}

// TestAStaleVersionChangesNothing tries every action that is possible with the version before the last.
func TestAStaleVersionChangesNothing(t *testing.T) {
	l := newLife(t)
	d := l.approvedDeal(order{})
	for _, c := range []move{{"sales@pa.example", "RELEASE"}, {"sales@pa.example", "MARK_WON"}, {"sales@pa.example", "MARK_LOST"},
		{"cam@acme.example", "EXTEND_PROTECTION"}, {"ops@acme.example", "REVOKE"}, {"sales@pa.example", "UPDATE_STAGE"}} {
		if _, err := l.do(c[0], model.DealAction(c[1]), d.ID, d.Version-1); outcome(err) != "CONFLICT" {
			t.Errorf("%s: got %v, want CONFLICT", c[1], err)
		}
	}
	if got := l.kept(d.ID); got.Version != d.Version || len(l.holders(got)) != 1 {
		t.Errorf("got version %d and %d claims, want %d and 1", got.Version, len(l.holders(got)), d.Version)
	}
}

// TestHiddenAndAbsentDealsRefuseAlike: whatever a rival tries, a deal that it may not see is one that does not exist.
func TestHiddenAndAbsentDealsRefuseAlike(t *testing.T) {
	l := newLife(t)
	d := l.approvedDeal(order{})
	before := l.kept(d.ID)
	for _, email := range []string{"sales@pb.example", "desk@bolt.example", "desk@dist.example"} {
		for _, action := range model.AllDealAction {
			_, hidden := l.do(email, action, d.ID, d.Version)
			_, absent := l.do(email, action, "deal_00000000000000000000000000", d.Version)
			if hidden == nil || hidden.Error() != absent.Error() || outcome(hidden) != outcome(absent) {
				t.Errorf("%s %s: hidden %v, absent %v", email, action, hidden, absent)
			}
		}
	}
	if got := l.kept(d.ID); got.Version != before.Version {
		t.Errorf("got version %d, want %d", got.Version, before.Version)
	}
}
