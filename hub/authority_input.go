package hub

import (
	"context"
	"slices"
	"time"

	"partnerhub/model"
)

// maxVeto is the longest time for which a vendor may veto an approval, in hours.
const maxVeto = 720

// authorityTerms are what may be said of an authority, each part sent or left out.
type authorityTerms struct {
	mode                   omittable[*model.AuthorityMode]
	vetoHours              omittable[*int]
	maxAmount              omittable[*model.MoneyInput]
	validTo                omittable[*time.Time]
	families, tiers        omittable[[]string]
	regions                omittable[[]string]
	countries              omittable[[]model.CountryCode]
	partnerIDs, segmentIDs omittable[[]model.ID]
}

// given is a part that was sent.
type given[T any] struct{ value T }

// ValueOK answers the value.
func (g given[T]) ValueOK() (T, bool) { return g.value, true }

// grantedTerms are those of a new authority, which says everything.
func grantedTerms(in model.GrantAuthorityInput) authorityTerms {
	return authorityTerms{mode: given[*model.AuthorityMode]{&in.Mode}, vetoHours: given[*int]{in.VetoHours}, maxAmount: given[*model.MoneyInput]{in.MaxAmount},
		validTo: given[*time.Time]{in.ValidTo}, families: given[[]string]{in.ProductFamilies}, tiers: given[[]string]{in.Tiers},
		regions: given[[]string]{in.Regions}, countries: given[[]model.CountryCode]{in.Countries},
		partnerIDs: given[[]model.ID]{in.PartnerIds}, segmentIDs: given[[]model.ID]{in.SegmentIds}}
}

// changedTerms are those of a patch.
func changedTerms(in model.UpdateAuthorityInput) authorityTerms {
	return authorityTerms{mode: in.Mode, vetoHours: in.VetoHours, maxAmount: in.MaxAmount, validTo: in.ValidTo, families: in.ProductFamilies,
		tiers: in.Tiers, regions: in.Regions, countries: in.Countries, partnerIDs: in.PartnerIds, segmentIDs: in.SegmentIds}
}

// sent are the stored fields that something was sent for.
func (t authorityTerms) sent() (out []string) {
	for field, is := range map[string]bool{"mode": isSent(t.mode), "vetoHours": isSent(t.vetoHours), "maxAmount": isSent(t.maxAmount),
		"validUntil": isSent(t.validTo), "productFamilies": isSent(t.families), "tiers": isSent(t.tiers), "regions": isSent(t.regions),
		"countries": isSent(t.countries), "partnerIds": isSent(t.partnerIDs), "segmentIds": isSent(t.segmentIDs)} {
		if is {
			out = append(out, field)
		}
	}
	return out
}

func isSent[T any](part omittable[T]) bool {
	_, is := part.ValueOK()
	return is
}

// amendAuthority puts what was sent onto an authority, and checks it as a whole.
func (h *Hub) amendAuthority(ctx context.Context, a *model.ApprovalAuthority, in authorityTerms) error {
	var faults model.UserErrors
	if mode, sent := in.mode.ValueOK(); sent && mode == nil {
		faults.Add("mode", model.UserErrorCodeRequired, "an authority has a mode")
	} else if sent {
		a.Mode = *mode
	}
	if hours, sent := in.vetoHours.ValueOK(); sent {
		a.VetoHours = hours
	}
	if end, sent := in.validTo.ValueOK(); sent {
		a.ValidUntil = model.Forever
		if end != nil {
			a.ValidUntil = *end
		}
	}
	a.ProductFamilies = names(&faults, "productFamilies", a.ProductFamilies, in.families)
	a.Tiers = names(&faults, "tiers", a.Tiers, in.tiers)
	a.Regions = names(&faults, "regions", a.Regions, in.regions)
	a.Countries = among(&faults, "countries", a.Countries, in.countries)
	a.PartnerIDs = among(&faults, "partnerIds", a.PartnerIDs, in.partnerIDs)
	a.SegmentIDs = among(&faults, "segmentIds", a.SegmentIDs, in.segmentIDs)
	checkTerms(&faults, a)
	if err := faults.OrNil(); err != nil {
		return err
	}
	return h.checkReach(ctx, a, in)
}

// among is a list as it was, or as it was sent, each value once.
func among[V comparable](faults *model.UserErrors, field string, old []V, in omittable[[]V]) []V {
	sent, is := in.ValueOK()
	if !is {
		return old
	}
	few(faults, field, len(sent))
	out := []V{}
	for _, v := range sent {
		if !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return out
}

// names is the same of texts.
func names(faults *model.UserErrors, field string, old []string, in omittable[[]string]) []string {
	sent, is := in.ValueOK()
	if !is {
		return old
	}
	r := &registration{}
	clean := make([]string, len(sent))
	for i, text := range sent {
		clean[i] = r.name(field, text)
	}
	*faults = append(*faults, r.faults...)
	return among[string](faults, field, old, given[[]string]{clean})
}

// checkTerms checks what the fields of an authority say together.
func checkTerms(faults *model.UserErrors, a *model.ApprovalAuthority) {
	switch veto := a.Mode == model.AuthorityModeApproveWithVeto; {
	case veto && a.VetoHours == nil:
		faults.Add("vetoHours", model.UserErrorCodeRequired, "say for how many hours the vendor may veto")
	case !veto && a.VetoHours != nil:
		faults.Add("vetoHours", model.UserErrorCodeInvalid, "is for APPROVE_WITH_VETO alone")
	case veto && (*a.VetoHours < 1 || *a.VetoHours > maxVeto):
		faults.Add("vetoHours", model.UserErrorCodeOutOfRange, "is 1 to %d hours", maxVeto)
	}
	if !a.ValidFrom.Before(a.ValidUntil) {
		faults.Add("validTo", model.UserErrorCodeOutOfRange, "it ends before it begins")
	}
}

// checkReach checks what an authority names, among what the viewer sees, where it was sent.
func (h *Hub) checkReach(ctx context.Context, a *model.ApprovalAuthority, in authorityTerms) error {
	if _, sent := in.partnerIDs.ValueOK(); sent {
		if err := h.ownPartners(ctx, "partnerIds", a.PartnerIDs, a.VendorID); err != nil {
			return err
		}
	}
	if _, sent := in.tiers.ValueOK(); sent {
		if err := h.ownTiers(ctx, "tiers", a.Tiers, a.VendorID); err != nil {
			return err
		}
	}
	if _, sent := in.segmentIDs.ValueOK(); sent {
		if err := h.ownSegments(ctx, "segmentIds", a.SegmentIDs, a.VendorID); err != nil {
			return err
		}
	}
	if sent, is := in.maxAmount.ValueOK(); is {
		return h.limit(ctx, a, sent)
	}
	return nil
}

// ownPartners checks that partners are the vendor's, among those that the viewer sees.
func (h *Hub) ownPartners(ctx context.Context, field string, ids []model.ID, vendor model.ID) error {
	if len(ids) == 0 {
		return nil
	}
	found, err := h.PartnersByID(ctx, ids)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if p := found[id]; p == nil || p.VendorID != vendor {
			return fault(field, model.UserErrorCodeNotFound, "no such partner")
		}
	}
	return nil
}

// limit sets the largest amount, in the vendor's currency: an authority covers no amount in another one.
func (h *Hub) limit(ctx context.Context, a *model.ApprovalAuthority, in *model.MoneyInput) error {
	if a.MaxAmount = nil; in == nil {
		return nil
	}
	found, err := h.OrganizationsByID(ctx, []model.ID{a.VendorID})
	if err != nil {
		return err
	}
	m, err := model.ParseMoney(in.Amount, in.Currency)
	switch vendor := found[a.VendorID]; {
	case err != nil:
		return fault("maxAmount", model.UserErrorCodeInvalid, err.Error())
	case vendor == nil || vendor.Currency == nil || *vendor.Currency != in.Currency:
		return fault("maxAmount", model.UserErrorCodeCurrencyMismatch, "the amount is in the vendor's currency")
	case m.Minor < 1:
		return fault("maxAmount", model.UserErrorCodeOutOfRange, "the amount is too small")
	}
	a.MaxAmount = &m
	return nil
}
