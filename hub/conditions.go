package hub

import (
	"time"

	"partnerhub/filter"
	"partnerhub/model"
)

// maxListed bounds every list of values in a filter.
const maxListed = 250

// conditions collects the parts of a caller's filter. The first fault wins.
type conditions struct {
	parts []filter.Cond
	err   error
}

func (c *conditions) add(part filter.Cond) {
	if c.parts == nil {
		c.parts = make([]filter.Cond, 0, 4) // a field's name, and mostly two conditions on it
	}
	c.parts = append(c.parts, part)
}

// names keeps a field that the caller named, also where the condition on it comes to nothing: whether it may be named does not
// depend on what is said of it.
func (c *conditions) names(field string) { c.add(filter.Naming(field)) }

func (c *conditions) fail(format string, args ...any) {
	if c.err == nil {
		c.err = model.Errorf(model.CodeBadUserInput, format, args...)
	}
}

// all joins the parts with AND.
func (c *conditions) all() (filter.Cond, error) { return filter.AllOf(c.parts...), c.err }

// anyOf adds "the field is one of these" when the caller gave a list; an empty list matches nothing.
func anyOf[V any](c *conditions, field string, values []V) {
	if values == nil {
		return
	}
	if len(values) > maxListed {
		c.fail("a list in a filter has at most %d values", maxListed)
		return
	}
	c.add(filter.OneOf(field, values))
}

func (c *conditions) id(field string, f *model.IDFilter) {
	if f == nil {
		return
	}
	c.names(field)
	if f.Eq != nil {
		c.add(filter.Is(field, *f.Eq))
	}
	anyOf(c, field, f.In)
}

func (c *conditions) country(field string, f *model.CountryFilter) {
	if f == nil {
		return
	}
	c.names(field)
	if f.Eq != nil {
		c.add(filter.Is(field, *f.Eq))
	}
	anyOf(c, field, f.In)
}

// text filters a field whose beginning is compared as stored; name, one whose beginning ignores case.
func (c *conditions) text(field string, f *model.StringFilter) { c.str(field, field, f, asIs) }

func (c *conditions) name(field string, f *model.StringFilter) {
	c.str(field, field+"Fold", f, model.Fold)
}

func asIs(s string) string { return s }

func (c *conditions) str(field, prefixField string, f *model.StringFilter, fold func(string) string) {
	if f == nil {
		return
	}
	c.names(field)
	if f.Eq != nil {
		c.add(filter.Is(field, *f.Eq))
	}
	anyOf(c, field, f.In)
	if f.Prefix != nil {
		if len([]rune(*f.Prefix)) > model.MaxName {
			c.fail("a prefix has at most %d characters", model.MaxName)
			return
		}
		c.add(filter.BeginsWith(prefixField, fold(*f.Prefix)))
	}
}

func (c *conditions) instant(field string, f *model.DateTimeFilter) {
	if f == nil {
		return
	}
	c.names(field)
	bound(c, filter.AtLeast, field, f.Gte)
	bound(c, filter.Below, field, f.Lt)
}

func (c *conditions) day(field string, f *model.DateFilter) {
	if f == nil {
		return
	}
	c.names(field)
	bound(c, filter.AtLeast, field, f.Gte)
	bound(c, filter.AtMost, field, f.Lte)
}

func (c *conditions) number(field string, f *model.IntFilter) {
	if f == nil {
		return
	}
	c.names(field)
	bound(c, filter.Is, field, f.Eq)
	bound(c, filter.AtLeast, field, f.Gte)
	bound(c, filter.AtMost, field, f.Lte)
}

// presence adds whether a field is there.
func (c *conditions) presence(field string, want *bool) {
	if want == nil {
		return
	}
	is := filter.Present(field)
	if !*want {
		is = filter.NoneOf(is)
	}
	c.add(is)
}

// bound adds a comparison when the caller gave a value.
func bound[V any](c *conditions, compare func(string, any) filter.Cond, field string, value *V) {
	if value != nil {
		c.add(compare(field, *value))
	}
}

// money compares within the currency of the bounds only.
func (c *conditions) money(field string, f *model.MoneyFilter) {
	if f == nil {
		return
	}
	c.names(field)
	c.moneyBound(filter.AtLeast, field, f.Gte)
	c.moneyBound(filter.AtMost, field, f.Lte)
}

func (c *conditions) moneyBound(compare func(string, any) filter.Cond, field string, in *model.MoneyInput) {
	if in == nil {
		return
	}
	m, err := model.ParseMoney(in.Amount, in.Currency)
	if err != nil {
		c.fail("%s", err.Error())
		return
	}
	c.add(filter.Is(field+".currency", m.Currency))
	c.add(compare(field+".minor", m.Minor))
}

// logic adds and, or and not. make turns a nested filter into a condition.
func logic[F any](c *conditions, make func(*F) (filter.Cond, error), and, or []*F, not *F) {
	if and != nil {
		c.add(filter.AllOf(nested(c, make, and)...))
	}
	if or != nil {
		c.add(filter.AnyOf(nested(c, make, or)...))
	}
	if not != nil {
		c.add(filter.NoneOf(filter.AllOf(nested(c, make, []*F{not})...)))
	}
}

func nested[F any](c *conditions, make func(*F) (filter.Cond, error), filters []*F) []filter.Cond {
	if len(filters) > maxListed {
		c.fail("a list in a filter has at most %d values", maxListed)
		return nil
	}
	out := []filter.Cond{}
	for _, f := range filters {
		part, err := make(f)
		if err != nil {
			c.fail("%s", err.Error())
		}
		out = append(out, part)
	}
	return out
}

// statusAt is the approval status as it stands at an instant: protection that has run out counts as EXPIRED.
func statusAt(statuses []model.DealApprovalStatus, now time.Time) filter.Cond {
	parts := make([]filter.Cond, 0, len(statuses)+1)
	approved := filter.Is("approvalStatus", model.DealApprovalStatusApproved)
	for _, s := range statuses {
		switch s {
		case model.DealApprovalStatusApproved:
			parts = append(parts, filter.AllOf(approved, filter.Above("protectedUntil", now)))
		case model.DealApprovalStatusExpired:
			parts = append(parts, filter.Is("approvalStatus", s), filter.AllOf(approved, filter.AtMost("protectedUntil", now)))
		default:
			parts = append(parts, filter.Is("approvalStatus", s))
		}
	}
	return filter.AnyOf(parts...)
}
