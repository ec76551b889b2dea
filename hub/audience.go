package hub

import (
	"context"
	"reflect"
	"slices"

	"partnerhub/authz"
	"partnerhub/hub/reach"
	"partnerhub/model"
	"partnerhub/store"
)

// offerParts are what programs and campaigns have alike: whose they are, and whom they are for.
type offerParts struct {
	vendor       model.ID
	base         *model.Record
	audience     **model.Audience
	distributors *[]model.ID
}

func programParts(p *model.Program) offerParts {
	return offerParts{p.VendorID, &p.Record, &p.Audience, &p.DistributorIDs}
}

func campaignParts(c *model.Campaign) offerParts {
	return offerParts{c.VendorID, &c.Record, &c.Audience, &c.DistributorIDs}
}

// UpdateProgramAudience says whom a program is for. Sight of it, and of the terms in it, moves in the same transaction.
func (h *Hub) UpdateProgramAudience(ctx context.Context, in model.UpdateAudienceInput) (*model.Program, error) {
	err := editAudience(ctx, h, h.store.Programs, model.KindProgram, in, programParts, reach.Program, h.Rules().FollowProgram)
	if err != nil {
		return nil, err
	}
	return h.Program(ctx, in.ID)
}

// UpdateCampaignAudience says whom a campaign is for.
func (h *Hub) UpdateCampaignAudience(ctx context.Context, in model.UpdateAudienceInput) (*model.Campaign, error) {
	alone := func(context.Context, *model.Campaign, store.Stamp) error { return nil }
	err := editAudience(ctx, h, h.store.Campaigns, model.KindCampaign, in, campaignParts, reach.Campaign, alone)
	if err != nil {
		return nil, err
	}
	return h.Campaign(ctx, in.ID)
}

// editAudience loads an offer under the viewer's grant, changes whom it is for and stores it under the same grant and version.
// Segments and distributors are looked at inside the transaction: one of them may be put away at the same time.
func editAudience[T any](ctx context.Context, h *Hub, from *store.Collection[T], kind model.Kind, in model.UpdateAudienceInput,
	parts func(*T) offerParts, settle func(context.Context, *store.Store, *T) error, follow func(context.Context, *T, store.Stamp) error) error {
	g := h.grant(ctx, kind, authz.Update)
	if g.Empty() {
		return model.ErrForbidden
	}
	seen, err := from.Load(ctx, g, in.ID)
	if err != nil {
		return err
	}
	who := authz.PrincipalFrom(ctx)
	by := h.stamp(who, "updateAudience")
	return h.change(ctx, parts(seen).vendor, in.ID, func(ctx context.Context) error {
		old, err := from.Load(ctx, g, in.ID)
		switch {
		case err != nil:
			return err
		case !g.Shows(old, "audience"):
			return model.ErrForbidden
		case parts(old).base.VersionFor(who.Side) != in.ExpectedVersion:
			return model.ErrConflict
		}
		doc := *old
		was, is := parts(old), parts(&doc)
		if err := h.readAudience(ctx, in, is); err != nil {
			return err
		}
		if reflect.DeepEqual(*was.audience, *is.audience) && slices.Equal(*was.distributors, *is.distributors) {
			return nil
		}
		if err := settle(ctx, h.store, &doc); err != nil {
			return err
		}
		if err := from.Replace(ctx, g, old, &doc, by); err != nil {
			return err
		}
		if err := follow(ctx, &doc, by); err != nil {
			return err
		}
		return h.untie(ctx, was.vendor, missingFrom(*is.distributors, *was.distributors), by)
	})
}

// missingFrom lists what is among the second ids and not among the first.
func missingFrom(ids, among []model.ID) []model.ID {
	return slices.DeleteFunc(slices.Clone(among), func(id model.ID) bool { return slices.Contains(ids, id) })
}
