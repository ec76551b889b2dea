package authz

import (
	"partnerhub/filter"
	"partnerhub/model"
)

// rowSet makes the condition of a named set of rows for one person and one kind. It answers Nothing where the set makes
// no sense for the kind.
type rowSet func(p *Principal, kind model.Kind) filter.Cond

// rowSets are the sets that the policy may name. An unknown name in the policy stops the start.
func rowSets() map[string]rowSet {
	return map[string]rowSet{
		// Organizations.
		"related":                 related,
		"vendor_and_distributors": vendorAndDistributors,
		"colleagues":              colleagues,

		// Vendor side: everything of the vendor, or what hangs on the partners that the person covers now.
		"vendor":                ofVendor,
		"vendor_approved":       both(ofVendor, approved),
		"vendor_margin_shared":  both(ofVendor, marginShared),
		"vendor_registered":     both(ofVendor, registeredHere),
		"vendor_by_others":      both(ofVendor, registeredByAnotherPerson),
		"covered":               covered,
		"covered_approved":      both(covered, approved),
		"covered_margin_shared": both(covered, marginShared),
		"covered_registered":    both(covered, registeredHere),
		"covered_by_others":     both(covered, registeredByAnotherPerson),

		// Distributor side: what names the distributor.
		"linked":            linked,
		"linked_approved":   both(linked, approved),
		"linked_reviewed":   both(linked, reviewed),
		"linked_registered": both(linked, registeredHere),
		"linked_by_others":  both(linked, registeredByAnotherOrganization),
		"linked_covered":    both(linked, coveredByMe),
		"held":              held,
		"taking_part":       takingPart,

		// Partner side: the organization's own, and what it qualifies for.
		"own":               own,
		"own_approved":      both(own, approved),
		"own_reviewed":      both(own, reviewed),
		"eligible":          eligible,
		"eligible_training": both(eligible, training),

		// Programs without those that give money back, which only some roles may know of.
		"vendor_no_rebates":   both(ofVendor, noRebates),
		"vendor_no_money":     both(ofVendor, noMoney),
		"eligible_no_rebates": both(eligible, noRebates),
		"eligible_no_money":   both(eligible, noMoney),
	}
}

func both(a, b rowSet) rowSet {
	return func(p *Principal, kind model.Kind) filter.Cond { return filter.AllOf(a(p, kind), b(p, kind)) }
}

// related is the person's own organization and those that work with it, except that two of the same side never do.
func related(p *Principal, kind model.Kind) filter.Cond {
	if kind != model.KindOrganization {
		return filter.Nothing()
	}
	return filter.AnyOf(filter.Is("_id", p.OrganizationID),
		filter.AllOf(filter.Is("relatedIds", p.OrganizationID), filter.NoneOf(filter.Is("kind", p.Side))))
}

// vendorAndDistributors is the vendor itself and the distributors that it works with.
func vendorAndDistributors(p *Principal, kind model.Kind) filter.Cond {
	if kind != model.KindOrganization {
		return filter.Nothing()
	}
	return filter.AnyOf(filter.Is("_id", p.OrganizationID), filter.AllOf(
		filter.Is("relatedIds", p.OrganizationID), filter.Is("kind", model.OrganizationKindDistributor)))
}

// colleagues are the people of the person's own organization.
func colleagues(p *Principal, kind model.Kind) filter.Cond {
	if kind != model.KindUser {
		return filter.Nothing()
	}
	return filter.Is("organizationId", p.OrganizationID)
}
