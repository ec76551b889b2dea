package plan

import "strings"

// Left are the fields that no plan knows, and why: the ordinary resolvers answer what selects one. A type without a field stands for all of
// its fields. A test holds the table to the schema, so that a new field that is neither planned nor listed is seen the day it lands.
func Left() map[string]string {
	out := map[string]string{}
	for reason, names := range left() {
		for _, name := range strings.Fields(names) {
			out[name] = reason
		}
	}
	return out
}

// left are the names of what is left, by the reason.
func left() map[string]string {
	return map[string]string{
		"the executor answers it from the schema alone": "Query.__schema Query.__type",
		"it has arguments below the root": "Deal.history Partner.campaigns Partner.certificationRecords Partner.deals Partner.enrollments Partner.programs " +
			"Partner.revenue Partner.segmentHistory Partner.tierAt Partner.tierPath Program.eligiblePartners " +
			"Program.enrollments Program.text Segment.memberHistory Segment.members WebhookEndpoint.deliveries",
		"a use-case of its own works it out of more than the record": "Deal.benefitEntries Deal.lossChoices Deal.refusalChoices DealApproval.authority Partner.certifications " +
			"Partner.managers Partner.segments Segment.recompute User.apiKeys Query.changes Query.dealInsights " +
			"Query.dealSettings Query.explainEligibility Query.explainVisibility Query.rateLimit Query.salesSettings " +
			"Query.segmentation Query.simulateRule Query.tierLadder Query.visibilityPolicy Query.visibilityRows",
		"it is told in another order or form than it is stored": "Partner.tierHistory Partner.trainings Segment.rule TierHolding.validUntil",
		"it is told after a write": "Mutation ApiKeyPayload ApprovalAuthorityPayload CampaignPayload ConversionRatePayload DealPayload " +
			"DealSettingsPayload DeleteWebhookEndpointPayload DirectEngagementPayload EnrollmentPayload " +
			"EnrollmentPlansPayload PartnerCertificationPayload PartnerTierPayload ProgramPayload SalesSettingsPayload " +
			"SegmentPayload SegmentationLimitsPayload ServiceAccountPayload SyncPayload SyncResult TierLadderPayload " +
			"UserError VisibilityPolicyPayload WebhookEndpointPayload",
		"it is part of what is left alone": "ApiKey AuthorityUse BenefitEntry ChangePage DealApprovalRule DealChange DealComment DealEvent " +
			"DealEventConnection DealEventEdge DealInsight DealInsights DealReasonList DealSetting DealSettings " +
			"EligibilityExplanation EligibilitySegment EligibilityTest PartnerManager RateLimit RecordChange Region Rule " +
			"RuleSimulation RuleTest SalesSettings SegmentFigures SegmentLanguage SegmentMove SegmentMoveConnection " +
			"SegmentMoveEdge SegmentOverlap SegmentRecompute Segmentation SegmentationLimits SegmentationWarning " +
			"SimulatedOffer Tier TierLadder TierPath TierRequirement TierStep TierTest VisibilityExplanation VisibilityLine " +
			"VisibilityPolicy VisibilityReason VisibilityRows WebhookDelivery WebhookDeliveryConnection WebhookDeliveryEdge " +
			"WebhookTry",
	}
}
