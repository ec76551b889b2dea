package model

import "strings"

// Side is the kind of organization whose people may hold the role.
func (r Role) Side() OrganizationKind {
	switch {
	case strings.HasPrefix(string(r), "DISTRIBUTOR_"):
		return OrganizationKindDistributor
	case strings.HasPrefix(string(r), "PARTNER_"):
		return OrganizationKindPartner
	case r.IsValid():
		return OrganizationKindVendor
	}
	return ""
}
