package outtake

import (
	"strconv"

	"partnerhub/model"
	"partnerhub/store"
)

// certificationSheet gives certifications and trainings out, those that were taken back among them.
func certificationSheet(s *store.Store) sheetOf[model.PartnerCertification] {
	return sheetOf[model.PartnerCertification]{kind: model.KindCertification, from: s.Certifications, order: "validUntil",
		names: func(c *model.PartnerCertification) []model.ID { return []model.ID{c.VendorID, c.PartnerOrgID} },
		columns: []column[model.PartnerCertification]{
			{"vendor", "vendorId", func(n handles, c *model.PartnerCertification) string { return n[c.VendorID] }},
			{"partner", "partnerOrgId", func(n handles, c *model.PartnerCertification) string { return n[c.PartnerOrgID] }},
			{"type", "type", func(_ handles, c *model.PartnerCertification) string { return string(c.Type) }},
			{"name", "name", func(_ handles, c *model.PartnerCertification) string { return c.Name }},
			{"earnedOn", "earnedOn", func(_ handles, c *model.PartnerCertification) string { return text(c.EarnedOn) }},
			{"validUntil", "validUntil", func(_ handles, c *model.PartnerCertification) string {
				if c.ValidUntil == model.NoLastDay {
					return ""
				}
				return string(c.ValidUntil)
			}},
			{"reference", "reference", func(_ handles, c *model.PartnerCertification) string { return text(c.Reference) }},
			{"revoked", "revokedAt", func(_ handles, c *model.PartnerCertification) string { return strconv.FormatBool(!c.Held()) }},
			{"revocationNote", "revocationNote", func(_ handles, c *model.PartnerCertification) string { return text(c.RevocationNote) }},
		}}
}
