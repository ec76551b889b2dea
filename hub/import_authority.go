package hub

import (
	"partnerhub/model"
	"partnerhub/store"
)

// authorityImport takes in what vendors let distributors do with deals.
func authorityImport() importKind {
	return importOf[model.ApprovalAuthority]{
		kind: model.KindAuthority,
		columns: []ImportColumn{
			required("vendor", "handle of the vendor; with distributor and slug the key of the row"),
			required("distributor", "handle of the distributor"),
			required("slug", "the authority's short name in files: small letters, digits and dashes"),
			required("mode", "VIEW, REGISTER, ENDORSE or APPROVE; each includes those before it"),
			required("validFrom", "from when it holds"),
			optional("validTo", "until when it holds; open when empty"),
			optional("maxAmount", "largest deal that it reaches, such as 50000.00 GBP; any when empty"),
			optional("productFamilies", "product families, separated by semicolons; all when empty"),
			optional("tiers", "partner tiers, separated by semicolons; all when empty"),
			optional("countries", "partner countries, separated by semicolons; all when empty"),
		},
		key:        keyOf("vendor", "distributor", "slug"),
		collection: func(s *store.Store) *store.Collection[model.ApprovalAuthority] { return s.Authorities },
		want:       func(r *importRow, w *wanted) { w.organizations(r, "vendor", "distributor") },
		fill:       fillAuthority,
		follow: func(b *importBatch, _, doc *model.ApprovalAuthority) {
			b.ties.make(doc.VendorID, doc.DistributorID)
		},
	}
}

func fillAuthority(b *importBatch, r *importRow, old, doc *model.ApprovalAuthority) {
	vendor := b.vendor(r)
	handle, _ := r.get("distributor")
	distributor := b.organization(r, "distributor", handle, model.OrganizationKindDistributor)
	if vendor == nil || distributor == nil {
		return
	}
	if old == nil {
		doc.VendorID, doc.DistributorID, doc.ValidUntil = vendor.ID, distributor.ID, model.Forever
		doc.ProductFamilies, doc.Tiers, doc.Countries = []string{}, []string{}, []model.CountryCode{}
	}
	slugColumn(r)
	set(r, "mode", &doc.Mode, importEnum(model.AllAuthorityMode))
	setOptional(r, "maxAmount", &doc.MaxAmount, importMoney(vendor, 1))
	setList(r, "productFamilies", &doc.ProductFamilies, importText(model.MaxCode))
	setList(r, "tiers", &doc.Tiers, importText(model.MaxCode))
	setList(r, "countries", &doc.Countries, model.ParseCountry)
	set(r, "validFrom", &doc.ValidFrom, b.days.instant)
	set(r, "validTo", &doc.ValidUntil, b.days.instant)
	if doc.ValidUntil.IsZero() {
		doc.ValidUntil = model.Forever
	}
	if !doc.ValidFrom.Before(doc.ValidUntil) {
		r.fail("validTo", "is not after validFrom")
	}
}
