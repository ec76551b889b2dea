package store_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"partnerhub/filter"
	"partnerhub/store"
)

// What several roles give is an Or. Indexes begin with what all of them demand, so it has to stand outside.
func TestSimplifyPullsOutWhatEveryAlternativeDemands(t *testing.T) {
	v, x, y, z := filter.Is("vendorId", "v"), filter.Is("x", 1), filter.Is("y", 2), filter.Is("z", 3)
	both := func(c ...filter.Cond) filter.Cond { return filter.AllOf(c...) }
	either := func(c ...filter.Cond) filter.Cond { return filter.AnyOf(c...) }
	tests := map[string]struct{ cond, want filter.Cond }{
		"one demand":                 {v, v},
		"said twice":                 {both(v, x, v), both(v, x)},
		"common to both":             {either(both(v, x), both(v, y)), both(v, either(x, y))},
		"common and nothing else":    {either(v, both(v, x)), v},
		"common to three, in depth":  {either(both(v, x, y), both(v, x, z), both(v, y)), both(v, either(both(x, z), y))},
		"wider alternative":          {either(x, both(x, y), z), either(x, z)},
		"settled by a demand":        {both(v, either(v, x)), v},
		"settled by two demands":     {both(v, x, either(both(v, x), y)), both(v, x)},
		"not settled by one of two":  {both(v, either(both(v, x), y)), both(v, either(both(v, x), y))},
		"turned around is different": {either(v, both(filter.NoneOf(v), x)), either(v, both(filter.NoneOf(v), x))},
		"other type is different":    {either(filter.Is("x", 1), filter.Is("x", "1")), either(filter.Is("x", 1), filter.Is("x", "1"))},
		"empty or":                   {filter.Cond{Op: filter.Or}, filter.Nothing()},
		"empty and":                  {filter.Cond{Op: filter.And}, filter.Nothing()},
		"element of nothing":         {filter.Cond{Op: filter.Elem, Field: "a", Subs: []filter.Cond{{}}}, filter.Nothing()},
		"unknown operator":           {filter.Cond{Op: 99, Field: "a", Negated: true}, filter.Nothing()},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, store.Simplify(tt.cond)); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}
