package authz

import (
	"slices"
	"strings"
	"sync"

	"partnerhub/filter"
	"partnerhub/model"
)

// sights are the fields that decide about sight, found once from the row sets themselves.
var sights = sync.OnceValue(func() map[model.Kind][]string {
	out := map[model.Kind][]string{}
	for kind := range types() {
		for _, set := range rowSets() {
			for _, who := range onlookers() {
				out[kind] = append(out[kind], filter.AllOf(set.rows(who, kind), set.cut(who, kind)).Fields()...)
			}
		}
		out[kind] = topLevel(out[kind])
	}
	return out
})

// SightFields lists the top-level stored fields of a kind that some set of rows looks at, in alphabetical order. Whoever keeps
// them keeps all that is needed to tell later who could see the record, and which of its fields.
func SightFields(kind model.Kind) []string { return sights()[kind] }

// onlookers are one person of each side who has everything that a condition may ask for.
func onlookers() []*Principal {
	out := make([]*Principal, 0, len(model.AllOrganizationKind))
	for _, side := range model.AllOrganizationKind {
		out = append(out, &Principal{UserID: "u", OrganizationID: "o", Side: side, OwnDealsOnly: true, Accounts: []Account{{PartnerID: "p", VendorID: "v",
			Type: model.PartnerTypeMsp, Country: "GB", Tier: "t"}}, Authorities: []model.ApprovalAuthority{{VendorID: "v"}}})
	}
	return out
}

// TopLevelPaths lists the top-level stored fields of a kind that have a group, in alphabetical order.
func TopLevelPaths(kind model.Kind) []string { return topLevel(Paths(kind)) }

func topLevel(paths []string) []string {
	out := make([]string, len(paths))
	for i, p := range paths {
		out[i], _, _ = strings.Cut(p, ".")
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Judges tells whether every field that the grant's rows look at is among the kind's sight fields. Without it, an old sight of
// a record proves nothing.
func (g Grant) Judges() bool {
	for i := range g.alts {
		for _, field := range topLevel(g.rowsOf(&g.alts[i]).Fields()) {
			if !slices.Contains(SightFields(g.Kind()), field) {
				return false
			}
		}
	}
	return true
}
