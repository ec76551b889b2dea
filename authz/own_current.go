package authz

import (
	"slices"

	"partnerhub/model"
)

// ofServed ends the names of sets that leave out deals of partners which the distributor serves no longer.
const ofServed = "_served"

// Current are a vendor's lines in the words of this release. Distributors used to act on whatever deals a line named; they act on
// those of partners that they serve. A line for such an action that was written before names fewer rows now, never more, and is no
// fault: it would close the hub to everybody until the vendor mended it.
func Current(lines []model.PolicyLine) []model.PolicyLine {
	out, known := slices.Clone(lines), rowSets()
	for i, l := range out {
		if _, narrower := known[l.Rows+ofServed]; narrower && actsOnServed(l) {
			out[i].Rows += ofServed
		}
	}
	return out
}

// actsOnServed is true of lines for what a distributor does with deals that are there.
func actsOnServed(l model.PolicyLine) bool {
	key := keyOf(l)
	return l.Role.Side() == model.OrganizationKindDistributor && key.kind == model.KindDeal && key.action != Read && key.action != Create
}
