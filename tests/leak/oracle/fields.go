package oracle

// groupsOf says in which groups of fields a path lies: it is seen where one of them is. A path that is not here takes the
// groups of the path above it; a type's own field that is not here is opaque. The lists are read off the schema's descriptions.
var groupsOf = map[string][]string{
	"Organization": {"core"}, "Organization.id": {"core"}, "Organization.version": {"core"}, "Organization.kind": {"core"},
	"Organization.handle": {"core"}, "Organization.name": {"core"}, "Organization.country": {"core"}, "Organization.domain": {"core"},
	"Organization.currency": {"core"}, "Organization.dealRefusalReasons": {"refusals"}, "Organization.dealLossReasons": {"losses"},
	"Organization.tiers": {"tiers"}, "Organization.publishedTiers": {"tiers", "publishedTiers"}, // shown by TierLadder and TierPath
	"Organization.createdAt": {"core"}, "Organization.updatedAt": {"core"},

	"User.id": {"core"}, "User.name": {"core"}, "User.organization": {"core"}, "User.email": {"private"}, "User.roles": {"private"},
	"User.serviceAccount": {"account"}, "User.apiKeys": {"account"},

	"Partner.id": {"core"}, "Partner.version": {"core"}, "Partner.vendor": {"core"}, "Partner.organization": {"core"},
	"Partner.name": {"core"}, "Partner.type": {"core"}, "Partner.country": {"core"}, "Partner.createdAt": {"core"}, "Partner.updatedAt": {"core"},
	"Partner.tier": {"tier"}, "Partner.lifeStage": {"stage"}, "Partner.region": {"region"}, "Partner.distributors": {"distributors"},
	"Partner.managers": {"managers"}, "Partner.employees": {"profile"}, "Partner.technicalHeadcount": {"profile"},
	"Partner.monoBrand": {"profile"}, "Partner.certifications": {"profile"}, "Partner.tags": {"labels"}, "Partner.externalIds": {"labels"},
	"Partner.engagementScore": {"score"}, "Partner.rfm": {"rfm"}, "Partner.costToServe": {"rfm"}, "Partner.privateNotes": {"notes"},
	"Partner.certificates": {"profile"}, "Partner.trainings": {"profile"}, "Partner.attributes": {"labels"}, "Partner.revenue": {"revenue"},
	"Partner.segments":    {"segments"},
	"Partner.tierHistory": {"tierHistory"}, "Partner.pendingDemotion": {"demotion"}, "Partner.tierKept": {"demotion"},
	"Partner.segmentHistory": {"core"},
	"Partner.programs":       {"core"}, "Partner.campaigns": {"core"}, "Partner.deals": {"core"},

	"Program.id": {"core"}, "Program.version": {"core"}, "Program.vendor": {"core"}, "Program.name": {"core"}, "Program.description": {"core"},
	"Program.type": {"core"}, "Program.status": {"core"}, "Program.startsOn": {"core"}, "Program.endsOn": {"core"},
	"Program.productFamilies": {"core"}, "Program.minimumAmount": {"core"}, "Program.protectionDays": {"core"},
	"Program.mayHideFromDistributor": {"core"}, "Program.audience": {"audience"}, "Program.distributors": {"audience"}, "Program.budget": {"budget"},
	"Program.eligiblePartners": {"core"}, "Program.createdAt": {"core"}, "Program.updatedAt": {"core"},

	"Program.benefits": {"core"}, "Program.requirements": {"core"}, "Program.texts": {"core"},
	"Program.enrollmentPlans": {"core"}, "Program.autoApproveEnrollments": {"audience"}, "Program.enrollments": {"core"}, "Partner.enrollments": {"core"},

	"Enrollment.id": {"core"}, "Enrollment.version": {"core"}, "Enrollment.vendor": {"core"}, "Enrollment.program": {"core"},
	"Enrollment.partner": {"core"}, "Enrollment.term": {"core"}, "Enrollment.status": {"core"}, "Enrollment.pendingSteps": {"core"},
	"Enrollment.renews": {"core"}, "Enrollment.renewal": {"core"}, "Enrollment.appliedAt": {"core"}, "Enrollment.validFrom": {"core"},
	"Enrollment.validUntil": {"core"}, "Enrollment.renewableFrom": {"core"}, "Enrollment.renewableUntil": {"core"},
	"Enrollment.sponsor": {"sponsor"}, "Enrollment.application": {"application"}, "Enrollment.agreement": {"review"},
	"Enrollment.reason": {"review"}, "Enrollment.comment": {"review"}, "Enrollment.reapplyFrom": {"review"}, "Enrollment.history": {"review"},
	"Enrollment.createdAt": {"core"}, "Enrollment.updatedAt": {"core"},

	"Campaign.id": {"core"}, "Campaign.version": {"core"}, "Campaign.vendor": {"core"}, "Campaign.name": {"core"}, "Campaign.description": {"core"},
	"Campaign.status": {"core"}, "Campaign.direction": {"core"}, "Campaign.startsOn": {"core"}, "Campaign.endsOn": {"core"},
	"Campaign.languages": {"core"}, "Campaign.audience": {"audience"}, "Campaign.distributors": {"audience"}, "Campaign.cost": {"cost"},
	"Campaign.createdAt": {"core"}, "Campaign.updatedAt": {"core"},

	"Segment.id": {"core"}, "Segment.version": {"core"}, "Segment.vendor": {"core"}, "Segment.name": {"core"}, "Segment.description": {"core"},
	"Segment.status": {"core"}, "Segment.rule": {"core"}, "Segment.ruleText": {"core"}, "Segment.ruleVersion": {"core"}, "Segment.members": {"core"}, "Segment.memberHistory": {"core"},
	"Segment.createdAt": {"core"}, "Segment.updatedAt": {"core"},

	"PartnerCertification.id": {"core"}, "PartnerCertification.version": {"core"}, "PartnerCertification.vendor": {"core"},
	"PartnerCertification.partner": {"core"}, "PartnerCertification.type": {"core"}, "PartnerCertification.name": {"core"},
	"PartnerCertification.status": {"core"}, "PartnerCertification.earnedOn": {"core"}, "PartnerCertification.validUntil": {"core"},
	"PartnerCertification.reference": {"core"}, "PartnerCertification.revokedAt": {"core"}, "PartnerCertification.revocationNote": {"core"},
	"PartnerCertification.createdAt": {"core"}, "PartnerCertification.updatedAt": {"core"}, "Partner.certificationRecords": {"core"},

	"ApprovalAuthority.id": {"core"}, "ApprovalAuthority.version": {"core"}, "ApprovalAuthority.vendor": {"core"},
	"ApprovalAuthority.distributor": {"core"}, "ApprovalAuthority.mode": {"core"}, "ApprovalAuthority.maxAmount": {"core"},
	"ApprovalAuthority.productFamilies": {"core"}, "ApprovalAuthority.tiers": {"core"}, "ApprovalAuthority.countries": {"core"}, "ApprovalAuthority.regions": {"core"},
	"ApprovalAuthority.validFrom": {"core"}, "ApprovalAuthority.validTo": {"core"},

	"DirectEngagement.id": {"core"}, "DirectEngagement.version": {"core"}, "DirectEngagement.vendor": {"core"},
	"DirectEngagement.customer": {"core"}, "DirectEngagement.productFamilies": {"core"}, "DirectEngagement.validFrom": {"core"},
	"DirectEngagement.validTo": {"core"}, "DirectEngagement.note": {"core"}, "DirectEngagement.createdAt": {"core"}, "DirectEngagement.updatedAt": {"core"},

	"ConversionRate.id": {"core"}, "ConversionRate.version": {"core"}, "ConversionRate.vendor": {"core"}, "ConversionRate.from": {"core"},
	"ConversionRate.to": {"core"}, "ConversionRate.rate": {"core"}, "ConversionRate.validFrom": {"core"}, "ConversionRate.createdAt": {"core"},
	"ConversionRate.updatedAt": {"core"},

	"Deal.id": {"core"}, "Deal.version": {"core"}, "Deal.number": {"core"}, "Deal.vendor": {"core"}, "Deal.partner": {"core"},
	"Deal.distributor": {"core"}, "Deal.program": {"core"}, "Deal.campaign": {"core"}, "Deal.expectedCloseOn": {"core"},
	"Deal.approvalStatus": {"core"}, "Deal.salesStage": {"core"}, "Deal.outcome": {"core"}, "Deal.registeredBy": {"core"},
	"Deal.onBehalfOf": {"core"}, "Deal.submittedAt": {"core"}, "Deal.reviewDueAt": {"core"}, "Deal.protectedUntil": {"core"},
	"Deal.heldUntil": {"core"}, "Deal.approvedAt": {"core"}, "Deal.vetoUntil": {"approvals"}, "Deal.closedAt": {"core"},
	"Deal.wonReportedAt": {"core"}, "Deal.appeals": {"core"},
	"Deal.protectionActive": {"core"}, "Deal.returnedFields": {"core"}, "Deal.pendingSteps": {"approvals"}, "Deal.createdAt": {"core"}, "Deal.updatedAt": {"core"},
	"Deal.customer": {"customerName", "customer", "contact"}, "Deal.customer.name": {"customerName"}, "Deal.customer.domain": {"customer"},
	"Deal.customer.registryNumber": {"customer"}, "Deal.customer.country": {"customer"}, "Deal.customer.postalCode": {"customer"},
	"Deal.customer.contact": {"contact"}, "Deal.lines": {"products"}, "Deal.amount": {"amount"}, "Deal.baseAmount": {"amount"}, "Deal.orderReference": {"amount"},
	"Deal.partnerMargin": {"margin"}, "Deal.distributorCost": {"cost"}, "Deal.benefit": {"benefit"},
	"Deal.conflict": {"conflict", "rivals"}, "Deal.conflict.class": {"conflict"}, "Deal.conflict.earliestReviewAt": {"conflict"},
	"Deal.conflict.rivals": {"rivals"}, "Deal.conflict.directEngagements": {"rivals"}, "Deal.reason": {"review"}, "Deal.reasonText": {"review"}, "Deal.lossReason": {"review"}, "Deal.reviewComment": {"review"},
	"Deal.ownerComment": {"review"}, "Deal.internalComments": {"comments"}, "Deal.approvals": {"approvals"},

	"WebhookEndpoint.id": {"core"}, "WebhookEndpoint.version": {"core"}, "WebhookEndpoint.organization": {"core"}, "WebhookEndpoint.vendor": {"core"},
	"WebhookEndpoint.owner": {"core"}, "WebhookEndpoint.url": {"core"}, "WebhookEndpoint.description": {"core"}, "WebhookEndpoint.kinds": {"core"},
	"WebhookEndpoint.status": {"core"}, "WebhookEndpoint.reason": {"core"}, "WebhookEndpoint.disabledAt": {"core"}, "WebhookEndpoint.secretSince": {"core"},
	"WebhookEndpoint.deliveries": {"core"}, "WebhookEndpoint.createdAt": {"core"}, "WebhookEndpoint.updatedAt": {"core"},

	"Viewer.user": {"core"}, "Viewer.organization": {"core"}, "Viewer.roles": {"core"},
}

// Known tells whether the oracle predicts a field.
func Known(typ, field string) bool { _, ok := groupsOf[typ+"."+field]; return ok }

// groupsAt finds the groups of a path, from the longest known one that it begins with.
func groupsAt(path string) []string {
	for {
		if g, ok := groupsOf[path]; ok {
			return g
		}
		i := len(path) - 1
		for i > 0 && path[i] != '.' {
			i--
		}
		if i <= 0 {
			return nil
		}
		path = path[:i]
	}
}

// Shown is which groups the viewer sees on a record, by all its roles; nil for a record that it does not see at all.
func (v *Viewer) Shown(r *Record) map[string]bool {
	var out map[string]bool
	for _, role := range v.User.Roles {
		for _, rule := range v.rulesOn(role, r) {
			if !v.in(rule.rows, r) {
				continue
			}
			if out == nil {
				out = map[string]bool{}
			}
			for _, g := range rule.groups {
				out[g] = true
			}
		}
	}
	return out
}

// Sees tells whether the viewer sees a path of a record, such as Deal.customer.name.
func (v *Viewer) Sees(r *Record, path string) bool { return shows(v.Shown(r), path) }

func shows(shown map[string]bool, path string) bool {
	for _, g := range groupsAt(path) {
		if shown[g] {
			return true
		}
	}
	return false
}

// mayName tells whether a condition may name a path of a type: a role of the viewer's shows it on some rows.
func (v *Viewer) mayName(typ, path string) bool {
	for _, role := range v.User.Roles {
		for _, rule := range v.rulesOf(role, typ) {
			if meets(rule, path) {
				return true
			}
		}
	}
	return false
}

// mayOrder tells whether a list may be ordered by a path: every set of rows that a role gives lies within one that shows it.
func (v *Viewer) mayOrder(typ, path string) bool {
	all, _ := v.scopedRules(typ)
	for i := range all {
		all[i].rows = v.unkept(all[i].rows)
	}
	for _, one := range all {
		covered := false
		for _, other := range all {
			covered = covered || meets(other.rule, path) && other.covers(one)
		}
		if !covered {
			return false
		}
	}
	return true
}

func meets(r rule, path string) bool {
	for _, g := range groupsAt(path) {
		if has(r.groups, g) {
			return true
		}
	}
	return false
}

// lists tells whether the viewer's roles give it any record of a type.
func (v *Viewer) lists(typ string) bool {
	for _, role := range v.User.Roles {
		if len(v.rulesOf(role, typ)) > 0 {
			return true
		}
	}
	return false
}

// Named tells whether the viewer learns a person's name from an account that it sees, as one of those who cover it.
func (v *Viewer) Named(user string) bool {
	e := &evaluation{v: v}
	for _, account := range v.World.Of("Partner") {
		if !v.Sees(account, "Partner.managers") {
			continue
		}
		for _, m := range e.managers(account) {
			if m.(Object)["user"] == Ref(user) {
				return true
			}
		}
	}
	return false
}
