package eligibility

import (
	"slices"
	"strconv"

	"partnerhub/filter"
	"partnerhub/model"
)

// Window is the first month of the last so many complete months before a day's month. The day's own month counts as far as it
// has come: a window never shrinks because a month has just begun.
func Window(day model.Date, months int) (from, to model.Month) {
	to = model.MonthOf(day)
	return to.Back(months), to
}

// Revenue adds up what a partner bought in a window, in one currency; empty lists of families and countries mean all.
func Revenue(lines []model.Turnover, day model.Date, months int, families []string, countries []model.CountryCode, currency model.CurrencyCode) (minor int64) {
	from, to := Window(day, months)
	for _, t := range lines {
		if t.Month >= from && t.Month <= to && t.Currency == currency && meant(families, t.Family) && meant(countries, t.Territory) {
			minor += t.Minor
		}
	}
	return minor
}

func meant[T comparable](list []T, one T) bool { return len(list) == 0 || slices.Contains(list, one) }

func (l *reading) revenue() test {
	if l.Currency == nil {
		l.fail("currency", model.UserErrorCodeRequired, "name the currency of the amount")
	}
	b, ok := l.number(l.amount)
	if !ok || l.Months == nil || l.Currency == nil {
		return test{}
	}
	months, currency, families, countries := *l.Months, *l.Currency, l.ProductFamilies, l.Territories
	sum := func(p *model.Partner, day model.Date) int64 {
		return Revenue(p.Revenue, day, months, families, countries, currency)
	}
	return test{
		words: l.says("revenue"),
		turn:  Monthly,
		holds: func(p *model.Partner, day model.Date) bool { return b.holds(sum(p, day)) },
		cond: func(day model.Date) filter.Cond {
			from, to := Window(day, months)
			sub := []filter.Cond{filter.AtLeast("month", from), filter.AtMost("month", to), filter.Is("currency", currency)}
			if len(families) > 0 {
				sub = append(sub, filter.OneOf("family", families))
			}
			if len(countries) > 0 {
				sub = append(sub, filter.OneOf("territory", countries))
			}
			return b.total("revenue", filter.AllOf(sub...), "minor")
		},
		value: func(p *model.Partner, day model.Date) string {
			return string(model.Money{Minor: sum(p, day), Currency: currency}.Amount()) + " " + string(currency)
		},
	}
}

func (l *reading) deals() test {
	b, ok := l.number(whole)
	if !ok || l.Months == nil {
		return test{}
	}
	count := func(p *model.Partner, day model.Date) (n int64) {
		from, to := Window(day, *l.Months)
		for _, c := range p.Registered {
			if c.Month >= from && c.Month <= to {
				n += int64(c.Count)
			}
		}
		return n
	}
	return test{
		words: l.says("the number of deals registered"),
		turn:  Monthly,
		holds: func(p *model.Partner, day model.Date) bool { return b.holds(count(p, day)) },
		cond: func(day model.Date) filter.Cond {
			from, to := Window(day, *l.Months)
			return b.total("registered", filter.AllOf(filter.AtLeast("month", from), filter.AtMost("month", to)), "count")
		},
		value: func(p *model.Partner, day model.Date) string { return strconv.FormatInt(count(p, day), 10) },
	}
}
