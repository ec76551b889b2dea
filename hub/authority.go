package hub

import (
	"context"
	"slices"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/model"
	"partnerhub/store"
)

// maxAuthorities bounds the list of authorities in force; a vendor has a few per distributor.
const maxAuthorities = 500

// Authorities lists the approval authorities in force now that the viewer may see, by vendor and distributor.
func (h *Hub) Authorities(ctx context.Context, vendorID *model.ID) ([]*model.ApprovalAuthority, error) {
	rows, err := h.store.Authorities.Find(ctx, h.grant(ctx, model.KindAuthority, authz.Read), authoritiesInForce(ctx, vendorID))
	return rows.Rows, err
}

func authoritiesInForce(ctx context.Context, vendorID *model.ID) store.Query {
	scope := inForce(authz.PrincipalFrom(ctx))
	if vendorID != nil {
		scope = filter.AllOf(filter.Is("vendorId", *vendorID), scope)
	}
	return store.Query{Where: filter.Everything(), Scope: scope, Sort: store.Sort{Field: "_id"}, Limit: maxAuthorities}
}

// AuthoritiesByID reads the visible ones among these.
func (h *Hub) AuthoritiesByID(ctx context.Context, ids []model.ID) (map[model.ID]*model.ApprovalAuthority, error) {
	return h.store.Authorities.ByIDs(ctx, h.grant(ctx, model.KindAuthority, authz.Read), ids)
}

// UseOf tells with which authority something was done, nil where the viewer does not see it. The number of its version is that of the
// vendor's side, which notices every change of it: it is for that side alone.
func (h *Hub) UseOf(ctx context.Context, a *model.ApprovalAuthority, version int) *model.AuthorityUse {
	if a == nil {
		return nil
	}
	use := &model.AuthorityUse{Authority: a}
	if ofVendor(authz.PrincipalFrom(ctx)) {
		use.Version = &version
	}
	return use
}

func inForce(who *authz.Principal) filter.Cond {
	return filter.AllOf(filter.AtMost("validFrom", who.At), filter.Above("validUntil", who.At))
}

// under adds to a stamp what a distributor acts with: every use of an authority is kept with the authority's version.
func under(by store.Stamp, a *model.ApprovalAuthority) store.Stamp {
	if a != nil {
		by.AuthorityID, by.AuthorityVersion = a.ID, a.Version
	}
	return by
}

// modeRank orders the modes: each includes those before it.
var modeRank = map[model.AuthorityMode]int{
	model.AuthorityModeView: 1, model.AuthorityModeRegister: 2, model.AuthorityModeEndorse: 3,
	model.AuthorityModeApproveWithVeto: 4, model.AuthorityModeApprove: 5,
}

// strongest is the authority with the widest mode that reaches the deal, nil when none does.
func strongest(held []model.ApprovalAuthority, d *model.Deal) *model.ApprovalAuthority {
	var best *model.ApprovalAuthority
	for i := range held {
		if reaches(&held[i], d) && (best == nil || modeRank[held[i].Mode] > modeRank[best.Mode]) {
			best = &held[i]
		}
	}
	return best
}

// allows tells whether the authorities reach the deal with at least the mode.
func allows(held []model.ApprovalAuthority, d *model.Deal, mode model.AuthorityMode) bool {
	a := strongest(held, d)
	return a != nil && modeRank[a.Mode] >= modeRank[mode]
}

// reaches tells whether one authority covers the deal's vendor, partner, products and amount. An amount in another currency
// than the limit's is not covered; neither is one that is unknown.
func reaches(a *model.ApprovalAuthority, d *model.Deal) bool {
	if a.VendorID != d.VendorID || d.DistributorID == nil || a.DistributorID != *d.DistributorID || d.Amount == nil {
		return false
	}
	if a.MaxAmount != nil && (a.MaxAmount.Currency != d.Amount.Currency || d.Amount.Minor > a.MaxAmount.Minor) {
		return false
	}
	return openOr(a.PartnerIDs, d.PartnerID) && openOr(a.Tiers, d.PartnerTier) && openOr(a.Countries, d.PartnerCountry) &&
		openOrAny(a.Regions, d.PartnerRegions) && openOrAny(a.SegmentIDs, d.PartnerSegmentIDs) && families(a, d)
}

func openOr[V comparable](listed []V, v V) bool {
	return len(listed) == 0 || slices.Contains(listed, v)
}

// openOrAny is true when the list is open or names one of several.
func openOrAny[V comparable](listed, several []V) bool {
	return len(listed) == 0 || slices.ContainsFunc(several, func(v V) bool { return slices.Contains(listed, v) })
}

func families(a *model.ApprovalAuthority, d *model.Deal) bool {
	for _, f := range d.Families() {
		if !openOr(a.ProductFamilies, f) {
			return false
		}
	}
	return len(d.Lines) > 0
}
