package eligibility

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"partnerhub/filter"
	"partnerhub/model"
)

// custom tests an attribute that the vendor has defined, by its type.
func (l *reading) custom() test {
	if l.Name == nil {
		l.fail("name", model.UserErrorCodeRequired, "name the attribute")
		return test{}
	}
	at := slices.IndexFunc(l.compiler.scheme.Attributes, func(d model.AttributeDefinition) bool { return d.Name == *l.Name })
	if at < 0 {
		l.fail("name", model.UserErrorCodeInvalid, "is none of the vendor's attributes")
		return test{}
	}
	switch l.compiler.scheme.Attributes[at].Type {
	case model.AttributeTypeText:
		values := l.among(free)
		return l.attribute(filter.OneOf("text", values), func(a *model.Attribute) bool { return a.Text != nil && slices.Contains(values, *a.Text) })
	case model.AttributeTypeFlag:
		want := l.flag()
		return l.attribute(filter.Is("flag", want), func(a *model.Attribute) bool { return a.Flag != nil && *a.Flag == want })
	case model.AttributeTypeNumber:
		b, _ := l.number(ParseNumber)
		return l.attribute(b.on("number"), func(a *model.Attribute) bool { return a.Number != nil && b.holds(*a.Number) })
	}
	return l.onDay()
}

func (l *reading) onDay() test {
	text, ok := l.single(model.RuleOpAtLeast, model.RuleOpAtMost)
	day, err := model.ParseDate(text)
	if ok && err != nil {
		l.bad(err)
	}
	if l.Op == model.RuleOpAtMost {
		return l.attribute(filter.AtMost("day", day), func(a *model.Attribute) bool { return a.Day != nil && *a.Day <= day })
	}
	return l.attribute(filter.AtLeast("day", day), func(a *model.Attribute) bool { return a.Day != nil && *a.Day >= day })
}

// attribute is a test of the attribute of the test's name.
func (l *reading) attribute(cond filter.Cond, holds func(*model.Attribute) bool) test {
	name := *l.Name
	find := func(p *model.Partner) *model.Attribute {
		at := slices.IndexFunc(p.Attributes, func(a model.Attribute) bool { return a.Name == name })
		if at < 0 {
			return nil
		}
		return &p.Attributes[at]
	}
	return test{
		words: l.says(name),
		holds: func(p *model.Partner, _ model.Date) bool {
			return slices.ContainsFunc(p.Attributes, func(a model.Attribute) bool { return a.Name == name && holds(&a) })
		},
		cond: func(model.Date) filter.Cond {
			return filter.HasElem("attributes", filter.AllOf(filter.Is("name", name), cond))
		},
		value: func(p *model.Partner, _ model.Date) string {
			if a := find(p); a != nil {
				return AttributeText(a)
			}
			return ""
		},
	}
}

// AttributeText tells an attribute's value to people.
func AttributeText(a *model.Attribute) string {
	switch {
	case a.Text != nil:
		return *a.Text
	case a.Number != nil:
		return string(NumberText(*a.Number))
	case a.Flag != nil:
		return flagText(a.Flag)
	case a.Day != nil:
		return string(*a.Day)
	}
	return ""
}

// ParseNumber reads an attribute's number: a decimal with at most four places.
func ParseNumber(s string) (int64, error) {
	fault := fmt.Errorf("is a number with at most 4 decimal places and 12 digits before them")
	if _, err := model.ParseDecimal(s); err != nil {
		return 0, fault
	}
	digits, minus := strings.CutPrefix(s, "-")
	before, after, _ := strings.Cut(digits, ".")
	if len(after) > 4 || len(before) > 12 {
		return 0, fault
	}
	n, err := strconv.ParseInt(before+after+strings.Repeat("0", 4-len(after)), 10, 64)
	if err != nil {
		return 0, fault
	}
	if minus {
		n = -n
	}
	return n, nil
}

// NumberText is the decimal form of an attribute's number, without zeros at its end.
func NumberText(n int64) model.Decimal {
	sign := ""
	if n < 0 {
		sign, n = "-", -n
	}
	text := fmt.Sprintf("%s%d", sign, n/model.NumberScale)
	if rest := n % model.NumberScale; rest != 0 {
		text += "." + strings.TrimRight(fmt.Sprintf("%04d", rest), "0")
	}
	return model.Decimal(text)
}
