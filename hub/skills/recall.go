package skills

import (
	"context"

	"partnerhub/authz"
	"partnerhub/model"
	"partnerhub/store"
)

// recall makes records of what partners keep without one, held or taken back: an older version of the hub has written it, before this one
// came or beside it. They are the hub's own work, whoever's change finds them, and are added to the records that were read.
func recall(ctx context.Context, s *store.Store, by store.Stamp, records map[model.ID][]*model.PartnerCertification, partners []*model.Partner) error {
	var lost []*model.PartnerCertification
	for _, p := range partners {
		found := unrecorded(p, records[p.ID])
		lost, records[p.ID] = append(lost, found...), append(records[p.ID], found...)
	}
	return s.Certifications.InsertMany(ctx, system(), lost, store.Stamp{Action: string(authz.Create), At: by.At})
}

// unrecorded is what a partner keeps without a record, each once.
func unrecorded(p *model.Partner, records []*model.PartnerCertification) (out []*model.PartnerCertification) {
	known := make(map[model.ID]bool, len(records))
	for _, c := range records {
		known[c.ID] = true
	}
	for _, c := range named(p) {
		if !known[c.ID] {
			out = append(out, c)
		}
		known[c.ID] = true
	}
	return out
}
