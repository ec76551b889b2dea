package eligibility

import (
	"slices"
	"strconv"
	"strings"

	"partnerhub/filter"
	"partnerhub/model"
)

// Valid are the certifications that count on a day: each up to and including its last one.
func Valid(held []model.Certification, day model.Date) []string {
	out := []string{}
	for _, c := range held {
		if c.ValidUntil >= day {
			out = append(out, c.Name)
		}
	}
	return out
}

func stillValid(day model.Date) filter.Cond { return filter.AtLeast("validUntil", day) }

func validText(p *model.Partner, day model.Date) string {
	return strings.Join(Valid(p.Certifications, day), ", ")
}

func (l *reading) certification() test {
	names := l.among(free)
	return test{
		words: l.says("a valid certification"),
		turn:  Daily,
		holds: func(p *model.Partner, day model.Date) bool {
			return slices.ContainsFunc(Valid(p.Certifications, day), func(name string) bool { return slices.Contains(names, name) })
		},
		cond: func(day model.Date) filter.Cond {
			return filter.HasElem("certifications", filter.AllOf(filter.OneOf("name", names), stillValid(day)))
		},
		value: validText,
	}
}

func (l *reading) certificationCount() test {
	b, _ := l.number(whole)
	return test{
		words: l.says("the number of valid certifications"),
		turn:  Daily,
		holds: func(p *model.Partner, day model.Date) bool { return b.holds(int64(len(Valid(p.Certifications, day)))) },
		cond:  func(day model.Date) filter.Cond { return b.total("certifications", stillValid(day), "") },
		value: func(p *model.Partner, day model.Date) string { return strconv.Itoa(len(Valid(p.Certifications, day))) },
	}
}

// training looks at what was completed by the day and, with a window, not too long before, and has not expired.
func (l *reading) training() test {
	names := l.among(free)
	from := func(day model.Date) model.Date {
		if l.Months == nil {
			return ""
		}
		return day.MonthsBack(*l.Months)
	}
	return test{
		words: l.says("a completed training"),
		turn:  Daily,
		holds: func(p *model.Partner, day model.Date) bool {
			return slices.ContainsFunc(p.Trainings, func(t model.Training) bool {
				return slices.Contains(names, t.Name) && t.CompletedOn >= from(day) && t.CompletedOn <= day && t.ValidUntil >= day
			})
		},
		cond: func(day model.Date) filter.Cond {
			return filter.HasElem("trainings", filter.AllOf(filter.OneOf("name", names),
				filter.AtLeast("completedOn", from(day)), filter.AtMost("completedOn", day), stillValid(day)))
		},
		value: func(p *model.Partner, _ model.Date) string { return trainingText(p.Trainings) },
	}
}

func trainingText(done []model.Training) string {
	out := make([]string, len(done))
	for i, t := range done {
		out[i] = t.Name + " on " + string(t.CompletedOn)
		if t.ValidUntil < model.NoLastDay {
			out[i] += " until " + string(t.ValidUntil)
		}
	}
	return strings.Join(out, ", ")
}
