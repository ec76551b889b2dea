package authz

import (
	"strings"

	"partnerhub/model"
)

// PathOf finds the stored path of a field as the API calls it. It is false for a field that nobody is shown, for one that is
// computed, and for one whose parts have groups of their own.
func PathOf(kind model.Kind, field string) (string, bool) {
	k := kindNamed(kind)
	if path, ok := renamed()[string(kind)+"."+field]; ok {
		return path, true
	}
	for _, path := range []string{field, field + "Id", strings.TrimSuffix(field, "s") + "Ids"} {
		if group := k.groupOf(path); group != noGroup && group != hubGroup {
			return path, true
		}
	}
	return "", false
}

// renamed are the fields whose names in the API say nothing of where they are stored.
func renamed() map[string]string {
	return map[string]string{"partner.managers": "coverage", "deal.pendingSteps": "plan", "authority.validTo": "validUntil",
		"deal.conflict.rivals": "conflict.rivalIds", "deal.conflict.directEngagements": "conflict.engagementIds",
		"engagement.validTo": "validUntil", "organization.dealRefusalReasons": "refusalReasons",
		"organization.dealLossReasons": "lossReasons"}
}
