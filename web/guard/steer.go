package guard

import "github.com/vektah/gqlparser/v2/ast"

// steer refuses a null for a variable that decides over a @skip or @include. Validation lets one of type Boolean stand there if it has
// a default, and a null sent for it would be found when a selection is looked at: behind a mutation that has been done by then.
func (m *meter) steer(directives ast.DirectiveList) {
	for _, d := range directives {
		if d.Name != "skip" && d.Name != "include" {
			continue
		}
		if a := d.Arguments.ForName("if"); a != nil && m.refusal == nil && m.vars.isNull(a.Value) {
			r := &Refusal{Code: BadInput, Rule: "null", Message: "the variable of a @skip or @include must be true or false"}
			m.refusal = r.at(a.Position)
		}
	}
}

// isNull is true for a variable for which a request sends null. One that is left out has its default.
func (v *variables) isNull(value *ast.Value) bool {
	if value == nil || value.Kind != ast.Variable {
		return false
	}
	given, there := v.given[value.Raw]
	return there && given == nil
}
