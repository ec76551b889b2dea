package authz

import (
	"partnerhub/filter"
	"partnerhub/model"
)

// ofVendor is everything of the person's own vendor. Another organization's draft of a deal is not part of it yet.
func ofVendor(p *Principal, kind model.Kind) filter.Cond {
	if p.Side != model.OrganizationKindVendor {
		return filter.Nothing()
	}
	rows := filter.Is("vendorId", p.OrganizationID)
	switch kind {
	case model.KindPartner, model.KindProgram, model.KindCampaign, model.KindAuthority, model.KindEnrollment, model.KindEngagement, model.KindRate,
		model.KindPolicy, model.KindSegment, model.KindCertification:
		return rows
	case model.KindDeal:
		return filter.AllOf(rows, noForeignDraft(p))
	}
	return filter.Nothing()
}

// covered is what hangs on the partners that the person covers at the instant of the request.
func covered(p *Principal, kind model.Kind) filter.Cond {
	if p.Side != model.OrganizationKindVendor {
		return filter.Nothing()
	}
	mine := coveredByMe(p, kind)
	switch kind {
	case model.KindPartner, model.KindDeal, model.KindEnrollment, model.KindCertification:
		return filter.AllOf(ofVendor(p, kind), mine)
	case model.KindOrganization:
		return filter.AllOf(filter.Is("relatedIds", p.OrganizationID), filter.Is("kind", model.OrganizationKindPartner), mine)
	}
	return filter.Nothing()
}

// coveredByMe holds from the instant of Coverage.From until just before Coverage.To. An assignment counts only for the
// organization that made it: somebody who has moved to another one leaves it behind. Kinds that hang on no partner have none.
func coveredByMe(p *Principal, kind model.Kind) filter.Cond {
	switch kind {
	case model.KindPartner, model.KindDeal, model.KindEnrollment, model.KindCertification, model.KindOrganization:
	default:
		return filter.Nothing()
	}
	return filter.HasElem("coverage", filter.AllOf(filter.Is("userId", p.UserID), filter.Is("orgId", p.OrganizationID),
		filter.AtMost("from", p.At), filter.Above("to", p.At)))
}

// noForeignDraft keeps a draft to the organization that writes it.
func noForeignDraft(p *Principal) filter.Cond {
	return filter.AnyOf(filter.Is("shared", true), filter.Is("registeredBy.organizationId", p.OrganizationID))
}

// approved is a deal that was approved once, whatever became of it.
func approved(_ *Principal, kind model.Kind) filter.Cond {
	if kind != model.KindDeal {
		return filter.Nothing()
	}
	return filter.OneOf("approvalStatus", []model.DealApprovalStatus{
		model.DealApprovalStatusApproved, model.DealApprovalStatusExpired, model.DealApprovalStatusReleased,
		model.DealApprovalStatusRevoked, model.DealApprovalStatusClosed})
}

// marginShared is a deal whose partner lets the vendor see its margin.
func marginShared(_ *Principal, kind model.Kind) filter.Cond {
	if kind != model.KindDeal {
		return filter.Nothing()
	}
	return filter.Is("marginShared", true)
}

// registeredHere is a deal that the person's own organization registered.
func registeredHere(p *Principal, _ model.Kind) filter.Cond {
	return filter.Is("registeredBy.organizationId", p.OrganizationID)
}

// registeredByAnotherPerson is the vendor's four-eyes rule: nobody decides on a registration of one's own.
func registeredByAnotherPerson(p *Principal, _ model.Kind) filter.Cond {
	return filter.NoneOf(filter.Is("registeredBy.userId", p.UserID))
}
