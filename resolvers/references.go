package resolvers

import "partnerhub/model"

// namedBy adds the records that a row names in the fields that were selected of it. A kind that is missing here is read
// later, by its loader.
func (n *needs) namedBy(row any, s selection) {
	switch r := row.(type) {
	case *model.Deal:
		n.namedByDeal(r, s)
	case *model.Partner:
		n.namedByPartner(r, s)
	case *model.Program:
		n.organizations.add(s, "vendor", r.VendorID)
		n.organizations.add(s, "distributors", r.DistributorIDs...)
	case *model.Campaign:
		n.organizations.add(s, "vendor", r.VendorID)
		n.organizations.add(s, "distributors", r.DistributorIDs...)
	case *model.User:
		n.organizations.add(s, "organization", r.OrganizationID)
	case *model.Enrollment:
		n.namedByEnrollment(r, s)
	case *model.ApprovalAuthority:
		n.organizations.add(s, "vendor", r.VendorID)
		n.organizations.add(s, "distributor", r.DistributorID)
		n.partners.add(s, "partners", r.PartnerIDs...)
	}
}

func (n *needs) namedByPartner(p *model.Partner, s selection) {
	n.organizations.add(s, "vendor", p.VendorID)
	n.organizations.add(s, "organization", p.OrganizationID)
	n.organizations.add(s, "distributors", p.DistributorIDs...)
}

func (n *needs) namedByDeal(d *model.Deal, s selection) {
	n.organizations.add(s, "vendor", d.VendorID)
	n.partners.add(s, "partner", d.PartnerID)
	n.organizations.add(s, "distributor", optional(d.DistributorID))
	n.programs.add(s, "program", optional(d.ProgramID))
	n.campaigns.add(s, "campaign", optional(d.CampaignID))
	n.organizations.add(s, "onBehalfOf", optional(d.OnBehalfOf))
	n.users.add(s["registeredBy"], "user", d.RegisteredBy.UserID)
	n.organizations.add(s["registeredBy"], "organization", d.RegisteredBy.OrganizationID)
	if d.WonReportedBy != nil {
		n.users.add(s["wonReportedBy"], "user", d.WonReportedBy.UserID)
		n.organizations.add(s["wonReportedBy"], "organization", d.WonReportedBy.OrganizationID)
	}
	for _, a := range d.Approvals {
		n.users.add(s["approvals"], "by", a.UserID)
		n.organizations.add(s["approvals"], "organization", a.OrganizationID)
	}
	if d.Conflict != nil {
		n.deals.add(s["conflict"], "rivals", d.Conflict.RivalIDs...)
	}
}

func (n *needs) namedByEnrollment(e *model.Enrollment, s selection) {
	n.organizations.add(s, "vendor", e.VendorID)
	n.programs.add(s, "program", e.ProgramID)
	n.partners.add(s, "partner", e.PartnerID)
	n.enrollments.add(s, "renews", optional(e.RenewsID))
	n.enrollments.add(s, "renewal", optional(e.RenewalID))
	n.organizations.add(s, "sponsor", optional(e.SponsorID))
	if e.Agreement != nil {
		n.users.add(s["agreement"]["acceptedBy"], "user", e.Agreement.AcceptedBy.UserID)
		n.organizations.add(s["agreement"]["acceptedBy"], "organization", e.Agreement.AcceptedBy.OrganizationID)
	}
	for _, event := range e.History {
		if event.Actor != nil {
			n.users.add(s["history"]["actor"], "user", event.Actor.UserID)
			n.organizations.add(s["history"]["actor"], "organization", event.Actor.OrganizationID)
		}
	}
}
