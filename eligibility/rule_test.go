package eligibility_test

import (
	"fmt"
	"strings"
	"testing"

	"partnerhub/eligibility"
	"partnerhub/filter"
	"partnerhub/model"
)

var scheme = eligibility.Scheme{Tiers: []string{"BRONZE", "SILVER", "GOLD"}, Attributes: []model.AttributeDefinition{
	{Name: "focus", Type: model.AttributeTypeText}, {Name: "growth", Type: model.AttributeTypeNumber},
	{Name: "strategic", Type: model.AttributeTypeFlag}, {Name: "since", Type: model.AttributeTypeDay}}}

// The three questions that a flat partner list cannot answer.
const (
	million = `{"test":{"attribute":"REVENUE","op":"ABOVE","values":["1000000.00"],"currency":"GBP","months":12,"territories":["GB"]}}`
	experts = `{"all":[` + million + `,{"test":{"attribute":"TRAINING","op":"IN","values":["expertise"]}}]}`
	cloud   = `{"all":[{"test":{"attribute":"REVENUE","op":"ABOVE","values":["1000000.00"],"currency":"GBP","months":12,"territories":["GB"],"productFamilies":["cloud"]}},
		{"test":{"attribute":"TRAINING","op":"IN","values":["expertise"]}},{"test":{"attribute":"CERTIFICATION_COUNT","op":"AT_LEAST","values":["3"]}}]}`
)

const today model.Date = "2026-11-22"

func compile(tb testing.TB, text string) (eligibility.Compiled, model.UserErrors) {
	tb.Helper()
	rule, err := model.RuleText(text).Rule()
	if err != nil {
		tb.Fatal(err)
	}
	return eligibility.Compile(rule, scheme)
}

func must(tb testing.TB, text string) eligibility.Compiled {
	tb.Helper()
	c, faults := compile(tb, text)
	if len(faults) > 0 {
		tb.Fatal(faults)
	}
	return c
}

// expert is a partner that all three rules hold for, by a penny and by a day.
func expert() *model.Partner {
	return &model.Partner{
		Type: model.PartnerTypeMsp, Country: "GB",
		Revenue: []model.Turnover{
			{Month: "2026-11", Family: "cloud", Territory: "GB", Currency: "GBP", Minor: 60_000_001},
			{Month: "2025-11", Family: "cloud", Territory: "GB", Currency: "GBP", Minor: 40_000_000}},
		Trainings:      []model.Training{{Name: "expertise", CompletedOn: today, ValidUntil: today}},
		Certifications: []model.Certification{{Name: "a", ValidUntil: today}, {Name: "b", ValidUntil: "2027-01-01"}, {Name: "c", ValidUntil: model.NoLastDay}},
	}
}

func TestTheThreeQuestionsAtTheirBorders(t *testing.T) {
	for _, tc := range []struct {
		name   string
		change func(*model.Partner)
		want   string // which of the three hold
	}{
		{"a penny above", func(*model.Partner) {}, "million experts cloud"},
		{"exactly a million", func(p *model.Partner) { p.Revenue[0].Minor-- }, ""},
		{"a penny below", func(p *model.Partner) { p.Revenue[0].Minor -= 2 }, ""},
		{"before the window", func(p *model.Partner) { p.Revenue[1].Month = "2025-10" }, ""},
		{"after today's month", func(p *model.Partner) { p.Revenue[0].Month = "2026-12" }, ""},
		{"in another country", func(p *model.Partner) { p.Revenue[0].Territory = "IE" }, ""},
		{"in another currency", func(p *model.Partner) { p.Revenue[0].Currency = "EUR" }, ""},
		{"other products", func(p *model.Partner) { p.Revenue[0].Family = "desktop" }, "million experts"},
		{"something came back", func(p *model.Partner) {
			p.Revenue = append(p.Revenue, model.Turnover{Month: "2026-10", Family: "cloud", Territory: "GB", Currency: "GBP", Minor: -2})
		}, ""},
		{"a training that ended yesterday", func(p *model.Partner) { p.Trainings[0].ValidUntil = "2026-11-21" }, "million"},
		{"a training without an end", func(p *model.Partner) { p.Trainings[0].ValidUntil = model.NoLastDay }, "million experts cloud"},
		{"training tomorrow", func(p *model.Partner) { p.Trainings[0].CompletedOn = "2026-11-23" }, "million"},
		{"another training", func(p *model.Partner) { p.Trainings[0].Name = "sales" }, "million"},
		{"a certification that ended yesterday", func(p *model.Partner) { p.Certifications[0].ValidUntil = "2026-11-21" }, "million experts"},
		{"one certification fewer", func(p *model.Partner) { p.Certifications = p.Certifications[1:] }, "million experts"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p := expert()
			tc.change(p)
			var got []string
			for _, rule := range []struct{ name, text string }{{"million", million}, {"experts", experts}, {"cloud", cloud}} {
				c := must(t, rule.text)
				if c.Holds(p, today) {
					got = append(got, rule.name)
				}
				if c.Cond(today).Match(filter.DocOf(p)) != c.Holds(p, today) {
					t.Errorf("%s: the condition does not agree", rule.name)
				}
			}
			if strings.Join(got, " ") != tc.want {
				t.Errorf("got %v, want %s", got, tc.want)
			}
		})
	}
}

// TestTheClockAlone moves the day and nothing else.
func TestTheClockAlone(t *testing.T) {
	c, p := must(t, cloud), expert()
	for _, tc := range []struct {
		day  model.Date
		want bool
	}{{"2026-11-21", false}, {"2026-11-22", true}, {"2026-11-23", false}} {
		if got := c.Holds(p, tc.day); got != tc.want {
			t.Errorf("on %s: got %t, want %t", tc.day, got, tc.want)
		}
	}
	lasting := must(t, million)
	for day, want := range map[model.Date]bool{"2026-11-30": true, "2026-12-01": false} {
		if got := lasting.Holds(p, day); got != want {
			t.Errorf("revenue on %s: got %t, want %t", day, got, want)
		}
	}
}

func TestFaultsNameTheWay(t *testing.T) {
	deep := strings.Repeat(`{"not":`, 6) + million + strings.Repeat(`}`, 6)
	many := `{"all":[` + strings.Repeat(million+",", 60) + million + `]}`
	for _, tc := range []struct{ name, rule, want string }{
		{"nothing", `{}`, ""},
		{"two sides", `{"all":[` + million + `],"not":` + million + `}`, ""},
		{"an empty list", `{"all":[]}`, "all"},
		{"an empty list inside", `{"all":[{"any":[]}]}`, "all[0].any"},
		{"nothing inside", `{"all":[` + million + `,{"any":[{}]}]}`, "all[1].any[0]"},
		{"null inside", `{"all":[null]}`, "all[0]"},
		{"too deep", deep, "not.not.not.not.not.not"},
		{"too many", many, "all"},
		{"an operator of another type", `{"not":{"test":{"attribute":"EMPLOYEES","op":"IN","values":["5"]}}}`, "not.test.op"},
		{"no value", `{"test":{"attribute":"TYPE","op":"IN","values":[]}}`, "test.values"},
		{"two values", `{"test":{"attribute":"EMPLOYEES","op":"ABOVE","values":["1","2"]}}`, "test.values"},
		{"a word that is none", `{"test":{"attribute":"TYPE","op":"IN","values":["MSP","FRIEND"]}}`, "test.values[1]"},
		{"a country that is none", `{"test":{"attribute":"COUNTRY","op":"IN","values":["XX"]}}`, "test.values[0]"},
		{"blanks around", `{"test":{"attribute":"TAG","op":"IN","values":[" a"]}}`, "test.values[0]"},
		{"a number that is none", `{"test":{"attribute":"EMPLOYEES","op":"ABOVE","values":["1e3"]}}`, "test.values[0]"},
		{"a number with a sign", `{"test":{"attribute":"EMPLOYEES","op":"ABOVE","values":["+5"]}}`, "test.values[0]"},
		{"too many decimals", `{"test":{"attribute":"REVENUE","op":"ABOVE","values":["1.001"],"currency":"GBP","months":12}}`, "test.values[0]"},
		{"no currency", `{"test":{"attribute":"REVENUE","op":"ABOVE","values":["1"],"months":12}}`, "test.currency"},
		{"no window", `{"test":{"attribute":"REVENUE","op":"ABOVE","values":["1"],"currency":"GBP"}}`, "test.months"},
		{"a window too long", `{"test":{"attribute":"DEALS_REGISTERED","op":"ABOVE","values":["1"],"months":37}}`, "test.months"},
		{"a window where there is none", `{"test":{"attribute":"TYPE","op":"IN","values":["MSP"],"months":3}}`, "test.months"},
		{"products where there are none", `{"test":{"attribute":"TYPE","op":"IN","values":["MSP"],"productFamilies":["a"]}}`, "test.productFamilies"},
		{"a name where there is none", `{"test":{"attribute":"TYPE","op":"IN","values":["MSP"],"name":"a"}}`, "test.name"},
		{"a rank of no tier", `{"test":{"attribute":"TIER","op":"AT_LEAST","values":["IRON"]}}`, "test.values[0]"},
		{"no name", `{"test":{"attribute":"CUSTOM","op":"IN","values":["a"]}}`, "test.name"},
		{"an attribute that is not defined", `{"test":{"attribute":"CUSTOM","name":"colour","op":"IN","values":["a"]}}`, "test.name"},
		{"a custom operator", `{"test":{"attribute":"CUSTOM","name":"strategic","op":"IN","values":["true"]}}`, "test.op"},
		{"a custom number", `{"test":{"attribute":"CUSTOM","name":"growth","op":"ABOVE","values":["1.00001"]}}`, "test.values[0]"},
		{"a custom flag", `{"test":{"attribute":"CUSTOM","name":"strategic","op":"IS","values":["yes"]}}`, "test.values[0]"},
		{"a custom day", `{"test":{"attribute":"CUSTOM","name":"since","op":"AT_MOST","values":["2026-13-01"]}}`, "test.values[0]"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c, faults := compile(t, tc.rule)
			if len(faults) == 0 || *faults[0].Field != tc.want {
				t.Fatalf("got %v, want a fault at %q", paths(faults), tc.want)
			}
			if c.Holds(expert(), today) || c.Cond(today).Op != filter.None {
				t.Error("a rule with a fault holds for somebody")
			}
		})
	}
}

// TestUnknownWords are kept out where rules are read; a rule that holds one all the same holds for nobody.
func TestUnknownWords(t *testing.T) {
	for want, test := range map[string]model.RuleTest{
		"test.attribute": {Attribute: "COLOUR", Op: model.RuleOpIn, Values: []string{"red"}},
		"test.op":        {Attribute: model.RuleAttributeType, Op: "LIKE", Values: []string{"MSP"}},
	} {
		_, faults := eligibility.Compile(&model.Rule{Test: &test}, scheme)
		if len(faults) != 1 || *faults[0].Field != want {
			t.Errorf("got %v, want one fault at %s", paths(faults), want)
		}
	}
}

func paths(faults model.UserErrors) (out []string) {
	for _, f := range faults {
		out = append(out, fmt.Sprintf("%s: %s", *f.Field, f.Message))
	}
	return out
}

func TestDescribe(t *testing.T) {
	for rule, want := range map[string]string{
		million: "revenue over 12 months in GB is above 1000000.00 GBP",
		experts: "revenue over 12 months in GB is above 1000000.00 GBP and a completed training is expertise",
		`{"any":[{"test":{"attribute":"TYPE","op":"IN","values":["MSP","VAR"]}},{"all":[{"test":{"attribute":"COUNTRY","op":"IN","values":["GB"]}},` +
			`{"not":{"any":[{"test":{"attribute":"TIER","op":"AT_MOST","values":["SILVER"]}},{"test":{"attribute":"CUSTOM","name":"growth","op":"BELOW","values":["2.5"]}}]}}]}]}`: "type is MSP or VAR or (country is GB and not (tier is at most SILVER or growth is below 2.5))",
	} {
		if got := must(t, rule).Describe(); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

func TestSettled(t *testing.T) {
	for _, tc := range []struct {
		turn    eligibility.Turn
		on, day model.Date
		want    bool
	}{
		{eligibility.Never, "2020-01-01", today, true}, {eligibility.Never, "", today, false},
		{eligibility.Monthly, "2026-11-01", today, true}, {eligibility.Monthly, "2026-10-31", today, false},
		{eligibility.Daily, today, today, true}, {eligibility.Daily, "2026-11-21", today, false}, {eligibility.Daily, "2026-11-23", today, false},
	} {
		if got := tc.turn.Settled(tc.on, tc.day); got != tc.want {
			t.Errorf("%v of %s on %s: got %t, want %t", tc.turn, tc.on, tc.day, got, tc.want)
		}
	}
}

func TestZeroRuleHoldsForNobody(t *testing.T) {
	var c eligibility.Compiled
	if c.Holds(expert(), today) || c.Cond(today).Match(filter.DocOf(expert())) {
		t.Error("the zero rule holds")
	}
}

func TestNumbersOfAttributes(t *testing.T) {
	for text, want := range map[string]int64{"0": 0, "2.5": 25_000, "-0.0001": -1, "123456789012.1234": 1_234_567_890_121_234} {
		n, err := eligibility.ParseNumber(text)
		if err != nil || n != want || string(eligibility.NumberText(n)) != text {
			t.Errorf("%s: got %d and %s (%v)", text, n, eligibility.NumberText(n), err)
		}
	}
	for _, text := range []string{"", "1.00001", "1234567890123", "--1", "1,5", "NaN"} {
		if n, err := eligibility.ParseNumber(text); err == nil {
			t.Errorf("%q: got %d, want a fault", text, n)
		}
	}
}

func TestMonthsBack(t *testing.T) {
	for _, tc := range []struct {
		day    model.Date
		months int
		want   model.Date
	}{{"2026-03-31", 1, "2026-02-28"}, {"2028-03-31", 1, "2028-02-29"}, {"2026-01-15", 12, "2025-01-15"}, {"2026-01-01", 1, "2025-12-01"}} {
		if got := tc.day.MonthsBack(tc.months); got != tc.want {
			t.Errorf("%d months before %s: got %s, want %s", tc.months, tc.day, got, tc.want)
		}
	}
}
