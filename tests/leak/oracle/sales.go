package oracle

import "strings"

// salesSettings are for those whom they are about, and for who sets them. How often they were set is the hub's own count.
func (e *evaluation) salesSettings() any {
	if !has(e.v.User.Roles, "PARTNER_ADMIN") && !has(e.v.User.Roles, "PARTNER_SALES") {
		return nil
	}
	return Object{"ownDealsOnly": e.v.Org.OwnDealsOnly, "version": Opaque{}}
}

// unkept is a set as it is for the people of an organization that does not keep its salespeople to their own deals.
func (v *Viewer) unkept(set string) string {
	if v.Org.OwnDealsOnly || !strings.HasPrefix(set, "own/forSales") {
		return set
	}
	cut := strings.ToLower(strings.TrimPrefix(set, "own/forSales"))
	return strings.TrimSuffix("own/"+cut, "/")
}
