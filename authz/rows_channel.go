package authz

import (
	"partnerhub/filter"
	"partnerhub/model"
)

// linked is what names the person's distributor: deals that are not hidden from it, and the partners that it serves.
func linked(p *Principal, kind model.Kind) filter.Cond {
	if p.Side != model.OrganizationKindDistributor {
		return filter.Nothing()
	}
	switch kind {
	case model.KindPartner:
		return filter.Is("distributorIds", p.OrganizationID)
	case model.KindDeal:
		return filter.AllOf(filter.Is("distributorId", p.OrganizationID),
			filter.Is("hiddenFromDistributor", false), noForeignDraft(p))
	case model.KindEnrollment:
		return linkedEnrollments(p)
	}
	return filter.Nothing()
}

// held is the authorities of the person's distributor.
func held(p *Principal, kind model.Kind) filter.Cond {
	if p.Side != model.OrganizationKindDistributor || kind != model.KindAuthority {
		return filter.Nothing()
	}
	return filter.Is("distributorId", p.OrganizationID)
}

// takingPart is the programs and campaigns that name the person's distributor and have left the drawing board.
func takingPart(p *Principal, kind model.Kind) filter.Cond {
	if p.Side != model.OrganizationKindDistributor || !offered(kind) {
		return filter.Nothing()
	}
	return filter.AllOf(filter.Is("distributorIds", p.OrganizationID), published())
}

// inReach is the programs and campaigns that name no distributor and are for a partner that the person's distributor serves, by
// what it sees of the partner. The hub keeps who that is with every one of them.
func inReach(p *Principal, kind model.Kind) filter.Cond {
	if p.Side != model.OrganizationKindDistributor || !offered(kind) {
		return filter.Nothing()
	}
	return filter.AllOf(filter.Is("reachIds", p.OrganizationID), published())
}

// served is a deal of a partner that the distributor still serves. One that it served once stays in its sight, as what it took
// part in, and is no longer its to act on.
func served(_ *Principal, kind model.Kind) filter.Cond {
	if kind != model.KindDeal {
		return filter.Nothing()
	}
	return filter.NoneOf(filter.Is("unserved", true))
}

// servedToo adds to some further conditions, beside others, each once more for the deals that are served alone: what is read goes by
// the one, what is done by the other.
func servedToo(some, others map[string]condition) map[string]condition {
	return eachToo(some, others, func(name string) string { return name + ofServed }, served)
}

// forSalesToo adds them once more for the deals that the organization's salespeople see.
func forSalesToo(some, others map[string]condition) map[string]condition {
	return eachToo(some, others, func(name string) string { return forSalesCut + "_" + name }, forSales)
}

func eachToo(some, others map[string]condition, also func(string) string, besides condition) map[string]condition {
	for name, further := range some {
		others[name] = further
		others[also(name)] = func(p *Principal, kind model.Kind) filter.Cond {
			return filter.AllOf(further(p, kind), besides(p, kind))
		}
	}
	return others
}

// forSales is a deal that salespeople of the partner organization see: every one, or where the organization keeps them to their own, one
// that the person registered for it.
func forSales(p *Principal, kind model.Kind) filter.Cond {
	switch {
	case kind != model.KindDeal:
		return filter.Nothing()
	case !p.OwnDealsOnly:
		return filter.Everything()
	}
	return filter.AllOf(filter.Is("registeredBy.userId", p.UserID), filter.Is("registeredBy.organizationId", p.OrganizationID))
}

// registeredByAnotherOrganization is the distributor's four-eyes rule: it never decides on what it registered.
func registeredByAnotherOrganization(p *Principal, _ model.Kind) filter.Cond {
	return filter.NoneOf(filter.Is("registeredBy.organizationId", p.OrganizationID))
}

// toDecide is a deal whose approval plan asks for the distributor's word: only then is it a reviewer. One that may merely look
// would be a way for a partner to learn, before any review, whether a customer is taken.
func toDecide(p *Principal, kind model.Kind) filter.Cond {
	if kind != model.KindDeal {
		return filter.Nothing()
	}
	return filter.AllOf(registeredByAnotherOrganization(p, kind), served(p, kind), filter.OneOf("plan", []model.DealStep{
		model.DealStepDistributorEndorsement, model.DealStepDistributorApproval}))
}

// reviewed is a deal that a reviewer has looked at. Until then nobody outside the vendor learns how it stands to others:
// the answer to a registration is the same whether or not a rival exists.
func reviewed(_ *Principal, kind model.Kind) filter.Cond {
	if kind != model.KindDeal {
		return filter.Nothing()
	}
	return filter.NoneOf(filter.OneOf("approvalStatus", []model.DealApprovalStatus{
		model.DealApprovalStatusDraft, model.DealApprovalStatusSubmitted, model.DealApprovalStatusWithdrawn}))
}

// own is what belongs to the person's partner organization, at all its vendors.
func own(p *Principal, kind model.Kind) filter.Cond {
	if p.Side != model.OrganizationKindPartner {
		return filter.Nothing()
	}
	switch kind {
	case model.KindPartner:
		return filter.Is("organizationId", p.OrganizationID)
	case model.KindDeal, model.KindCertification:
		return filter.Is("partnerOrgId", p.OrganizationID)
	case model.KindEnrollment:
		return ownEnrollments(p)
	}
	return filter.Nothing()
}

// eligible is the programs and campaigns whose audience the organization is in with one of its partnerships.
func eligible(p *Principal, kind model.Kind) filter.Cond {
	if p.Side != model.OrganizationKindPartner || !offered(kind) {
		return filter.Nothing()
	}
	audiences, vendors := make([]filter.Cond, len(p.Accounts)), make([]model.ID, len(p.Accounts))
	for i, a := range p.Accounts {
		audiences[i], vendors[i] = filter.AllOf(filter.Is("vendorId", a.VendorID), InAudience(a)), a.VendorID
	}
	// The vendors by themselves say nothing new: they are what an index can go by, whatever else is demanded.
	return filter.AllOf(filter.OneOf("vendorId", vendors), filter.AnyOf(audiences...), published())
}

// InAudience holds for a program or campaign whose audience the account is in: each side is open or names it, and no segment
// that it is in is left out.
func InAudience(a Account) filter.Cond { return inAudience("audience", a) }

// inAudience is the same of an audience that is kept at another place of the record.
func inAudience(at string, a Account) filter.Cond {
	return filter.AllOf(
		named(at+".types", string(a.Type)),
		named(at+".countries", string(a.Country)),
		named(at+".tiers", a.Tier),
		filter.OneOf(at+".segments", append([]string{model.AudienceAny}, a.Segments...)),
		filter.NoneOf(filter.OneOf(at+".without", a.Barred)))
}

// named holds where the side is open or names the value. What the account lacks is named by no audience.
func named(side, value string) filter.Cond {
	if value == "" {
		return filter.Is(side, model.AudienceAny)
	}
	return filter.OneOf(side, []string{model.AudienceAny, value})
}

func offered(kind model.Kind) bool { return kind == model.KindProgram || kind == model.KindCampaign }

// published leaves out what the vendor is still preparing.
func published() filter.Cond { return filter.NoneOf(filter.Is("status", "DRAFT")) }
