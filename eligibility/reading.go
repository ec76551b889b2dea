package eligibility

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"partnerhub/model"
)

// reading is one test while it is being checked.
type reading struct {
	*model.RuleTest
	compiler *compiler
	path     string
}

func (l *reading) fail(field string, code model.UserErrorCode, format string, args ...any) {
	l.compiler.fail(below(l.path, field), code, format, args...)
}

// fitting refuses what the attribute has no use for, so that no part of a rule is passed over in silence.
func (l *reading) fitting() {
	revenue := l.Attribute == model.RuleAttributeRevenue
	windowed := revenue || l.Attribute == model.RuleAttributeDealsRegistered
	l.unless("name", l.Name != nil, l.Attribute == model.RuleAttributeCustom)
	l.unless("productFamilies", len(l.ProductFamilies) > 0, revenue)
	l.unless("territories", len(l.Territories) > 0, revenue)
	l.unless("currency", l.Currency != nil, revenue)
	l.unless("months", l.Months != nil, windowed || l.Attribute == model.RuleAttributeTraining)
	if windowed && l.Months == nil {
		l.fail("months", model.UserErrorCodeRequired, "%s is looked at over some months", l.Attribute)
	}
	if l.Months != nil && (*l.Months < 1 || *l.Months > MaxMonths) {
		l.fail("months", model.UserErrorCodeOutOfRange, "1 to %d months", MaxMonths)
	}
	l.listed("productFamilies", l.ProductFamilies)
	if len(l.Territories) > MaxValues {
		l.fail("territories", model.UserErrorCodeTooMany, "at most %d", MaxValues)
	}
}

func (l *reading) unless(field string, set, fits bool) {
	if set && !fits {
		l.fail(field, model.UserErrorCodeInvalid, "%s has no %s", l.Attribute, field)
	}
}

// listed checks free texts, so that a rule never holds one that no partner can have.
func (l *reading) listed(field string, texts []string) {
	if len(texts) > MaxValues {
		l.fail(field, model.UserErrorCodeTooMany, "at most %d", MaxValues)
		return
	}
	for i, s := range texts {
		clean, err := model.CleanName(s)
		if err != nil || clean != s || s == "" || len([]rune(s)) > model.MaxName {
			l.fail(fmt.Sprintf("%s[%d]", field, i), model.UserErrorCodeInvalid, "is no text of 1 to %d characters without blanks around it", model.MaxName)
		}
	}
}

// among reads the values of IN, each of which a check must accept.
func (l *reading) among(valid func(string) error) []string {
	if !l.takes(model.RuleOpIn) {
		return nil
	}
	if len(l.Values) == 0 {
		l.fail("values", model.UserErrorCodeRequired, "at least one value")
	}
	before := len(l.compiler.faults)
	l.listed("values", l.Values)
	for i, v := range l.Values {
		if len(l.compiler.faults) > before {
			break
		}
		if err := valid(v); err != nil {
			l.fail(fmt.Sprintf("values[%d]", i), model.UserErrorCodeInvalid, "%s", err)
		}
	}
	return slices.Clone(l.Values)
}

func free(string) error { return nil }

// oneOf accepts the words of a closed set.
func oneOf[T ~string](words []T) func(string) error {
	return func(s string) error {
		if slices.Contains(words, T(s)) {
			return nil
		}
		return fmt.Errorf("is none of %s", strings.Join(texts(words), ", "))
	}
}

func texts[T ~string](words []T) []string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = string(w)
	}
	return out
}

// takes checks the comparison.
func (l *reading) takes(ops ...model.RuleOp) bool {
	if slices.Contains(ops, l.Op) {
		return true
	}
	l.fail("op", model.UserErrorCodeInvalid, "%s takes %s", l.Attribute, strings.Join(texts(ops), ", "))
	return false
}

// single is the one value of a comparison.
func (l *reading) single(ops ...model.RuleOp) (string, bool) {
	if !l.takes(ops...) {
		return "", false
	}
	if len(l.Values) != 1 {
		l.fail("values", model.UserErrorCodeInvalid, "exactly one value")
		return "", false
	}
	return l.Values[0], true
}

func (l *reading) bad(err error) { l.fail("values[0]", model.UserErrorCodeInvalid, "%s", err) }

// flag reads true or false.
func (l *reading) flag() bool {
	text, ok := l.single(model.RuleOpIs)
	if ok && text != "true" && text != "false" {
		l.bad(fmt.Errorf("is true or false"))
	}
	return text == "true"
}

// number reads a whole number or, with a scale, a decimal in units of it.
func (l *reading) number(read func(string) (int64, error)) (bound, bool) {
	text, ok := l.single(model.RuleOpAtLeast, model.RuleOpAtMost, model.RuleOpAbove, model.RuleOpBelow)
	if !ok {
		return bound{}, false
	}
	n, err := read(text)
	if err != nil {
		l.bad(err)
	}
	return boundOf(l.Op, n), err == nil
}

func whole(s string) (int64, error) {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || strconv.FormatInt(n, 10) != s || n < 0 || n > 1_000_000_000 {
		return 0, fmt.Errorf("is a whole number from 0 to 1000000000")
	}
	return n, nil
}

// amount reads an amount of the test's currency in minor units.
func (l *reading) amount(s string) (int64, error) {
	if l.Currency == nil {
		return 0, fmt.Errorf("is an amount of a currency; name it in currency")
	}
	m, err := model.ParseMoney(model.Decimal(s), *l.Currency)
	return m.Minor, err
}
