package authz

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"partnerhub/model"
)

// View is what a grant shows on one record. Two views of a record are equal when they show the same fields.
type View struct {
	kind   *kind
	groups groupSet
}

// View is what the grant shows on the record, which may be only as much of one as decides about sight.
func (g Grant) View(record any) View { return View{g.kind, g.groupsOn(record)} }

// Empty is true where the record is not seen at all.
func (v View) Empty() bool { return v.groups == 0 }

// Same is true where two views show the same fields.
func (v View) Same(other View) bool { return v.kind == other.kind && v.groups == other.groups }

// Shows tells whether a stored field is shown.
func (v View) Shows(field string) bool { return v.groups.has(v.kind.groupOf(field)) }

// Standing describes what the policy lets a person do with some kinds, apart from the clock: as long as it is the same text, only
// records, and the instants in them, decide what the person sees.
func (p *Policy) Standing(who *Principal, kinds []model.Kind, action Action) string {
	if who == nil {
		return ""
	}
	timeless := *who
	timeless.At = time.Time{}
	var out strings.Builder
	for _, kind := range kinds {
		out.WriteString(p.Grant(&timeless, kind, action).text())
	}
	return out.String()
}

// text writes the grant's pairs of rows and groups in a fixed order.
func (g Grant) text() string {
	lines := make([]string, len(g.alts))
	for i := range g.alts {
		a := &g.alts[i]
		lines[i] = fmt.Sprintf("%s %v %s\n", g.Kind(), g.rowsOf(a), strings.Join(g.kind.names(a.groups), " "))
	}
	slices.Sort(lines)
	return strings.Join(lines, "")
}

func (k *kind) names(groups groupSet) []string {
	var out []string
	for i, name := range k.groups {
		if groups.has(i) {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}
