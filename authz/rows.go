package authz

import (
	"partnerhub/filter"
	"partnerhub/model"
)

// condition makes the condition of a set of rows for one person and one kind. It answers Nothing where the set makes no
// sense for the kind.
type condition func(p *Principal, kind model.Kind) filter.Cond

// rowSet is a named set of rows: those of a wide set, cut by a further condition where there is one. Several sets of one
// wide set are decided together.
type rowSet struct {
	wide    string // the name of the wide set
	rows    condition
	further condition // nil for the wide set itself
	by      string    // the name of the further condition, "" for the wide set itself
}

// rowSets are the sets that a policy may name. An unknown name in the policy stops the start. The set of no rows is for vendors
// alone: nobody has it by default.
func rowSets() map[string]rowSet {
	sets := map[string]rowSet{model.RowsNone: {wide: model.RowsNone, rows: nothing}}
	for wide, rows := range wideSets() {
		sets[wide] = rowSet{wide: wide, rows: rows}
		for cut, further := range cutsOf(wide) {
			sets[wide+"_"+cut] = rowSet{wide, rows, further, cut}
		}
	}
	return sets
}

func wideSets() map[string]condition {
	return map[string]condition{
		// Organizations and people.
		"related":                 related,
		"vendor_and_distributors": vendorAndDistributors,
		"colleagues":              colleagues,
		// What an organization has set up for its own systems.
		"office": office,
		// Vendor side: everything of the vendor, or what hangs on the partners that the person covers now.
		"vendor":  ofVendor,
		"covered": covered,
		// Distributor side: what names the distributor.
		"linked":      linked,
		"held":        held,
		"taking_part": takingPart,
		"in_reach":    inReach,
		// Partner side: the organization's own, and what it qualifies for.
		"own":      own,
		"eligible": eligible,
	}
}

// cutsOf are the conditions that narrow a wide set, by the end of the name: vendor_approved is vendor and approved.
func cutsOf(wide string) map[string]condition {
	switch wide {
	case "related":
		return map[string]condition{"kept": kept, "partner": ownPartner}
	case "vendor_and_distributors":
		return map[string]condition{"itself": itself}
	case "colleagues":
		return map[string]condition{"accounts": serviceAccounts}
	case "office":
		return map[string]condition{"mine": setUpByMe}
	case "vendor":
		return map[string]condition{"approved": approved, "margin_shared": marginShared, "registered": registeredHere,
			"by_others": registeredByAnotherPerson, "no_rebates": noRebates, "no_money": noMoney, "handed_in": handedIn}
	case "covered":
		return map[string]condition{"approved": approved, "margin_shared": marginShared, "registered": registeredHere,
			"by_others": registeredByAnotherPerson, "handed_in": handedIn}
	case "linked":
		return servedToo(map[string]condition{"approved": approved, "reviewed": reviewed, "registered": registeredHere,
			"by_others": registeredByAnotherOrganization, "covered": coveredByMe},
			map[string]condition{"served": served, "to_decide": toDecide, "sponsored": sponsoredByMe})
	case "own":
		return forSalesToo(map[string]condition{"approved": approved, "reviewed": reviewed},
			map[string]condition{forSalesCut: forSales, "no_rebates": noRebates, "no_money": noMoney})
	case "eligible":
		return map[string]condition{"training": training, "no_rebates": noRebates, "no_money": noMoney}
	}
	return nil
}

// nothing is the set of a vendor's line that takes everything away.
func nothing(*Principal, model.Kind) filter.Cond { return filter.Nothing() }

// cut is the further condition, which is no condition for the wide set itself.
func (s rowSet) cut(p *Principal, kind model.Kind) filter.Cond {
	if s.further == nil {
		return filter.Everything()
	}
	return s.further(p, kind)
}

// related is the person's own organization and those that work with it, except that two of the same side never do.
func related(p *Principal, kind model.Kind) filter.Cond {
	if kind != model.KindOrganization {
		return filter.Nothing()
	}
	return filter.AnyOf(filter.Is("_id", p.OrganizationID),
		filter.AllOf(filter.Is("relatedIds", p.OrganizationID), filter.NoneOf(filter.Is("kind", p.Side))))
}

// itself is the person's own organization.
func itself(p *Principal, _ model.Kind) filter.Cond { return filter.Is("_id", p.OrganizationID) }

// ownPartner is the person's own organization where it is a partner.
func ownPartner(p *Principal, kind model.Kind) filter.Cond {
	if p.Side != model.OrganizationKindPartner {
		return filter.Nothing()
	}
	return itself(p, kind)
}

// kept is an organization that the person's own organization has brought.
func kept(p *Principal, _ model.Kind) filter.Cond { return filter.Is("keeperId", p.OrganizationID) }

// vendorAndDistributors is the vendor itself and the distributors that it works with.
func vendorAndDistributors(p *Principal, kind model.Kind) filter.Cond {
	if kind != model.KindOrganization || p.Side != model.OrganizationKindVendor {
		return filter.Nothing()
	}
	return filter.AnyOf(filter.Is("_id", p.OrganizationID), filter.AllOf(
		filter.Is("relatedIds", p.OrganizationID), filter.Is("kind", model.OrganizationKindDistributor)))
}

// serviceAccounts are users that are no persons.
func serviceAccounts(_ *Principal, kind model.Kind) filter.Cond {
	if kind != model.KindUser {
		return filter.Nothing()
	}
	return filter.Present("serviceAccount")
}

// colleagues are the people of the person's own organization.
func colleagues(p *Principal, kind model.Kind) filter.Cond {
	if kind != model.KindUser {
		return filter.Nothing()
	}
	return filter.Is("organizationId", p.OrganizationID)
}

// office is what the person's own organization has set up to receive messages.
func office(p *Principal, kind model.Kind) filter.Cond {
	if kind != model.KindWebhook {
		return filter.Nothing()
	}
	return filter.AllOf(filter.Is("organizationId", p.OrganizationID), filter.Is("deleted", false))
}

// setUpByMe is what the person owns of it.
func setUpByMe(p *Principal, _ model.Kind) filter.Cond { return filter.Is("ownerId", p.UserID) }
