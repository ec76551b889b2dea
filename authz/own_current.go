package authz

import (
	"slices"
	"strings"

	"partnerhub/model"
)

// ofServed ends the names of sets that leave out deals of partners which the distributor serves no longer.
const ofServed = "_served"

// forSalesCut is in the names of sets that leave out what an organization does not let its salespeople see, right after "own".
const forSalesCut = "for_sales"

// Current are a vendor's lines in the words of this release. Distributors used to act on whatever deals a line named; they act on
// those of partners that they serve. A line for such an action that was written before names fewer rows now, never more, and is no
// fault: it would close the hub to everybody until the vendor mended it. Salespeople of a partner go by what their organization lets
// them see, whatever a vendor says of them. Rivals are told only together with the class of their conflict.
func Current(lines []model.PolicyLine) []model.PolicyLine {
	out, known := slices.Clone(lines), rowSets()
	for i, l := range out {
		if _, narrower := known[l.Rows+ofServed]; narrower && actsOnServed(l) {
			out[i].Rows += ofServed
		}
		own := "own_" + forSalesCut + strings.TrimPrefix(l.Rows, "own")
		if _, narrower := known[own]; narrower && ofSalespeople(l) {
			out[i].Rows = own
		}
	}
	return withClasses(out)
}

// withClasses are lines without rivals whose conflict they do not show: a conflict has a class always, so that what shows the one without
// the other could not be answered. A line of rivals alone names no rows.
func withClasses(lines []model.PolicyLine) []model.PolicyLine {
	var out []model.PolicyLine
	for i, l := range lines {
		l.Fields = withClass(l)
		if len(l.Fields) < len(lines[i].Fields) && len(l.Fields) == 0 {
			if like(l, out) || slices.ContainsFunc(lines[i+1:], func(o model.PolicyLine) bool { return like(l, []model.PolicyLine{o}) && len(withClass(o)) > 0 }) {
				continue
			}
			l.Rows = model.RowsNone
		}
		out = append(out, l)
	}
	return out
}

// like is true if one of some lines is for the same role, kind and action.
func like(l model.PolicyLine, lines []model.PolicyLine) bool {
	return slices.ContainsFunc(lines, func(o model.PolicyLine) bool { return keyOf(o) == keyOf(l) })
}

// withClass are the fields of a line as far as they can be told.
func withClass(l model.PolicyLine) []string {
	if l.Kind != string(model.KindDeal) || slices.Contains(l.Fields, "conflict") || !slices.Contains(l.Fields, "rivals") {
		return l.Fields
	}
	return slices.DeleteFunc(slices.Clone(l.Fields), func(group string) bool { return group == "rivals" })
}

// ofSalespeople is true of lines for what salespeople of partners read and do of deals that are there.
func ofSalespeople(l model.PolicyLine) bool {
	key := keyOf(l)
	return l.Role == model.RolePartnerSales && key.kind == model.KindDeal && key.action != Create
}

// actsOnServed is true of lines for what a distributor does with deals that are there.
func actsOnServed(l model.PolicyLine) bool {
	key := keyOf(l)
	return l.Role.Side() == model.OrganizationKindDistributor && key.kind == model.KindDeal && key.action != Read && key.action != Create
}
