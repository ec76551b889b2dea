package store_test

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"pgregory.net/rapid"

	"partnerhub/eligibility"
	"partnerhub/filter"
	"partnerhub/model"
	"partnerhub/store"
)

var ruleScheme = eligibility.Scheme{Tiers: []string{"BRONZE", "SILVER", "GOLD"}, Attributes: []model.AttributeDefinition{
	{Name: "focus", Type: model.AttributeTypeText}, {Name: "growth", Type: model.AttributeTypeNumber},
	{Name: "strategic", Type: model.AttributeTypeFlag}, {Name: "since", Type: model.AttributeTypeDay}}}

// ruleDays lie around the turn of a month and the ends of what the partners hold.
var ruleDays = []model.Date{"2026-10-31", "2026-11-01", "2026-11-22", "2026-11-23"}

func pick[T any](t *rapid.T, name string, from ...T) T { return rapid.SampledFrom(from).Draw(t, name) }

func maybe[T any](t *rapid.T, name string, from ...T) *T {
	return rapid.Ptr(rapid.SampledFrom(from), true).Draw(t, name)
}

// anyPartner draws from small pools, so that random rules meet it. Lists may be null, as in documents of an earlier time.
func anyPartner(t *rapid.T) *model.Partner {
	score := pick(t, "score", 0, 5, 10)
	p := &model.Partner{VendorID: "v", Name: "n", Type: pick(t, "type", model.PartnerTypeMsp, model.PartnerTypeVar), EngagementScore: &score,
		Country: pick[model.CountryCode](t, "country", "GB", "DE"), Tier: maybe(t, "tier", "BRONZE", "GOLD", "OLD"),
		LifeStage: maybe(t, "stage", model.LifeStageActive, model.LifeStageProspect), Region: maybe(t, "region", "UK"),
		Employees: maybe(t, "employees", 0, 5, 10), TechnicalHeadcount: maybe(t, "heads", 0, 5), MonoBrand: maybe(t, "mono", true, false),
		Tags: anySlice(rapid.SampledFrom([]string{"a", "b"})).Draw(t, "tags"),
		Certifications: anySlice(rapid.Custom(func(t *rapid.T) model.Certification {
			return model.Certification{Name: pick(t, "name", "a", "b", "c"), ValidUntil: pick(t, "until", "2026-11-21", "2026-11-22", model.NoLastDay)}
		})).Draw(t, "certifications"),
		Trainings: anySlice(rapid.Custom(func(t *rapid.T) model.Training {
			return model.Training{Name: pick(t, "name", "a", "b"), CompletedOn: pick[model.Date](t, "on", "2025-10-31", "2025-11-22", "2026-11-22", "2026-12-01"),
				ValidUntil: pick(t, "until", model.NoLastDay, "2026-11-21", "2026-11-22")}
		})).Draw(t, "trainings"),
		Attributes: anySlice(rapid.Custom(anyAttribute)).Draw(t, "attributes"),
		Revenue: anySlice(rapid.Custom(func(t *rapid.T) model.Turnover {
			return model.Turnover{Month: pick[model.Month](t, "month", "2025-10", "2025-11", "2026-11", "2026-12"), Family: pick(t, "family", "cloud", "edge"),
				Territory: pick[model.CountryCode](t, "territory", "GB", "DE"), Currency: pick[model.CurrencyCode](t, "currency", "GBP", "USD"),
				Minor: pick[int64](t, "minor", -1, 1, 99_999_999, 100_000_001)}
		})).Draw(t, "revenue"),
		Registered: anySlice(rapid.Custom(func(t *rapid.T) model.MonthCount {
			return model.MonthCount{Month: pick[model.Month](t, "month", "2025-10", "2025-11", "2026-11"), Count: pick(t, "count", 1, 5)}
		})).Draw(t, "registered"),
	}
	if rapid.Bool().Draw(t, "rfm") {
		p.RFM = &model.RFM{Recency: pick(t, "r", 1, 5), Frequency: pick(t, "f", 1, 5), Monetary: pick(t, "m", 1, 5)}
	}
	return p
}

func anyAttribute(t *rapid.T) model.Attribute {
	a := model.Attribute{Name: pick(t, "name", "focus", "growth", "strategic", "since")}
	a.Text, a.Number = maybe(t, "text", "a", "b"), maybe(t, "number", int64(-5000), 0, 50_000)
	a.Flag, a.Day = maybe(t, "flag", true, false), maybe[model.Date](t, "day", "2026-01-01", "2026-11-22")
	return a
}

func anyRule(t *rapid.T, depth int) *model.Rule {
	switch shape := rapid.IntRange(0, 6).Draw(t, "shape"); {
	case depth == 0 || shape < 3:
		return &model.Rule{Test: anyTest(t)}
	case shape == 3:
		return &model.Rule{Not: anyRule(t, depth-1)}
	case shape < 6:
		return &model.Rule{All: anyRules(t, depth)}
	}
	return &model.Rule{Any: anyRules(t, depth)}
}

func anyRules(t *rapid.T, depth int) []*model.Rule {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) *model.Rule { return anyRule(t, depth-1) }), 1, 3).Draw(t, "rules")
}

// anyTest draws a test that compiles.
func anyTest(t *rapid.T) *model.RuleTest {
	compare := pick(t, "op", model.RuleOpAtLeast, model.RuleOpAtMost, model.RuleOpAbove, model.RuleOpBelow)
	in := func(values ...string) *model.RuleTest {
		return &model.RuleTest{Op: model.RuleOpIn, Values: rapid.SliceOfN(rapid.SampledFrom(values), 1, 2).Draw(t, "values")}
	}
	number := func() *model.RuleTest {
		return &model.RuleTest{Op: compare, Values: []string{strconv.Itoa(pick(t, "number", 0, 1, 5, 6))}}
	}
	x := number()
	x.Attribute = pick(t, "attribute", model.AllRuleAttribute...)
	name := x.Attribute
	months := pick(t, "months", 1, 12, 36)
	switch name {
	case model.RuleAttributeType:
		x = in("MSP", "VAR")
	case model.RuleAttributeTier:
		x = in("GOLD", "OLD")
		if rapid.Bool().Draw(t, "ranked") {
			x = &model.RuleTest{Op: pick(t, "rank", model.RuleOpAtLeast, model.RuleOpAtMost), Values: []string{pick(t, "tier", ruleScheme.Tiers...)}}
		}
	case model.RuleAttributeCountry:
		x = in("GB", "FR")
	case model.RuleAttributeRegion:
		x = in("UK", "X")
	case model.RuleAttributeLifeStage:
		x = in("ACTIVE", "INACTIVE")
	case model.RuleAttributeTag, model.RuleAttributeCertification:
		x = in("a", "b", "c")
	case model.RuleAttributeTraining:
		x = in("a", "b")
		x.Months = rapid.Ptr(rapid.Just(months), true).Draw(t, "window")
	case model.RuleAttributeMonoBrand:
		x = &model.RuleTest{Op: model.RuleOpIs, Values: []string{pick(t, "flag", "true", "false")}}
	case model.RuleAttributeRevenue:
		gbp := model.CurrencyCode("GBP")
		x.Values, x.Months, x.Currency = []string{pick(t, "amount", "0", "0.01", "1000000.00", "999999.99", "-0.01")}, &months, &gbp
		x.ProductFamilies = pick(t, "families", nil, []string{"cloud"})
		x.Territories = pick(t, "territories", nil, []model.CountryCode{"GB"})
	case model.RuleAttributeDealsRegistered:
		x.Months = &months
	case model.RuleAttributeCustom:
		x = anyCustom(t, in, compare)
	}
	x.Attribute = name
	return x
}

func anyCustom(t *rapid.T, in func(...string) *model.RuleTest, compare model.RuleOp) *model.RuleTest {
	name := pick(t, "custom", "focus", "growth", "strategic", "since")
	x := map[string]*model.RuleTest{
		"focus":     in("a", "c"),
		"growth":    {Op: compare, Values: []string{pick(t, "growth", "-0.5", "0", "5", "5.0001")}},
		"strategic": {Op: model.RuleOpIs, Values: []string{pick(t, "strategic", "true", "false")}},
		"since":     {Op: pick(t, "since", model.RuleOpAtLeast, model.RuleOpAtMost), Values: []string{pick(t, "day", "2026-01-01", "2026-01-02")}},
	}[name]
	x.Name = &name
	return x
}

// A rule has two readings: sight asks it in Go, lists ask the database. They are one decision only as long as they agree.
func TestDatabaseAgreesWithRules(t *testing.T) {
	coll := newBase(t).db().Collection("rules")
	held, asked := 0, 0
	rapid.Check(t, func(rt *rapid.T) {
		ctx := context.Background()
		_, err := coll.DeleteMany(ctx, bson.D{})
		must(t, err)
		var partners []*model.Partner
		for i := range rapid.IntRange(1, 8).Draw(rt, "partners") {
			p := anyPartner(rt)
			p.ID = model.ID(fmt.Sprintf("partner_%d", i))
			partners = append(partners, p)
		}
		_, err = coll.InsertMany(ctx, partners)
		must(t, err)
		for range 8 {
			source := anyRule(rt, 3)
			rule, faults := eligibility.Compile(source, ruleScheme)
			if len(faults) > 0 {
				rt.Fatalf("%v", faults)
			}
			day := pick(rt, "day", ruleDays...)
			want := []model.ID{}
			for _, p := range partners {
				if rule.Holds(p, day) {
					want = append(want, p.ID)
				}
				if rule.Cond(day).Match(filter.DocOf(p)) != rule.Holds(p, day) {
					rt.Fatalf("on %s, %s: the condition does not agree on %+v", day, rule.Describe(), p)
				}
			}
			found, err := coll.Find(ctx, store.Compile(store.Simplify(rule.Cond(day))), options.Find().SetSort(bson.D{{Key: "_id", Value: 1}}))
			if err != nil {
				rt.Fatalf("%s: %v", rule.Describe(), err)
			}
			var rows []model.Record
			must(t, found.All(ctx, &rows))
			if got := ids(rows); !slices.Equal(got, want) {
				rt.Fatalf("on %s, %s: got %v, want %v", day, rule.Describe(), got, want)
			}
			held, asked = held+len(want), asked+len(partners)
		}
	})
	if held*20 < asked || held*20 > asked*19 {
		t.Errorf("rules held for %d of %d partners: the rules say too little", held, asked)
	}
}
