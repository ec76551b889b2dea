package model

import "strings"

// Side is the kind of organization whose people may hold the role; none for a text that is no role.
func (r Role) Side() OrganizationKind {
	switch {
	case !r.IsValid():
		return ""
	case strings.HasPrefix(string(r), "DISTRIBUTOR_"):
		return OrganizationKindDistributor
	case strings.HasPrefix(string(r), "PARTNER_"):
		return OrganizationKindPartner
	}
	return OrganizationKindVendor
}
