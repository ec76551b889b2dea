package eligibility

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"partnerhub/filter"
	"partnerhub/model"
)

// make compiles the test of an attribute. It adds to the faults what does not fit.
func (l *reading) make() test {
	switch l.Attribute {
	case model.RuleAttributeType:
		return l.text("type", "type", oneOf(model.AllPartnerType), func(p *model.Partner) string { return string(p.Type) })
	case model.RuleAttributeCountry:
		return l.text("country", "country", country, func(p *model.Partner) string { return string(p.Country) })
	case model.RuleAttributeRegion:
		return l.text("region", "region", free, func(p *model.Partner) string { return orEmpty(p.Region) })
	case model.RuleAttributeLifeStage:
		return l.text("life stage", "lifeStage", oneOf(model.AllLifeStage), func(p *model.Partner) string { return string(orEmpty(p.LifeStage)) })
	case model.RuleAttributeTier:
		return l.tier()
	case model.RuleAttributeTag:
		return l.tag()
	case model.RuleAttributeMonoBrand:
		return l.monoBrand()
	case model.RuleAttributeEmployees:
		return l.count("employees", "employees", func(p *model.Partner) *int { return p.Employees })
	case model.RuleAttributeTechnicalHeadcount:
		return l.count("technical head count", "technicalHeadcount", func(p *model.Partner) *int { return p.TechnicalHeadcount })
	case model.RuleAttributeEngagementScore:
		return l.count("engagement score", "engagementScore", func(p *model.Partner) *int { return p.EngagementScore })
	case model.RuleAttributeRfmRecency:
		return l.count("recency", "rfm.recency", rfm(func(r *model.RFM) *int { return &r.Recency }))
	case model.RuleAttributeRfmFrequency:
		return l.count("frequency", "rfm.frequency", rfm(func(r *model.RFM) *int { return &r.Frequency }))
	case model.RuleAttributeRfmMonetary:
		return l.count("monetary value", "rfm.monetary", rfm(func(r *model.RFM) *int { return &r.Monetary }))
	case model.RuleAttributeCertification:
		return l.certification()
	case model.RuleAttributeCertificationCount:
		return l.certificationCount()
	case model.RuleAttributeTraining:
		return l.training()
	case model.RuleAttributeRevenue:
		return l.revenue()
	case model.RuleAttributeDealsRegistered:
		return l.deals()
	case model.RuleAttributeCustom:
		return l.custom()
	}
	return test{}
}

func orEmpty[T any](v *T) T {
	if v == nil {
		var zero T
		return zero
	}
	return *v
}

func country(s string) error {
	_, err := model.ParseCountry(s)
	return err
}

func rfm(band func(*model.RFM) *int) func(*model.Partner) *int {
	return func(p *model.Partner) *int {
		if p.RFM == nil {
			return nil
		}
		return band(p.RFM)
	}
}

// text tests one text of a partner; the empty one is unknown.
func (l *reading) text(subject, field string, valid func(string) error, read func(*model.Partner) string) test {
	values := l.among(valid)
	return test{
		words: l.says(subject),
		holds: func(p *model.Partner, _ model.Date) bool { return slices.Contains(values, read(p)) },
		cond:  func(model.Date) filter.Cond { return filter.OneOf(field, values) },
		value: func(p *model.Partner, _ model.Date) string { return read(p) },
	}
}

// tier compares by the vendor's order: the comparison becomes the names that it means.
func (l *reading) tier() test {
	read := func(p *model.Partner) string { return orEmpty(p.Tier) }
	if l.Op == model.RuleOpIn {
		return l.text("tier", "tier", free, read)
	}
	name, ok := l.single(model.RuleOpIn, model.RuleOpAtLeast, model.RuleOpAtMost)
	rank := slices.Index(l.compiler.scheme.Tiers, name)
	if ok && rank < 0 {
		l.bad(fmt.Errorf("is none of the vendor's tiers"))
	}
	if !ok || rank < 0 {
		return test{}
	}
	names := l.compiler.scheme.Tiers[rank:]
	if l.Op == model.RuleOpAtMost {
		names = l.compiler.scheme.Tiers[:rank+1]
	}
	return test{
		words: l.says("tier"),
		holds: func(p *model.Partner, _ model.Date) bool { return slices.Contains(names, read(p)) },
		cond:  func(model.Date) filter.Cond { return filter.OneOf("tier", names) },
		value: func(p *model.Partner, _ model.Date) string { return read(p) },
	}
}

func (l *reading) tag() test {
	values := l.among(free)
	return test{
		words: l.says("a tag"),
		holds: func(p *model.Partner, _ model.Date) bool {
			return slices.ContainsFunc(p.Tags, func(tag string) bool { return slices.Contains(values, tag) })
		},
		cond:  func(model.Date) filter.Cond { return filter.OneOf("tags", values) },
		value: func(p *model.Partner, _ model.Date) string { return strings.Join(p.Tags, ", ") },
	}
}

func (l *reading) monoBrand() test {
	want := l.flag()
	return test{
		words: l.says("mono-brand"),
		holds: func(p *model.Partner, _ model.Date) bool { return p.MonoBrand != nil && *p.MonoBrand == want },
		cond:  func(model.Date) filter.Cond { return filter.Is("monoBrand", want) },
		value: func(p *model.Partner, _ model.Date) string { return flagText(p.MonoBrand) },
	}
}

func flagText(b *bool) string {
	if b == nil {
		return ""
	}
	return strconv.FormatBool(*b)
}

// count tests a whole number that a partner may lack.
func (l *reading) count(subject, field string, read func(*model.Partner) *int) test {
	b, _ := l.number(whole)
	return test{
		words: l.says(subject),
		holds: func(p *model.Partner, _ model.Date) bool { n := read(p); return n != nil && b.holds(int64(*n)) },
		cond:  func(model.Date) filter.Cond { return b.on(field) },
		value: func(p *model.Partner, _ model.Date) string {
			if n := read(p); n != nil {
				return strconv.Itoa(*n)
			}
			return ""
		},
	}
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}
