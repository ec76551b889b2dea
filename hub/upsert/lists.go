package upsert

import "partnerhub/model"

// A partner's row may say what the partner holds, as whole lists. These become records of certifications, so that whoever sends them has to
// be one who may sync such records, too.

// skillLists names the first list of what is held that a row of a partner says, "" for none.
func skillLists(r *row) string {
	for _, column := range []string{"certifications", "trainings"} {
		if _, says := r.said[column]; says {
			return column
		}
	}
	return ""
}

// refuseList refuses a row that says what a partner holds of whom the caller may not write that. A partner that the grant for partners leaves
// out is answered elsewhere, like one that does not exist.
func (c *call) refuseList(r *row, p *model.Partner) {
	column := skillLists(r)
	if column == "" || r.faulty() || !c.grant.Allows(p) {
		return
	}
	if !c.holdings.Allows(&model.PartnerCertification{VendorID: p.VendorID, PartnerID: p.ID, PartnerOrgID: p.OrganizationID, Coverage: p.Coverage}) {
		r.reject(model.SyncCodeForbiddenField, column, notYours)
	}
}
