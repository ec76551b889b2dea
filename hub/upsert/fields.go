package upsert

import (
	"partnerhub/filter"
	"partnerhub/model"
)

const notYours = "you may not write this field"

// refuseUnshown refuses rows that set what the caller's grant shows on no record.
func (c *call) refuseUnshown(rows []*row) {
	for _, r := range rows {
		for _, f := range r.writes {
			if c.grant.Guard(f.stored).Op == filter.None {
				r.fault(model.SyncCodeForbiddenField, f.name, notYours)
			}
		}
	}
}

// refuseHidden refuses a row that sets what the caller's grant does not show on the record. A record that the grant leaves out altogether is
// answered elsewhere, like one that does not exist.
func (c *call) refuseHidden(r *row, record any) {
	for _, f := range r.writes {
		if c.grant.Allows(record) && !c.grant.Shows(record, f.stored) {
			r.reject(model.SyncCodeForbiddenField, f.name, notYours)
			return
		}
	}
}
