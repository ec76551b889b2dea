package eligibility_test

import (
	"slices"
	"strings"
	"testing"

	"partnerhub/eligibility"
	"partnerhub/model"
)

func TestExplain(t *testing.T) {
	p := expert()
	p.Certifications[0].ValidUntil = "2026-11-21"
	got := must(t, cloud).Explain(p, today, true)
	want := []eligibility.Finding{
		{Path: "all[0].test", Test: "revenue over 12 months in GB on cloud is above 1000000.00 GBP", Field: "revenue", Value: "1000000.01 GBP", Holds: true, Needed: true},
		{Path: "all[1].test", Test: "a completed training is expertise", Field: "trainings", Value: "expertise on 2026-11-22 until 2026-11-22", Holds: true, Needed: true},
		{Path: "all[2].test", Test: "the number of valid certifications is at least 3", Field: "certifications", Value: "2", Needed: true, Failing: true},
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
}

// TestFailing: what keeps a rule from its answer, with joints in between. The partner is an MSP in GB.
func TestFailing(t *testing.T) {
	msp, dealer := `{"test":{"attribute":"TYPE","op":"IN","values":["MSP"]}}`, `{"test":{"attribute":"TYPE","op":"IN","values":["DEALER"]}}`
	gb, de := `{"test":{"attribute":"COUNTRY","op":"IN","values":["GB"]}}`, `{"test":{"attribute":"COUNTRY","op":"IN","values":["DE"]}}`
	for _, tc := range []struct {
		name, rule string
		wanted     bool
		failing    string
	}{
		{"one of any is enough", `{"any":[` + msp + `,` + de + `]}`, true, ""},
		{"none of any", `{"any":[` + dealer + `,` + de + `]}`, true, "any[0].test any[1].test"},
		{"what all lacks", `{"all":[` + msp + `,` + de + `]}`, true, "all[1].test"},
		{"below not", `{"not":{"all":[` + msp + `,` + gb + `]}}`, true, "not.all[0].test not.all[1].test"},
		{"not of what does not hold", `{"not":{"all":[` + msp + `,` + de + `]}}`, true, ""},
		{"made up for elsewhere", `{"any":[{"all":[` + msp + `,` + de + `]},` + gb + `]}`, true, ""},
		{"left out and in", `{"any":[` + msp + `,` + de + `]}`, false, "any[0].test"},
		{"left out and outside", `{"all":[` + msp + `,` + de + `]}`, false, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var failing []string
			for _, f := range must(t, tc.rule).Explain(expert(), today, tc.wanted) {
				if f.Failing {
					failing = append(failing, f.Path)
				}
				if f.Failing && f.Holds == f.Needed {
					t.Errorf("%s is failing and goes as it should", f.Path)
				}
			}
			if got := strings.Join(failing, " "); got != tc.failing {
				t.Errorf("got %q, want %q", got, tc.failing)
			}
			if holds := must(t, tc.rule).Holds(expert(), today); (holds == tc.wanted) != (len(failing) == 0) {
				t.Errorf("holds: %t, wanted %t, failing %v", holds, tc.wanted, failing)
			}
		})
	}
}

// TestEveryAttributeNamesItsField: without one, what a test found would be shown to the wrong people.
func TestEveryAttributeNamesItsField(t *testing.T) {
	rest := map[model.RuleAttribute]string{
		model.RuleAttributeMonoBrand: `"op":"IS","values":["true"]`, model.RuleAttributeCustom: `"name":"focus","op":"IN","values":["a"]`,
		model.RuleAttributeRevenue: `"op":"ABOVE","values":["1"],"months":1,"currency":"GBP"`, model.RuleAttributeDealsRegistered: `"op":"ABOVE","values":["1"],"months":1`,
		model.RuleAttributeType: `"op":"IN","values":["MSP"]`, model.RuleAttributeCountry: `"op":"IN","values":["GB"]`, model.RuleAttributeLifeStage: `"op":"IN","values":["ACTIVE"]`,
	}
	texts := []model.RuleAttribute{model.RuleAttributeRegion, model.RuleAttributeTier, model.RuleAttributeTag, model.RuleAttributeCertification, model.RuleAttributeTraining}
	for _, a := range model.AllRuleAttribute {
		more := rest[a]
		if more == "" {
			more = `"op":"ABOVE","values":["1"]`
		}
		if slices.Contains(texts, a) {
			more = `"op":"IN","values":["a"]`
		}
		found := must(t, `{"test":{"attribute":"`+string(a)+`",`+more+`}}`).Explain(expert(), today, true)
		if len(found) != 1 || found[0].Field == "" {
			t.Errorf("%s: got %+v, want the field that it is read from", a, found)
		}
	}
}
