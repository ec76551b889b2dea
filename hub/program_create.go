package hub

import (
	"context"
	"errors"

	"partnerhub/authz"
	"partnerhub/hub/reach"
	"partnerhub/model"
)

// The bounds of the days for which a program protects a deal.
const maxProtectionDays = 3650

// CreateProgram makes a program of any type. Segments and distributors are looked at inside the transaction: one of them may be put away
// at the same time.
func (h *Hub) CreateProgram(ctx context.Context, in model.CreateProgramInput) (*model.Program, error) {
	who, g := authz.PrincipalFrom(ctx), h.grant(ctx, model.KindProgram, authz.Create)
	if g.Empty() {
		return nil, model.ErrForbidden
	}
	id, err := model.NewID(model.KindProgram)
	if err != nil {
		return nil, err
	}
	p := newProgram(in)
	if p.ID = id; !g.Allows(p) {
		return nil, fault("vendorId", model.UserErrorCodeNotFound, "no such vendor")
	}
	if err := h.readProgram(ctx, p, in); err != nil {
		return nil, err
	}
	err = h.change(ctx, p.VendorID, id, func(ctx context.Context) error {
		doc := *p
		if !g.Shows(&doc, "audience") {
			return model.ErrForbidden // leaving it out is a word on it, too: the program is for everybody
		}
		if in.Audience != nil {
			if err := h.newAudience(ctx, in.Audience, programParts(&doc)); err != nil {
				return err
			}
		}
		if err := reach.Program(ctx, h.store, &doc); err != nil {
			return err
		}
		return h.store.Programs.Insert(ctx, g, &doc, h.stamp(who, string(authz.Create)))
	})
	if err != nil {
		return nil, err
	}
	return h.Program(ctx, id)
}

// newProgram is a program as it is asked for, open to everybody until it is said whom it is for.
func newProgram(in model.CreateProgramInput) *model.Program {
	open := wholeAudience(nil)
	return &model.Program{VendorID: in.VendorID, Name: in.Name, Description: in.Description, Type: in.Type, Status: in.Status,
		StartsOn: in.StartsOn, EndsOn: in.EndsOn, ProductFamilies: []string{}, ProtectionDays: in.ProtectionDays,
		MayHideFromDistributor: in.MayHideFromDistributor, DistributorIDs: []model.ID{}, ReachIDs: []model.ID{}, Audience: &open,
		EnrollmentPlans:  []model.EnrollmentPlan{},
		ProgramDealRules: model.ProgramDealRules{DealSettings: []model.DealNumber{}, ApprovalRules: []model.ApprovalRule{}},
		Benefits:         pointsOf(in.Benefits), Requirements: pointsOf(in.Requirements), Texts: translationsOf(in.Texts)}
}

// readProgram checks a new program, with everything about it that is to be mended.
func (h *Hub) readProgram(ctx context.Context, p *model.Program, in model.CreateProgramInput) error {
	faults := checkProgram(p)
	p.ProductFamilies = programFamilies(&faults, in.ProductFamilies)
	if d := in.ProtectionDays; d != nil && (*d < 1 || *d > maxProtectionDays) {
		faults.Add("protectionDays", model.UserErrorCodeOutOfRange, "1 to %d days", maxProtectionDays)
	}
	if in.MinimumAmount != nil {
		least, err := h.ownMoney(ctx, &faults, "minimumAmount", in.MinimumAmount, p.VendorID)
		if err != nil {
			return err
		}
		p.MinimumAmount = least
	}
	return faults.OrNil()
}

// programFamilies reads product families, each once.
func programFamilies(faults *model.UserErrors, in []string) []string {
	if len(in) > maxLines {
		faults.Add("productFamilies", model.UserErrorCodeTooMany, "at most %d product families", maxLines)
		return []string{}
	}
	out := make([]string, len(in))
	for i, f := range in {
		out[i] = f
		line(faults, "productFamilies", &out[i], model.MaxCode)
	}
	return distinct(out)
}

// ownMoney reads an amount in a vendor's currency that is not negative.
func (h *Hub) ownMoney(ctx context.Context, faults *model.UserErrors, field string, in *model.MoneyInput, vendor model.ID) (*model.Money, error) {
	v, err := h.Organization(ctx, vendor)
	if err != nil {
		return nil, err
	}
	m, err := model.ParseMoney(in.Amount, in.Currency)
	switch {
	case err != nil:
		faults.Add(field, model.UserErrorCodeInvalid, "%s", err.Error())
	case v == nil || v.Currency == nil || *v.Currency != m.Currency:
		faults.Add(field, model.UserErrorCodeCurrencyMismatch, "it is not in the vendor's currency")
	case m.Minor < 0:
		faults.Add(field, model.UserErrorCodeOutOfRange, "it is less than nothing")
	}
	return &m, nil
}

// newAudience says whom a new offer is for.
func (h *Hub) newAudience(ctx context.Context, in *model.AudienceInput, of offerParts) error {
	var faults model.UserErrors
	few(&faults, "audience.types", len(in.Types))
	few(&faults, "audience.countries", len(in.Countries))
	*of.audience = &model.Audience{Types: openSide(distinct(in.Types)), Countries: openSide(distinct(in.Countries)),
		Tiers: openSide(distinct(in.Tiers)), Segments: openSide(distinct(in.SegmentIds)), Without: textsOf(distinct(in.WithoutSegmentIds))}
	*of.distributors = distinct(in.DistributorIds)
	if err := faults.OrNil(); err != nil {
		return err
	}
	return inside("audience", h.checkAudience(ctx, of.vendor, in.Tiers, in.SegmentIds, in.WithoutSegmentIds, in.DistributorIds))
}

// inside names the input that faults lie in.
func inside(field string, err error) error {
	var faults model.UserErrors
	if !errors.As(err, &faults) {
		return err
	}
	for _, f := range faults {
		at := field + "." + *f.Field
		f.Field = &at
	}
	return faults
}
