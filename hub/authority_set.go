package hub

import (
	"context"
	"slices"

	"partnerhub/authz"
	"partnerhub/model"
)

// Authority reads one authority, nil when it does not exist or is hidden.
func (h *Hub) Authority(ctx context.Context, id model.ID) (*model.ApprovalAuthority, error) {
	return one(ctx, h.store.Authorities, h.grant(ctx, model.KindAuthority, authz.Read), id)
}

// GrantAuthority lets a distributor do something with deals.
func (h *Hub) GrantAuthority(ctx context.Context, in model.GrantAuthorityInput) (*model.ApprovalAuthority, error) {
	g := h.grant(ctx, model.KindAuthority, authz.Create)
	if g.Empty() {
		return nil, model.ErrForbidden
	}
	a := &model.ApprovalAuthority{VendorID: in.VendorID, DistributorID: in.DistributorID, ValidFrom: h.now(), ValidUntil: model.Forever}
	if !g.Allows(a) {
		return nil, fault("vendorId", model.UserErrorCodeNotFound, "no such vendor")
	}
	if in.ValidFrom != nil {
		a.ValidFrom = *in.ValidFrom
	}
	if err := h.knownDistributors(ctx, "distributorId", []model.ID{in.DistributorID}); err != nil {
		return nil, err
	}
	if err := h.amendAuthority(ctx, a, grantedTerms(in)); err != nil {
		return nil, err
	}
	var err error
	if a.ID, err = model.NewID(model.KindAuthority); err != nil {
		return nil, err
	}
	err = h.change(ctx, a.VendorID, a.ID, func(ctx context.Context) error {
		doc := *a
		return h.store.Authorities.Insert(ctx, g, &doc, h.stamp(authz.PrincipalFrom(ctx), "create"))
	})
	if err != nil {
		return nil, err
	}
	return h.Authority(ctx, a.ID)
}

// UpdateAuthority changes what an authority allows. What a patch leaves out keeps its value.
func (h *Hub) UpdateAuthority(ctx context.Context, in model.UpdateAuthorityInput) (*model.ApprovalAuthority, error) {
	terms := changedTerms(in)
	return h.editAuthority(ctx, in.ID, in.ExpectedVersion, "update", terms.sent(), func(ctx context.Context, a *model.ApprovalAuthority) error {
		now := h.now()
		if !now.Before(a.ValidUntil) || !a.ValidFrom.Before(a.ValidUntil) {
			return model.Errorf(model.CodeInvalidTransition, "the authority has ended; grant another one")
		}
		if end, _ := in.ValidTo.ValueOK(); end != nil && end.Before(now) {
			return fault("validTo", model.UserErrorCodeOutOfRange, "lies in the past; end the authority instead")
		}
		return h.amendAuthority(ctx, a, terms)
	})
}

// EndAuthority ends an authority now. One that has not begun ends as it begins.
func (h *Hub) EndAuthority(ctx context.Context, in model.EndAuthorityInput) (*model.ApprovalAuthority, error) {
	return h.editAuthority(ctx, in.ID, in.ExpectedVersion, "end", []string{"validUntil"}, func(_ context.Context, a *model.ApprovalAuthority) error {
		now := h.now()
		if !now.Before(a.ValidUntil) {
			return model.Errorf(model.CodeInvalidTransition, "the authority has ended")
		}
		a.ValidUntil = now
		if a.ValidFrom.After(now) {
			a.ValidUntil = a.ValidFrom
		}
		return nil
	})
}

// editAuthority loads an authority under the viewer's grant, changes fields that the grant shows and stores it under the same grant
// and version.
func (h *Hub) editAuthority(ctx context.Context, id model.ID, expected int, action string, fields []string,
	edit func(context.Context, *model.ApprovalAuthority) error) (*model.ApprovalAuthority, error) {
	who, g := authz.PrincipalFrom(ctx), h.grant(ctx, model.KindAuthority, authz.Update)
	if g.Empty() {
		return nil, model.ErrForbidden
	}
	err := h.change(ctx, who.OrganizationID, id, func(ctx context.Context) error {
		old, err := h.store.Authorities.Load(ctx, g, id)
		if err != nil {
			return err
		}
		if old.VersionFor(who.Side) != expected {
			return model.ErrConflict
		}
		if slices.ContainsFunc(fields, func(field string) bool { return !g.Shows(old, field) }) {
			return model.ErrForbidden
		}
		doc := *old
		if err := edit(ctx, &doc); err != nil {
			return err
		}
		return h.store.Authorities.Replace(ctx, g, old, &doc, h.stamp(who, action))
	})
	if err != nil {
		return nil, err
	}
	return h.Authority(ctx, id)
}
