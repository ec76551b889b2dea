package hub_test

import (
	"slices"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/google/go-cmp/cmp"

	"partnerhub/model"
)

func acme() model.ID { return model.DerivedID(model.KindOrganization, "acme") }

func programID(slug string) *model.ID {
	id := model.DerivedID(model.KindProgram, "acme/"+slug)
	return &id
}

// rules are the settings as a person reads them.
func (l *life) rules(email string, program *model.ID) *model.DealSettings {
	l.tb.Helper()
	s, err := l.hub.DealSettings(l.as(email), acme(), program)
	mustNot(l.tb, err)
	return s
}

// set changes the settings on what the person reads now.
func (l *life) set(email string, in model.UpdateDealSettingsInput) (*model.DealSettings, error) {
	l.tb.Helper()
	if s := l.rules("ops@acme.example", in.ProgramID); in.ExpectedVersion == 0 && s != nil {
		in.ExpectedVersion = s.Version
	}
	in.VendorID = acme()
	return l.hub.UpdateDealSettings(l.as(email), in)
}

func given[T any](v T) graphql.Omittable[T] { return graphql.OmittableOf(v) }

func numbers(n ...*model.DealSettingInput) graphql.Omittable[[]*model.DealSettingInput] {
	return given(n)
}

func number(key model.DealSettingKey, tier string, value int) *model.DealSettingInput {
	in := &model.DealSettingInput{Key: key, Value: &value}
	if tier != "" {
		in.Tier = &tier
	}
	return in
}

func inForce(s *model.DealSettings, key model.DealSettingKey, tier string) (value int, source model.DealSettingSource) {
	for _, n := range s.Numbers {
		if n.Key == key && (n.Tier == nil && tier == "" || n.Tier != nil && *n.Tier == tier) {
			return n.Value, n.Source
		}
	}
	return -1, ""
}

// TestSettingsInForce: each number with where it comes from, and the same numbers hold for deals.
func TestSettingsInForce(t *testing.T) {
	l := newLife(t)
	_, err := l.set("ops@acme.example", model.UpdateDealSettingsInput{Numbers: numbers(
		number("PROTECTION_DAYS", "", 80), number("PROTECTION_DAYS", "GOLD", 85), number("REVIEW_DAYS", "", 1)),
		Holidays: given([]model.Date{"2026-12-25", "2026-11-17", "2026-12-25"})})
	mustNot(t, err)
	_, err = l.set("ops@acme.example", model.UpdateDealSettingsInput{ProgramID: programID("reg"), Numbers: numbers(number("PROTECTION_DAYS", "GOLD", 40))})
	mustNot(t, err)
	for _, c := range []struct {
		name    string
		program *model.ID
		key     model.DealSettingKey
		tier    string
		want    int
		source  model.DealSettingSource
	}{
		{"nobody's", nil, "APPEALS", "", 2, "DEFAULT"},
		{"the vendor's", nil, "PROTECTION_DAYS", "", 80, "VENDOR"},
		{"the vendor's for a tier", nil, "PROTECTION_DAYS", "GOLD", 85, "VENDOR"},
		{"the vendor's, under a program", programID("reg"), "PROTECTION_DAYS", "", 80, "VENDOR"},
		{"the program's for a tier", programID("reg"), "PROTECTION_DAYS", "GOLD", 40, "PROGRAM"},
		{"the program's from a file", programID("reg"), "LONGEST_DAYS", "", 120, "PROGRAM"},
	} {
		if got, source := inForce(l.rules("desk@acme.example", c.program), c.key, c.tier); got != c.want || source != c.source {
			t.Errorf("%s: got %d of %s, want %d of %s", c.name, got, source, c.want, c.source)
		}
	}
	if diff := cmp.Diff([]model.Date{"2026-11-17", "2026-12-25"}, l.rules("cam@acme.example", nil).Holidays); diff != "" {
		t.Errorf("holidays (-want +got):\n%s", diff)
	}
	gold := l.kept(l.approvedDeal(order{program: "reg"}).ID)
	if got := gold.ProtectedUntil.Sub(l.clock()); got != 40*day {
		t.Errorf("a gold partner's deal is protected for %s, want 40 days", got)
	}
	if want := lifeStart.Add(2 * day); !gold.ReviewDueAt.Equal(want) {
		t.Errorf("the review is due at %s, want %s: one business day, over a holiday", gold.ReviewDueAt, want)
	}
}

// TestSettingsArePatched: what is left out stays, null takes back, and a second writer meets CONFLICT.
func TestSettingsArePatched(t *testing.T) {
	l := newLife(t)
	first := l.rules("ops@acme.example", nil).Version
	_, err := l.set("ops@acme.example", model.UpdateDealSettingsInput{Numbers: numbers(number("APPEALS", "", 1), number("HOLD_DAYS", "", 9)),
		Holidays: given([]model.Date{"2026-12-25"}), ReminderDays: given([]int{2, 40, 2}),
		Regions: given([]*model.RegionInput{{Name: "North", Countries: []model.CountryCode{"SE", "NO"}}})})
	mustNot(t, err)
	if diff := cmp.Diff([]int{40, 2}, l.rules("ops@acme.example", nil).ReminderDays); diff != "" {
		t.Errorf("reminders (-want +got):\n%s", diff)
	}
	got, err := l.set("ops@acme.example", model.UpdateDealSettingsInput{Numbers: numbers(&model.DealSettingInput{Key: "APPEALS"}),
		ReminderDays: given[[]int](nil), Regions: given[[]*model.RegionInput](nil)})
	mustNot(t, err)
	appeals, _ := inForce(got, "APPEALS", "")
	hold, source := inForce(got, "HOLD_DAYS", "")
	if appeals != 2 || hold != 9 || source != "VENDOR" || len(got.Holidays) != 1 || len(got.Regions) != 0 || !slices.Equal(got.ReminderDays, []int{30, 14, 7, 1}) {
		t.Errorf("got %+v, want the appeals, reminders and regions taken back and the rest kept", got)
	}
	if got.Version != first+2 {
		t.Errorf("got version %d, want %d", got.Version, first+2)
	}
	if _, err := l.set("ops@acme.example", model.UpdateDealSettingsInput{ExpectedVersion: first}); outcome(err) != "CONFLICT" {
		t.Errorf("on an old version: got %v, want CONFLICT", err)
	}
	l.loadAll("partners", "vendor,organization,type,lifeStage,distributors\nbolt,pb,RESELLER,ACTIVE,dist\n")
	if now := l.rules("ops@acme.example", nil).Version; now != got.Version {
		t.Errorf("the version moved to %d with something else, want %d", now, got.Version)
	}
}

func TestSettingsAreForTheVendorsOwn(t *testing.T) {
	l := newLife(t)
	l.loadAll("users", "email,name,organization,roles\nadmin@acme.example,Admin,acme,VENDOR_ADMIN\nfinance@acme.example,Finance,acme,CHANNEL_FINANCE\n"+
		"ops@bolt.example,Ops,bolt,CHANNEL_OPS\n")
	for _, c := range []struct{ email, reads, writes string }{
		{"admin@acme.example", "yes", ""}, {"ops@acme.example", "yes", ""}, {"chief@acme.example", "yes", "FORBIDDEN"},
		{"cam@acme.example", "yes", "FORBIDDEN"}, {"desk@acme.example", "yes", "FORBIDDEN"}, {"finance@acme.example", "no", "FORBIDDEN"},
		{"ops@bolt.example", "no", "NOT_FOUND"}, {"desk@dist.example", "no", "FORBIDDEN"}, {"sales@pa.example", "no", "FORBIDDEN"},
	} {
		for _, program := range []*model.ID{nil, programID("reg")} {
			if got := l.rules(c.email, program) != nil; got != (c.reads == "yes") {
				t.Errorf("%s reads: %t, want %s", c.email, got, c.reads)
			}
			_, err := l.set(c.email, model.UpdateDealSettingsInput{ProgramID: program, Numbers: numbers(number("APPEALS", "", 3))})
			if outcome(err) != c.writes {
				t.Errorf("%s writes: got %v, want %q", c.email, err, c.writes)
			}
		}
	}
	unknown := model.DerivedID(model.KindOrganization, "nobody")
	if _, err := l.hub.UpdateDealSettings(l.as("ops@bolt.example"), model.UpdateDealSettingsInput{VendorID: unknown}); outcome(err) != "NOT_FOUND" {
		t.Errorf("a vendor that is not there: got %v, want NOT_FOUND as for one that is hidden", err)
	}
}

// TestAChangeOfSettingsIsWrittenDown looks at the change rows. The fields are shown to nobody, so no feed tells of them.
func TestAChangeOfSettingsIsWrittenDown(t *testing.T) {
	l := newLife(t)
	_, err := l.set("ops@acme.example", model.UpdateDealSettingsInput{Holidays: given([]model.Date{"2026-12-25"})})
	mustNot(t, err)
	rows, err := l.store.Changes.After(t.Context(), acme(), 0, 1000)
	mustNot(t, err)
	last := rows[len(rows)-1]
	if last.Action != "updateDealSettings" || last.Actor == "" || !slices.Contains(last.Audience, acme()) ||
		!slices.Equal(last.Fields, []string{"holidays", "dealRulesVersion"}) {
		t.Errorf("got %+v, want the holidays, and by whom", last)
	}
}

func TestSettingsWithFaults(t *testing.T) {
	l := newLife(t)
	usd := &model.MoneyInput{Amount: "5.00", Currency: "USD"}
	for name, in := range map[string]model.UpdateDealSettingsInput{
		"below its range":     {Numbers: numbers(number("REVIEW_DAYS", "", 0))},
		"above its range":     {Numbers: numbers(number("APPEALS", "", 11))},
		"twice":               {Numbers: numbers(number("APPEALS", "", 1), number("APPEALS", "", 2))},
		"a blank tier":        {Numbers: numbers(number("APPEALS", " ", 1))},
		"a reminder too late": {ReminderDays: given([]int{0})},
		"a nameless region":   {Regions: given([]*model.RegionInput{{Name: " ", Countries: []model.CountryCode{"GB"}}})},
		"two of a name":       {Regions: given([]*model.RegionInput{{Name: "A", Countries: []model.CountryCode{"GB"}}, {Name: "A", Countries: []model.CountryCode{"DE"}}})},
		"no country":          {Regions: given([]*model.RegionInput{{Name: "A"}})},
		"a reason for another action": {RefusalReasons: given([]*model.DealRefusalChoiceInput{{Key: "a", Code: "OTHER",
			Actions: []model.DealAction{"APPROVE"}}})},
		"a reason for nothing":        {RefusalReasons: given([]*model.DealRefusalChoiceInput{{Key: "a", Code: "OTHER"}})},
		"a malformed key":             {LossReasons: given([]*model.DealLossChoiceInput{{Key: "A b", Code: "OTHER"}})},
		"a key twice":                 {LossReasons: given([]*model.DealLossChoiceInput{{Key: "a", Code: "OTHER"}, {Key: "a", Code: "PRICE"}})},
		"a tier twice":                {TierReasons: given([]*model.DealTierReasonsInput{{Tier: "GOLD"}, {Tier: "GOLD"}})},
		"a nameless tier":             {TierReasons: given([]*model.DealTierReasonsInput{{Tier: " ", LossReasons: losses("OTHER", "a")}})},
		"a tier's malformed key":      {ProgramID: programID("reg"), TierReasons: given([]*model.DealTierReasonsInput{{Tier: "GOLD", LossReasons: losses("OTHER", "A b")}})},
		"a program's reason twice":    {ProgramID: programID("reg"), LossReasons: given(losses("OTHER", "a", "a"))},
		"a program's, for a vendor":   {AutoApproveBelow: given(usd)},
		"a vendor's, for a program":   {ProgramID: programID("reg"), Holidays: given([]model.Date{"2026-12-25"})},
		"another currency":            {ProgramID: programID("reg"), AutoApproveBelow: given(usd)},
		"a step of the distributor's": {ProgramID: programID("reg"), ApprovalRules: given([]*model.DealApprovalRuleInput{{Step: "DISTRIBUTOR_APPROVAL"}})},
	} {
		before := l.rules("ops@acme.example", in.ProgramID)
		if _, err := l.set("ops@acme.example", in); outcome(err) != "USER" {
			t.Errorf("%s: got %v, want a user error", name, err)
		}
		if diff := cmp.Diff(before, l.rules("ops@acme.example", in.ProgramID)); diff != "" {
			t.Errorf("%s changed something:\n%s", name, diff)
		}
	}
}

func TestAProgramsRulesAreSet(t *testing.T) {
	l := newLife(t)
	got, err := l.set("ops@acme.example", model.UpdateDealSettingsInput{ProgramID: programID("reg"),
		AutoApproveBelow: given(&model.MoneyInput{Amount: "500.00", Currency: "GBP"}),
		ApprovalRules: given([]*model.DealApprovalRuleInput{{Step: "OPERATIONS_APPROVAL", From: &model.MoneyInput{Amount: "70.00", Currency: "GBP"},
			ProductFamilies: []string{"cloud"}}})})
	mustNot(t, err)
	if got.AutoApproveBelow.Minor != 50_000 || len(got.ApprovalRules) != 1 {
		t.Fatalf("got %+v, want the amount and the rule", got)
	}
	if plan := l.kept(l.registers("sales@pa.example", order{program: "reg"}).ID).Plan; len(plan) != 2 {
		t.Errorf("got plan %v, want a second approval", plan)
	}
	if got, err = l.set("ops@acme.example", model.UpdateDealSettingsInput{ProgramID: programID("reg"),
		AutoApproveBelow: given[*model.MoneyInput](nil), ApprovalRules: given[[]*model.DealApprovalRuleInput](nil)}); err != nil || got.AutoApproveBelow != nil || len(got.ApprovalRules) != 0 {
		t.Errorf("got %+v (%v), want both taken back", got, err)
	}
}

// TestReasonsOfTheVendor: a list restricts an action to its codes and gives them words; another action stays free.
func TestReasonsOfTheVendor(t *testing.T) {
	l := newLife(t)
	text := func(s string) *string { return &s }
	_, err := l.set("ops@acme.example", model.UpdateDealSettingsInput{
		RefusalReasons: given([]*model.DealRefusalChoiceInput{
			{Key: "thin", Code: "INSUFFICIENT_INFO", Actions: []model.DealAction{"REJECT"}, Text: text("Too thin for us")},
			{Key: "named", Code: "OTHER", Actions: []model.DealAction{"REJECT", "VETO"}, Text: text("A named account")},
			{Key: "strategic", Code: "OTHER", Actions: []model.DealAction{"REJECT"}, Text: text("A strategic account")}}),
		LossReasons: given([]*model.DealLossChoiceInput{{Key: "price", Code: "PRICE"}})})
	mustNot(t, err)
	words := "because"
	for _, c := range []struct {
		name   string
		code   model.DealReasonCode
		choice *string
		want   string
		text   string
	}{
		{"a code with one entry", "INSUFFICIENT_INFO", nil, "", "Too thin for us"},
		{"a code with two", "OTHER", nil, "USER", ""},
		{"one of the two", "OTHER", text("strategic"), "", "A strategic account"},
		{"a code that is not listed", "NOT_QUALIFIED", nil, "USER", ""},
		{"an entry of another code", "INSUFFICIENT_INFO", text("named"), "USER", ""},
		{"no entry", "OTHER", text("nothing"), "USER", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := l.does(l.registers("sales@pa.example", order{customer: c.name}), move{"desk@acme.example", "CLAIM_REVIEW"})
			got, err := l.hub.RejectDeal(l.as("desk@acme.example"), model.RejectDealInput{ID: d.ID, ExpectedVersion: d.Version, Reason: c.code, Choice: c.choice, Comment: &words})
			if outcome(err) != c.want {
				t.Fatalf("got %v, want %q", err, c.want)
			}
			if c.want == "" && (*got.Reason != c.code || *got.ReasonText != c.text) {
				t.Errorf("got %s %q, want %s %q", *got.Reason, *got.ReasonText, c.code, c.text)
			}
		})
	}
	d := l.approvedDeal(order{customer: "Free"})
	if _, err := l.hub.MarkDealLost(l.as("sales@pa.example"), model.MarkDealLostInput{ID: d.ID, ExpectedVersion: d.Version, Reason: "COMPETITOR"}); outcome(err) != "USER" {
		t.Errorf("a loss for what is not listed: got %v, want a user error", err)
	}
	if _, err := l.hub.RevokeDeal(l.as("desk@acme.example"), model.RevokeDealInput{ID: d.ID, ExpectedVersion: d.Version, Reason: "NOT_QUALIFIED"}); err != nil {
		t.Errorf("an action without a list: got %v, want any code", err)
	}
	seen := func(email string) *model.Organization {
		o, err := l.hub.Organization(l.as(email), acme())
		mustNot(t, err)
		return o
	}
	for email, want := range map[string][2]int{"desk@acme.example": {3, 1}, "desk@dist.example": {3, 1}, "sales@pa.example": {0, 1}, "marketing@pa.example": {0, 0}} {
		if o := seen(email); len(o.RefusalReasons) != want[0] || len(o.LossReasons) != want[1] || o.Holidays != nil {
			t.Errorf("%s sees %d and %d reasons, want %v", email, len(o.RefusalReasons), len(o.LossReasons), want)
		}
	}
}

func TestSettingsCountFromNowOn(t *testing.T) {
	l := newLife(t)
	d := l.kept(l.approvedDeal(order{}).ID)
	_, err := l.set("ops@acme.example", model.UpdateDealSettingsInput{Numbers: numbers(number("GRACE_DAYS", "", 0), number("LONGEST_DAYS", "", 90))})
	mustNot(t, err)
	l.wait(90*day + time.Hour)
	if _, err := l.do("cam@acme.example", "REINSTATE", d.ID, d.Version); err != nil {
		t.Errorf("a deal approved under the earlier rules: got %v, want it reinstated", err)
	}
}
