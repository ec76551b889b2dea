// Package eligibility is the one rule engine: it turns a rule over a vendor's partners, which is data, into something that can
// be asked. A compiled rule has two readings that a test holds together: Holds looks at one partner in Go, Cond is the same
// question for a list of the database. Both are asked for a day, because windows move and certifications end with the clock.
// No store, no clock, no vendor's setting and no decision about who sees what belongs here.
package eligibility

import (
	"partnerhub/filter"
	"partnerhub/model"
)

// Limits of a rule.
const (
	MaxDepth  = 6
	MaxTests  = 60
	MaxValues = 250
	MaxMonths = 36
)

// Scheme is what a vendor has defined that rules may name.
type Scheme struct {
	Tiers      []string // from the lowest to the highest
	Attributes []model.AttributeDefinition
}

// Turn is how often the answer of a rule can change by the clock alone.
type Turn int

// The turns, in order.
const (
	Never   Turn = model.TurnNever
	Monthly Turn = model.TurnMonthly
	Daily   Turn = model.TurnDaily
)

// Compiled is a rule that can be asked. The zero Compiled holds for nobody.
type Compiled struct{ root node }

// Holds tells whether the rule holds for a partner on a day.
func (c Compiled) Holds(p *model.Partner, day model.Date) bool { return c.root.holds(p, day) }

// Cond is the rule as a condition over stored partners on a day.
func (c Compiled) Cond(day model.Date) filter.Cond { return c.root.cond(day) }

// Describe tells the rule as a sentence's part, such as "type is MSP and country is GB".
func (c Compiled) Describe() string { return c.root.describe(false) }

// Turn is how often the answer can change by the clock alone.
func (c Compiled) Turn() Turn { return c.root.turn() }

// Settled tells whether an answer of one day still stands on a later one, as far as the clock goes.
func (t Turn) Settled(on, day model.Date) bool {
	switch {
	case on == "" || on > day:
		return false
	case t == Never || on == day:
		return true
	}
	return t == Monthly && model.MonthOf(on) == model.MonthOf(day)
}
