package hub

import (
	"context"
	"reflect"
	"slices"

	"partnerhub/authz"
	"partnerhub/eligibility"
	"partnerhub/filter"
	"partnerhub/model"
	"partnerhub/store"
)

// The bounds of a ladder.
const (
	MaxTiers        = 20
	maxRequirements = 20
	maxBenefits     = 50
	maxGraceMonths  = 24
	// UsualGraceMonths is a quarter.
	UsualGraceMonths = 3
)

// UpdateTierLadder changes a vendor's tiers. Every instance goes by the new rules at once; who meets another tier now is worked
// out by the hub's own work.
func (h *Hub) UpdateTierLadder(ctx context.Context, in model.UpdateTierLadderInput) (*model.TierLadder, error) {
	g := h.grant(ctx, model.KindOrganization, authz.Update)
	if g.Empty() {
		return nil, model.ErrForbidden
	}
	err := h.change(ctx, in.VendorID, in.VendorID, func(ctx context.Context) error {
		old, err := h.store.Organizations.Load(ctx, g, in.VendorID)
		switch {
		case err != nil:
			return err
		case !g.Shows(old, "tierRules") || old.Kind != model.OrganizationKindVendor:
			return model.ErrNotFound
		case old.TiersVersion+1 != in.ExpectedVersion:
			return model.ErrConflict
		}
		doc := *old
		faults := climb(&doc, in.Tiers)
		if err := h.stillHeld(ctx, &faults, old, &doc); err != nil {
			return err
		}
		if err := faults.OrNil(); err != nil {
			return err
		}
		return h.keepLadder(ctx, g, old, &doc)
	})
	if err != nil {
		return nil, err
	}
	return h.TierLadder(ctx, in.VendorID)
}

// keepLadder stores tiers that have been checked; rules name them, so that every rule is read anew.
func (h *Hub) keepLadder(ctx context.Context, g authz.Grant, old, doc *model.Organization) error {
	if reflect.DeepEqual(old.TierRules, doc.TierRules) {
		return nil
	}
	doc.TiersVersion++
	if err := h.store.Organizations.Replace(ctx, g, old, doc, h.stamp(authz.PrincipalFrom(ctx), "updateTierLadder")); err != nil {
		return err
	}
	if err := h.turnRules(ctx, doc.ID); err != nil {
		return err
	}
	return h.recomputeAll(ctx, doc.ID)
}

// recomputeAll has the members of every segment of a vendor worked out anew.
func (h *Hub) recomputeAll(ctx context.Context, vendor model.ID) error {
	used := filter.AllOf(filter.Is("vendorId", vendor), filter.Is("status", model.SegmentStatusActive))
	segments, err := h.store.Segments.LoadAll(ctx, authz.System(model.KindSegment, "rules name a vendor's tiers"), used, store.Sort{Field: "nameFold"}, MaxSegments)
	if err != nil || len(segments) == 0 {
		return err
	}
	return h.recomputeFrom(ctx, vendor, segments...)
}

// stillHeld refuses to take a tier away that partners hold.
func (h *Hub) stillHeld(ctx context.Context, faults *model.UserErrors, old, doc *model.Organization) error {
	for _, name := range old.Tiers {
		if slices.Contains(doc.Tiers, name) {
			continue
		}
		held := filter.AllOf(filter.Is("vendorId", old.ID), filter.Is("tier", name))
		n, err := h.store.Partners.Count(ctx, authz.System(model.KindPartner, "a tier that partners hold can not go"),
			store.Query{Where: filter.Everything(), Scope: held}, 1)
		if err != nil {
			return err
		}
		if n > 0 {
			faults.Add("tiers.name", model.UserErrorCodeInvalid, "partners hold the tier %s", name)
		}
	}
	return nil
}

// Climb puts tiers that come from a file on a vendor, checked as they would be from the API.
func Climb(vendor *model.Organization, in []*model.TierInput) error {
	faults := climb(vendor, in)
	return faults.OrNil()
}

// AlignLadder brings what is kept of a vendor's tiers in line with their names: a name without more asks for nothing.
func AlignLadder(vendor *model.Organization) {
	rules := []model.Tier{}
	for _, name := range vendor.Tiers {
		i := slices.IndexFunc(vendor.TierRules, func(t model.Tier) bool { return t.Name == name })
		if i >= 0 {
			rules = append(rules, vendor.TierRules[i])
			continue
		}
		rules = append(rules, model.Tier{Name: name, GraceMonths: UsualGraceMonths, Requirements: []model.TierRequirement{}, Benefits: []string{}})
	}
	vendor.TierRules = rules
	publish(vendor)
}

// climb puts the tiers of an input on a vendor, with everything about them that is to be mended.
func climb(vendor *model.Organization, in []*model.TierInput) (faults model.UserErrors) {
	if len(in) > MaxTiers {
		faults.Add("tiers", model.UserErrorCodeTooMany, "at most %d tiers", MaxTiers)
		return faults
	}
	vendor.Tiers, vendor.TierRules = []string{}, []model.Tier{}
	for _, t := range in {
		name := t.Name
		line(&faults, "tiers.name", &name, model.MaxCode)
		if slices.Contains(vendor.Tiers, name) {
			faults.Add("tiers.name", model.UserErrorCodeInvalid, "each name comes once")
		}
		vendor.Tiers = append(vendor.Tiers, name)
	}
	scheme := eligibility.Scheme{Tiers: vendor.Tiers, Attributes: vendor.Attributes}
	for i, t := range in {
		vendor.TierRules = append(vendor.TierRules, tierOf(&faults, vendor.Tiers[i], t, scheme))
	}
	publish(vendor)
	return faults
}

// publish copies the tiers that partners may see.
func publish(vendor *model.Organization) {
	vendor.PublishedTiers = []model.Tier{}
	for _, t := range vendor.TierRules {
		if t.Published {
			vendor.PublishedTiers = append(vendor.PublishedTiers, t)
		}
	}
}

func tierOf(faults *model.UserErrors, name string, in *model.TierInput, scheme eligibility.Scheme) model.Tier {
	t := model.Tier{Name: name, Published: in.Published, GraceMonths: in.GraceMonths, Requirements: []model.TierRequirement{}, Benefits: slices.Clone(in.Benefits)}
	t.Description = in.Description
	remarkOn(faults, "tiers.description", &t.Description)
	within(faults, "tiers.graceMonths", &in.GraceMonths, 0, maxGraceMonths)
	if len(in.Requirements) > maxRequirements || len(in.Benefits) > maxBenefits {
		faults.Add("tiers.requirements", model.UserErrorCodeTooMany, "at most %d requirements and %d benefits", maxRequirements, maxBenefits)
		return t
	}
	for i := range t.Benefits {
		line(faults, "tiers.benefits", &t.Benefits[i], model.MaxName)
	}
	for _, r := range in.Requirements {
		t.Requirements = append(t.Requirements, requirementOf(faults, r, scheme))
	}
	return t
}

func requirementOf(faults *model.UserErrors, in *model.TierRequirementInput, scheme eligibility.Scheme) model.TierRequirement {
	r := model.TierRequirement{Label: in.Label}
	line(faults, "tiers.requirements.label", &r.Label, model.MaxName)
	if in.Category != nil {
		category := *in.Category
		line(faults, "tiers.requirements.category", &category, model.MaxCode)
		r.Category = &category
	}
	compiled, wrong := eligibility.Compile(in.Rule, scheme)
	for _, w := range wrong {
		faults.Add("tiers.requirements.rule."+*w.Field, w.Code, "%s", w.Message)
	}
	if len(wrong) > 0 {
		return r
	}
	var err error
	if r.Source, err = in.Rule.Text(); err != nil {
		faults.Add("tiers.requirements.rule", model.UserErrorCodeInvalid, "can not be kept")
	}
	r.RuleText = compiled.Describe()
	return r
}
