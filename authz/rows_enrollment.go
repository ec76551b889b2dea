package authz

import (
	"partnerhub/filter"
	"partnerhub/model"
)

// linkedEnrollments are those of the partners that the person's distributor serves, in programs that it takes part in.
func linkedEnrollments(p *Principal) filter.Cond {
	return filter.AllOf(filter.Is("distributorIds", p.OrganizationID), filter.Is("offer.distributorIds", p.OrganizationID),
		filter.Is("offer.published", true))
}

// ownEnrollments are those of the person's partner organization. One that nobody of the organization has acted on is there
// only while the program is for the partner: an invitation must not tell of a program that it no longer qualifies for.
func ownEnrollments(p *Principal) filter.Cond {
	offered := make([]filter.Cond, len(p.Accounts))
	for i, a := range p.Accounts {
		offered[i] = filter.AllOf(filter.Is("partnerId", a.PartnerID), inAudience("offer.audience", a))
	}
	open := filter.AllOf(filter.Is("offer.published", true), filter.AnyOf(offered...))
	return filter.AllOf(filter.Is("partnerOrgId", p.OrganizationID), filter.AnyOf(filter.Is("engaged", true), open))
}

// handedIn is an enrollment whose application is no draft.
func handedIn(_ *Principal, kind model.Kind) filter.Cond {
	if kind != model.KindEnrollment {
		return filter.Nothing()
	}
	return filter.NoneOf(filter.OneOf("status", []model.EnrollmentStatus{model.EnrollmentStatusInvited, model.EnrollmentStatusDraft}))
}

// sponsoredByMe is an enrollment that the person's distributor speaks for.
func sponsoredByMe(p *Principal, kind model.Kind) filter.Cond {
	if kind != model.KindEnrollment {
		return filter.Nothing()
	}
	return filter.Is("sponsorId", p.OrganizationID)
}
