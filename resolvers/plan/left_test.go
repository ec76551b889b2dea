package plan_test

import "strings"

// leftOnes are the fields that no plan knows, and why: the ordinary resolvers answer what selects one. A type without a field stands for all of
// its fields. A test holds the table to the schema, so that a new field that is neither planned nor listed is seen the day it lands.
func leftOnes() map[string]string {
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
			"Program.enrollments Program.text Segment.memberHistory Segment.members VisibilityPolicy.lines " +
			"WebhookEndpoint.deliveries",
		"a use-case of its own works it out of more than the record": "Query.simulateRule Segment.recompute VisibilityPolicy.overrides VisibilityPolicy.updatedAt",
		"it is told in another order or form than it is stored":      "Partner.tierHistory Partner.trainings Tier.rank TierHolding.validUntil TierRequirement.rule",
		"only fields that are left lead to it": "DealChange DealComment DealEvent DealEventConnection DealEventEdge " +
			"RuleSimulation SegmentMove SegmentMoveConnection SegmentMoveEdge SegmentRecompute SimulatedOffer " +
			"TierPath TierStep TierTest WebhookDelivery WebhookDeliveryConnection WebhookDeliveryEdge " +
			"WebhookTry",
	}
}
