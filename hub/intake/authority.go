package intake

import (
	"errors"

	"partnerhub/model"
	"partnerhub/store"
)

// authorityFiles takes in what vendors let distributors do with deals.
func authorityFiles() kind {
	return kindOf[model.ApprovalAuthority]{
		kind: model.KindAuthority,
		columns: []Column{
			required("vendor", "handle of the vendor; with distributor and slug the key of the row"),
			required("distributor", "handle of the distributor"),
			required("slug", "the authority's short name in files: small letters, digits and dashes"),
			required("mode", "VIEW, REGISTER, ENDORSE or APPROVE; each includes those before it"),
			required("validFrom", "from when it holds"),
			optional("validTo", "until when it holds; open when empty"),
			optional("maxAmount", "largest deal that it reaches, such as 50000.00 GBP; any when empty"),
			optional("vetoHours", "APPROVE_WITH_VETO: for how many hours the vendor may veto an approval, 1 to 720"),
			optional("partners", "handles of the partner organizations that it is limited to, separated by semicolons; all when empty"),
			optional("productFamilies", "product families, separated by semicolons; all when empty"),
			optional("tiers", "partner tiers, separated by semicolons; all when empty"),
			optional("countries", "partner countries, separated by semicolons; all when empty"),
			optional("regions", "the vendor's regions, separated by semicolons; all when empty"),
			optional("segments", "slugs of the vendor's segments, separated by semicolons; all when empty"),
		},
		key:        keyOf("vendor", "distributor", "slug"),
		collection: func(s *store.Store) *store.Collection[model.ApprovalAuthority] { return s.Authorities },
		want:       wantAuthority,
		fill:       fillAuthority,
		follow: func(b *batch, _, doc *model.ApprovalAuthority) {
			b.ties.make(doc.VendorID, doc.DistributorID)
		},
	}
}

func wantAuthority(r *row, w *wanted) {
	w.organizations(r, "vendor", "distributor")
	handles, _ := r.get("partners")
	for _, handle := range entries(handles) {
		w.partners = append(w.partners, accountID(r, handle))
	}
	vendor, _ := r.get("vendor")
	slugs, _ := r.get("segments")
	for _, slug := range entries(slugs) {
		w.segments = append(w.segments, segmentID(vendor, slug))
	}
}

// accountID is the id of a partner organization's account with the row's vendor.
func accountID(r *row, handle string) model.ID {
	vendor, _ := r.get("vendor")
	return model.DerivedID(model.KindPartner, vendor+"/"+handle)
}

func fillAuthority(b *batch, r *row, old, doc *model.ApprovalAuthority) {
	vendor := b.vendor(r)
	handle, _ := r.get("distributor")
	distributor := b.organization(r, "distributor", handle, model.OrganizationKindDistributor)
	if vendor == nil || distributor == nil {
		return
	}
	if old == nil {
		doc.VendorID, doc.DistributorID, doc.ValidUntil = vendor.ID, distributor.ID, model.Forever
		doc.ProductFamilies, doc.Tiers, doc.Countries = []string{}, []string{}, []model.CountryCode{}
		doc.PartnerIDs, doc.Regions, doc.SegmentIDs = []model.ID{}, []string{}, []model.ID{}
	}
	slugColumn(r)
	set(r, "mode", &doc.Mode, readEnum(model.AllAuthorityMode))
	setOptional(r, "vetoHours", &doc.VetoHours, readNumber(1, 720))
	r.wants((doc.Mode == model.AuthorityModeApproveWithVeto) == (doc.VetoHours != nil), "vetoHours", "is for APPROVE_WITH_VETO, which needs it")
	setList(r, "partners", &doc.PartnerIDs, func(handle string) (model.ID, error) {
		if p := b.partners[accountID(r, handle)]; p != nil {
			return p.ID, nil
		}
		return "", errors.New("is no partner of the vendor")
	})
	setOptional(r, "maxAmount", &doc.MaxAmount, readMoney(vendor, 1))
	setList(r, "productFamilies", &doc.ProductFamilies, readText(model.MaxCode))
	setList(r, "tiers", &doc.Tiers, readText(model.MaxCode))
	setList(r, "countries", &doc.Countries, model.ParseCountry)
	setList(r, "regions", &doc.Regions, readText(model.MaxCode))
	setList(r, "segments", &doc.SegmentIDs, func(slug string) (model.ID, error) {
		if s := b.segments[segmentID(vendor.Handle, slug)]; s != nil {
			return s.ID, nil
		}
		return "", errors.New("is no segment of the vendor")
	})
	set(r, "validFrom", &doc.ValidFrom, b.days.instant)
	set(r, "validTo", &doc.ValidUntil, b.days.instant)
	if doc.ValidUntil.IsZero() {
		doc.ValidUntil = model.Forever
	}
	if !doc.ValidFrom.Before(doc.ValidUntil) {
		r.fail("validTo", "is not after validFrom")
	}
}
