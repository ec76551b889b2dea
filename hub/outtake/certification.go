package outtake

import (
	"strconv"

	"partnerhub/model"
	"partnerhub/store"
)

// certificationSheet gives certifications and trainings out, those that were taken back among them.
func certificationSheet(s *store.Store) sheetOf[model.PartnerCertification] {
	return sheetOf[model.PartnerCertification]{kind: model.KindCertification, from: s.Certifications, order: "validUntil",
		named: func(c *model.PartnerCertification, by *mentions) {
			by.organizations = append(by.organizations, c.VendorID, c.PartnerOrgID)
		},
		columns: []column[model.PartnerCertification]{
			{"vendor", "vendorId", func(n names, c *model.PartnerCertification) string { return n[c.VendorID] }},
			{"partner", "partnerOrgId", func(n names, c *model.PartnerCertification) string { return n[c.PartnerOrgID] }},
			{"type", "type", func(_ names, c *model.PartnerCertification) string { return string(c.Type) }},
			{"name", "name", func(_ names, c *model.PartnerCertification) string { return c.Name }},
			{"earnedOn", "earnedOn", func(_ names, c *model.PartnerCertification) string { return text(c.EarnedOn) }},
			{"validUntil", "validUntil", func(_ names, c *model.PartnerCertification) string {
				if c.ValidUntil == model.NoLastDay {
					return ""
				}
				return string(c.ValidUntil)
			}},
			{"reference", "reference", func(_ names, c *model.PartnerCertification) string { return text(c.Reference) }},
			{"revoked", "revokedAt", func(_ names, c *model.PartnerCertification) string { return strconv.FormatBool(!c.Held()) }},
			{"revocationNote", "revocationNote", func(_ names, c *model.PartnerCertification) string { return text(c.RevocationNote) }},
		}}
}
