package eligibility

import "partnerhub/model"

// Finding is what one test of a rule found on a partner.
type Finding struct {
	Path    string // of the test in the rule, such as all[0].test
	Test    string // the test as words
	Field   string // the stored field of a partner that the test looks at
	Value   string // what the partner has; "" when nothing is known
	Holds   bool
	Needed  bool // whether the test has to hold: below a not it must fail
	Failing bool // whether it is one of those that keep the rule from giving the wanted answer
}

// Explain lists what each test of the rule finds, in the rule's order, where the rule is wanted to hold or wanted not to. A test
// that does not go as it should is failing only where nothing else makes up for it: no test is when the answer is the wanted one.
func (c Compiled) Explain(p *model.Partner, day model.Date, wanted bool) []Finding {
	return c.root.explain(nil, p, day, wanted, true)
}

func (n node) explain(out []Finding, p *model.Partner, day model.Date, needed, decides bool) []Finding {
	failing := decides && n.holds(p, day) != needed
	if n.joint == leaf {
		return append(out, Finding{Path: n.path, Test: n.test.words, Field: n.test.field, Value: n.test.value(p, day),
			Holds: n.test.holds(p, day), Needed: needed, Failing: failing})
	}
	for _, s := range n.subs {
		out = s.explain(out, p, day, needed != (n.joint == not), failing)
	}
	return out
}

// Look is what one test of a rule looks at.
type Look struct {
	Path  string // of the test in the rule, such as all[0].test
	Field string // the stored field of a partner
}

// Looks lists what the tests of the rule look at, in the rule's order.
func (c Compiled) Looks() []Look { return c.root.looks(nil) }

func (n node) looks(out []Look) []Look {
	if n.joint == leaf {
		return append(out, Look{n.path, n.test.field})
	}
	for _, s := range n.subs {
		out = s.looks(out)
	}
	return out
}

// fieldOf is the stored field of a partner that an attribute is read from, "" for none: who may not see the field may not learn
// what a test of the attribute found.
func fieldOf(a model.RuleAttribute) string {
	return map[model.RuleAttribute]string{
		model.RuleAttributeType: "type", model.RuleAttributeCountry: "country", model.RuleAttributeRegion: "region",
		model.RuleAttributeLifeStage: "lifeStage", model.RuleAttributeTier: "tier", model.RuleAttributeTag: "tags",
		model.RuleAttributeMonoBrand: "monoBrand", model.RuleAttributeEmployees: "employees",
		model.RuleAttributeTechnicalHeadcount: "technicalHeadcount", model.RuleAttributeEngagementScore: "engagementScore",
		model.RuleAttributeRfmRecency: "rfm", model.RuleAttributeRfmFrequency: "rfm", model.RuleAttributeRfmMonetary: "rfm",
		model.RuleAttributeCertification: "certifications", model.RuleAttributeCertificationCount: "certifications",
		model.RuleAttributeTraining: "trainings", model.RuleAttributeRevenue: "revenue",
		model.RuleAttributeDealsRegistered: "registered", model.RuleAttributeCustom: "attributes",
	}[a]
}
