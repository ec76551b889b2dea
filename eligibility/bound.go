package eligibility

import (
	"partnerhub/filter"
	"partnerhub/model"
)

// bound is a comparison of whole numbers: n or more, or else less than n.
type bound struct {
	n     int64
	least bool
}

func boundOf(op model.RuleOp, n int64) bound {
	switch op {
	case model.RuleOpAtLeast:
		return bound{n, true}
	case model.RuleOpAbove:
		return bound{n + 1, true}
	case model.RuleOpAtMost:
		return bound{n + 1, false}
	}
	return bound{n, false}
}

func (b bound) holds(n int64) bool { return (n >= b.n) == b.least }

// on is the comparison with a number that a partner may lack: then it fails.
func (b bound) on(field string) filter.Cond {
	if b.least {
		return filter.AtLeast(field, b.n)
	}
	return filter.Below(field, b.n)
}

// total is the comparison with what elements of an array add up to.
func (b bound) total(field string, sub filter.Cond, of string) filter.Cond {
	c := filter.TotalAtLeast(field, sub, of, b.n)
	if b.least {
		return c
	}
	return filter.NoneOf(c)
}
