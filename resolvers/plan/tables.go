package plan

// What the schema and the model do not say. A test holds these tables to the resolvers and to the generator's configuration.

// references say where a record keeps the ids of the records that a field answers. In a struct that is never stored, as in what a use-case
// answers, fields without a tag have names in small letters.
func references() map[string]string {
	return map[string]string{
		"ApprovalAuthority.vendor":       "vendorId",
		"ApprovalAuthority.distributor":  "distributorId",
		"ApprovalAuthority.partners":     "partnerIds",
		"ApprovalAuthority.segments":     "segmentIds",
		"ApiKey.createdBy":               "createdBy",
		"DealInsight.partner":            "partnerid",
		"DealInsight.distributor":        "distributorid",
		"DealInsight.program":            "programid",
		"DealInsight.campaign":           "campaignid",
		"DealSettings.vendor":            "vendorid",
		"DealSettings.program":           "programid",
		"TierLadder.vendor":              "vendorid",
		"VisibilityPolicy.vendor":        "vendorId",
		"Audience.segments":              "segments",
		"Audience.withoutSegments":       "without",
		"ConversionRate.vendor":          "vendorId",
		"PartnerCertification.vendor":    "vendorId",
		"PartnerCertification.partner":   "partnerId",
		"ServiceAccount.createdBy":       "createdBy",
		"WebhookEndpoint.organization":   "organizationId",
		"WebhookEndpoint.vendor":         "logId",
		"WebhookEndpoint.owner":          "ownerId",
		"Campaign.vendor":                "vendorId",
		"Campaign.distributors":          "distributorIds",
		"Deal.vendor":                    "vendorId",
		"Deal.partner":                   "partnerId",
		"Deal.distributor":               "distributorId",
		"Deal.program":                   "programId",
		"Deal.campaign":                  "campaignId",
		"Deal.onBehalfOf":                "onBehalfOf",
		"DealApproval.organization":      "organizationId",
		"DealApproval.by":                "userId",
		"DealConflict.rivals":            "rivalIds",
		"DealConflict.directEngagements": "engagementIds",
		"DealParty.user":                 "userId",
		"DealParty.organization":         "organizationId",
		"DirectEngagement.vendor":        "vendorId",
		"Enrollment.vendor":              "vendorId",
		"Enrollment.program":             "programId",
		"Enrollment.partner":             "partnerId",
		"Enrollment.renews":              "renewsId",
		"Enrollment.renewal":             "renewalId",
		"Enrollment.sponsor":             "sponsorId",
		"PartnerManager.user":            "user._id",
		"Partner.vendor":                 "vendorId",
		"Partner.organization":           "organizationId",
		"Partner.distributors":           "distributorIds",
		"Program.vendor":                 "vendorId",
		"Program.distributors":           "distributorIds",
		"Segment.vendor":                 "vendorId",
		"User.organization":              "organizationId",
	}
}

// renamed are the fields that have another name in the model.
func renamed() map[string]string {
	return map[string]string{
		"Deal.pendingSteps":               "Plan",
		"Organization.dealRefusalReasons": "RefusalReasons",
		"Organization.dealLossReasons":    "LossReasons",
		"Partner.certificates":            "Certifications",
		"Partner.pendingDemotion":         "Demotion",
		"TierHolding.validFrom":           "From",
	}
}
