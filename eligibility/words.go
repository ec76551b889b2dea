package eligibility

import (
	"strings"

	"partnerhub/model"
)

// comparison says how a test compares, such as "is at least 3".
func (l *reading) comparison() string {
	values := strings.Join(l.Values, " or ")
	switch l.Op {
	case model.RuleOpAtLeast:
		return "is at least " + values
	case model.RuleOpAtMost:
		return "is at most " + values
	case model.RuleOpAbove:
		return "is above " + values
	case model.RuleOpBelow:
		return "is below " + values
	}
	return "is " + values
}

// says joins what a test looks at with how it compares.
func (l *reading) says(subject string) string {
	text := subject + l.window() + l.scope() + " " + l.comparison()
	if l.Currency != nil {
		text += " " + string(*l.Currency)
	}
	return text
}

func (l *reading) window() string {
	if l.Months == nil {
		return ""
	}
	return " over " + plural(*l.Months, "month")
}

func (l *reading) scope() string {
	text := ""
	if len(l.Territories) > 0 {
		text += " in " + strings.Join(texts(l.Territories), ", ")
	}
	if len(l.ProductFamilies) > 0 {
		text += " on " + strings.Join(l.ProductFamilies, ", ")
	}
	return text
}
