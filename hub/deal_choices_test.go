package hub_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"partnerhub/model"
)

func refusals(code model.DealReasonCode, actions string, keys ...string) (out []*model.DealRefusalChoiceInput) {
	var of []model.DealAction
	for _, a := range strings.Fields(actions) {
		of = append(of, model.DealAction(a))
	}
	for _, k := range keys {
		words := "words for " + k
		out = append(out, &model.DealRefusalChoiceInput{Key: k, Code: code, Actions: of, Text: &words})
	}
	return out
}

func losses(code model.DealLossReason, keys ...string) (out []*model.DealLossChoiceInput) {
	for _, k := range keys {
		out = append(out, &model.DealLossChoiceInput{Key: k, Code: code})
	}
	return out
}

// reasonWorld has lists of the vendor and of one program, each for all and for GOLD partners, such as pa.
func reasonWorld(t *testing.T) *life {
	l := newLife(t)
	_, err := l.set("ops@acme.example", model.UpdateDealSettingsInput{
		RefusalReasons: given(refusals("OTHER", "REJECT REVOKE", "vendor")), LossReasons: given(losses("PRICE", "vendor")),
		TierReasons: given([]*model.DealTierReasonsInput{{Tier: "GOLD", RefusalReasons: refusals("OTHER", "REVOKE", "vendor-gold"), LossReasons: losses("PRICE", "vendor-gold")}})})
	mustNot(t, err)
	_, err = l.set("ops@acme.example", model.UpdateDealSettingsInput{ProgramID: programID("reg"),
		RefusalReasons: given(refusals("OTHER", "REJECT", "program")),
		TierReasons:    given([]*model.DealTierReasonsInput{{Tier: "GOLD", LossReasons: losses("PRICE", "program-gold")}})})
	mustNot(t, err)
	return l
}

// choices are the keys of what can be given with a deal, each with its actions.
func (l *life) choices(email string, d *model.Deal) (refusals, losses []string) {
	l.tb.Helper()
	found, err := l.hub.ChoicesOf(l.as(email), []*model.Deal{d})
	mustNot(l.tb, err)
	for _, c := range found[0].Refusals {
		for _, a := range c.Actions {
			refusals = append(refusals, string(a)+" "+c.Key)
		}
	}
	for _, c := range found[0].Losses {
		losses = append(losses, c.Key)
	}
	slices.Sort(refusals)
	return refusals, losses
}

// TestTheNearestReasonsCount: the program's for the tier, the program's, the vendor's for the tier, the vendor's; for each action alone.
// What is told is what is taken.
func TestTheNearestReasonsCount(t *testing.T) {
	l := reasonWorld(t)
	for _, c := range []struct {
		partner, program string
		refusals, losses []string
	}{
		{"pa", "", []string{"REJECT vendor", "REVOKE vendor-gold"}, []string{"vendor-gold"}},
		{"pb", "", []string{"REJECT vendor", "REVOKE vendor"}, []string{"vendor"}},
		{"pa", "reg", []string{"REJECT program", "REVOKE vendor-gold"}, []string{"program-gold"}},
		{"pb", "reg", []string{"REJECT program", "REVOKE vendor"}, []string{"vendor"}},
		{"pb", "strict", []string{"REJECT vendor", "REVOKE vendor"}, []string{"vendor"}},
	} {
		t.Run(c.partner+" "+c.program, func(t *testing.T) {
			d := l.registers("sales@"+c.partner+".example", order{partner: c.partner, program: c.program, customer: c.partner + c.program})
			refusals, losses := l.choices("desk@acme.example", d)
			if diff := cmp.Diff([][]string{c.refusals, c.losses}, [][]string{refusals, losses}); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			key := strings.TrimPrefix(c.refusals[0], "REJECT ")
			d, words, other := l.does(d, move{"desk@acme.example", "CLAIM_REVIEW"}), "because", "vendor"
			if key == other {
				other = "program"
			}
			reject := func(choice *string) (*model.Deal, error) {
				return l.hub.RejectDeal(l.as("desk@acme.example"), model.RejectDealInput{ID: d.ID, ExpectedVersion: d.Version, Reason: "OTHER",
					Choice: choice, Comment: &words})
			}
			if _, err := reject(&other); outcome(err) != "USER" {
				t.Errorf("a reason that another list has: got %v, want a fault", err)
			}
			if got, err := reject(&key); err != nil || *got.ReasonText != "words for "+key {
				t.Errorf("got %+v (%v), want the words for %s", got, err, key)
			}
		})
	}
}

// TestALossIsGivenTheNearestReason does the same for a lost deal.
func TestALossIsGivenTheNearestReason(t *testing.T) {
	l := reasonWorld(t)
	d := l.approvedDeal(order{program: "reg"})
	far, near := "vendor", "program-gold"
	lose := func(choice *string) error {
		_, err := l.hub.MarkDealLost(l.as("sales@pa.example"), model.MarkDealLostInput{ID: d.ID, ExpectedVersion: d.Version, Reason: "PRICE", Choice: choice})
		return err
	}
	if err := lose(&far); outcome(err) != "USER" {
		t.Errorf("the vendor's: got %v, want a fault", err)
	}
	mustNot(t, lose(&near))
}

// TestWhoIsToldTheReasons: whoever sees the vendor's own lists, and nothing of any other list.
func TestWhoIsToldTheReasons(t *testing.T) {
	l := reasonWorld(t)
	d := l.registers("sales@pa.example", order{program: "reg", distributor: "dist"})
	for email, want := range map[string][2]int{"desk@acme.example": {2, 1}, "cam@acme.example": {2, 1}, "desk@dist.example": {2, 1},
		"sales@pa.example": {0, 1}, "marketing@pa.example": {0, 0}, "sales@pb.example": {0, 0}, "desk@bolt.example": {0, 0}} {
		if refusals, losses := l.choices(email, d); len(refusals) != want[0] || len(losses) != want[1] {
			t.Errorf("%s is told %v and %v, want %v of them", email, refusals, losses, want)
		}
	}
	for _, email := range []string{"desk@dist.example", "sales@pa.example"} {
		o, err := l.hub.Organization(l.as(email), acme())
		mustNot(t, err)
		p, err := l.hub.ProgramsByID(l.as(email), []model.ID{*programID("reg")})
		mustNot(t, err)
		program := p[*programID("reg")]
		if o.TierReasons != nil || program == nil || program.RefusalReasons != nil || program.TierReasons != nil {
			t.Errorf("%s reads %v and %+v, want the lists of tiers and programs hidden", email, o.TierReasons, program)
		}
	}
}

// TestHiddenListsTellNothing: whoever is shown neither the program nor the tier is told the vendor's reasons for all, as with a deal of no
// program; not so while it can give one.
func TestHiddenListsTellNothing(t *testing.T) {
	l := reasonWorld(t)
	l.loadAll("users", "email,name,organization,roles\nadmin@acme.example,Admin,acme,VENDOR_ADMIN\n")
	_, err := l.set("ops@acme.example", model.UpdateDealSettingsInput{ProgramID: programID("reg"), LossReasons: given(losses("PRICE", "program"))})
	mustNot(t, err)
	under := l.registers("sales@pa.example", order{program: "reg", distributor: "dist", customer: "Under", amount: "20000.00"})
	plain := l.registers("sales@pa.example", order{distributor: "dist", customer: "Plain", amount: "20000.00"})
	other := l.registers("sales@pb.example", order{partner: "pb", program: "reg", distributor: "dist", customer: "Other", amount: "20000.00"})
	told := func(when, email string, d *model.Deal, refuse, lose string) {
		t.Helper()
		refusals, losses := l.choices(email, d)
		if got := strings.Join(refusals, ", "); got != refuse || strings.Join(losses, ", ") != lose {
			t.Errorf("%s: %s is told %s and %v, want %s and %s", when, email, got, losses, refuse, lose)
		}
	}
	const near, gold, own = "REJECT program, REVOKE vendor-gold", "REJECT vendor, REVOKE vendor-gold", "REJECT vendor, REVOKE vendor"
	told("shown", "desk@dist.example", under, near, "program-gold")

	_, err = l.hub.UpdateProgramAudience(l.as("ops@acme.example"), model.UpdateAudienceInput{ID: *programID("reg"),
		ExpectedVersion: stored(l.importWorld, l.store.Programs, model.KindProgram, "acme/reg").Version, DistributorIds: all[model.ID](), Types: all(model.PartnerTypeIsv)})
	mustNot(t, err)
	told("a hidden program", "desk@dist.example", under, gold, "vendor-gold")
	told("no program", "desk@dist.example", plain, gold, "vendor-gold")
	told("a hidden program", "desk@dist.example", other, own, "vendor")
	told("a hidden program", "sales@pa.example", under, "", "vendor-gold")
	told("the vendor's own", "cam@acme.example", under, near, "program-gold")

	_, err = l.hub.UpdateVisibilityPolicy(l.as("admin@acme.example"), model.UpdateVisibilityPolicyInput{VendorID: acme(), Lines: []*model.VisibilityLineInput{
		lineIn("DISTRIBUTOR_DEAL_DESK partner read linked core"), lineIn("PARTNER_SALES partner read own core")}})
	mustNot(t, err)
	told("a hidden tier too", "desk@dist.example", under, own, "vendor")
	told("a hidden tier", "desk@dist.example", plain, own, "vendor")

	under = l.does(under, move{"cam@acme.example", "CLAIM_REVIEW"})
	told("when it can reject", "desk@dist.example", under, near, "vendor")
	under = l.does(under, move{"desk@acme.example", "APPROVE"})
	told("when it can neither", "desk@dist.example", under, own, "vendor")
	told("when it can report a loss", "sales@pa.example", under, "", "program-gold")
}

// TestListsOfReasonsAreSet: each place has lists of its own, read as they are looked through, and a tier's are replaced alone.
func TestListsOfReasonsAreSet(t *testing.T) {
	l := reasonWorld(t)
	told := func(program *model.ID) (out []string) {
		for _, list := range l.rules("desk@acme.example", program).ReasonLists {
			line := string(list.Source)
			if list.Tier != nil {
				line += " " + *list.Tier
			}
			for _, c := range list.RefusalReasons {
				line += " -" + c.Key
			}
			for _, c := range list.LossReasons {
				line += " +" + c.Key
			}
			out = append(out, line)
		}
		return out
	}
	vendor := []string{"VENDOR GOLD -vendor-gold +vendor-gold", "VENDOR -vendor +vendor"}
	if diff := cmp.Diff(append([]string{"PROGRAM GOLD +program-gold", "PROGRAM -program"}, vendor...), told(programID("reg"))); diff != "" {
		t.Errorf("the program's (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(vendor, told(nil)); diff != "" {
		t.Errorf("the vendor's (-want +got):\n%s", diff)
	}
	_, err := l.set("ops@acme.example", model.UpdateDealSettingsInput{TierReasons: given([]*model.DealTierReasonsInput{
		{Tier: "SILVER", LossReasons: losses("OTHER", "silver")}, {Tier: "BRONZE", LossReasons: losses("OTHER", "bronze")}})})
	mustNot(t, err)
	_, err = l.set("ops@acme.example", model.UpdateDealSettingsInput{TierReasons: given([]*model.DealTierReasonsInput{{Tier: "GOLD"}})})
	mustNot(t, err)
	if diff := cmp.Diff([]string{"VENDOR BRONZE +bronze", "VENDOR SILVER +silver", "VENDOR -vendor +vendor"}, told(nil)); diff != "" {
		t.Errorf("when one was taken back and two were added (-want +got):\n%s", diff)
	}
	_, err = l.set("ops@acme.example", model.UpdateDealSettingsInput{TierReasons: given[[]*model.DealTierReasonsInput](nil)})
	mustNot(t, err)
	if diff := cmp.Diff([]string{"VENDOR -vendor +vendor"}, told(nil)); diff != "" {
		t.Errorf("when all were taken back (-want +got):\n%s", diff)
	}
	s := l.rules("desk@acme.example", programID("reg"))
	if len(s.RefusalReasons) != 2 || s.RefusalReasons[0].Key != "program" || !slices.Equal(s.RefusalReasons[1].Actions, []model.DealAction{"REVOKE"}) {
		t.Errorf("in force: got %+v, want the program's to reject and the vendor's to revoke", s.RefusalReasons)
	}
}
