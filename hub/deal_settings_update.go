package hub

import (
	"context"

	"partnerhub/authz"
	"partnerhub/model"
)

// UpdateDealSettings changes the rules of a vendor, or of one of its programs. What has begun to count for a deal stays.
func (h *Hub) UpdateDealSettings(ctx context.Context, in model.UpdateDealSettingsInput) (*model.DealSettings, error) {
	if h.grant(ctx, model.KindOrganization, authz.Update).Empty() {
		return nil, model.ErrForbidden
	}
	if _, err := h.rulesUnder(ctx, in.VendorID, in.ProgramID); err != nil {
		return nil, err
	}
	id := in.VendorID
	if in.ProgramID != nil {
		id = *in.ProgramID
	}
	err := h.change(ctx, in.VendorID, id, func(ctx context.Context) error {
		r, err := h.rulesUnder(ctx, in.VendorID, in.ProgramID)
		if err != nil {
			return err
		}
		return h.updateRules(ctx, r, in)
	})
	if err != nil {
		return nil, err
	}
	return h.DealSettings(ctx, in.VendorID, in.ProgramID)
}

// updateRules checks what was sent against the rules as they are now, and stores the result under the grant that allows it.
func (h *Hub) updateRules(ctx context.Context, r dealRules, in model.UpdateDealSettingsInput) error {
	if in.ExpectedVersion != r.tell().Version {
		return model.ErrConflict
	}
	u := &rulesUpdate{in: in, currency: r.vendor.Currency}
	by := h.stamp(authz.PrincipalFrom(ctx), "updateDealSettings")
	if r.program != nil {
		doc := *r.program
		if err := u.onProgram(&doc); err != nil {
			return err
		}
		doc.ProgramDealRules.Count(r.program.ProgramDealRules)
		return h.store.Programs.Replace(ctx, h.grant(ctx, model.KindProgram, authz.Update), r.program, &doc, by)
	}
	doc := *r.vendor
	if err := u.onVendor(&doc); err != nil {
		return err
	}
	doc.VendorDealRules.Count(r.vendor.VendorDealRules)
	return h.store.Organizations.Replace(ctx, h.grant(ctx, model.KindOrganization, authz.Update), r.vendor, &doc, by)
}
