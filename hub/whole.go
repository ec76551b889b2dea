package hub

import (
	"context"
	"errors"

	"partnerhub/authz"
	"partnerhub/model"
	"partnerhub/store"
)

// wholeNode reads a record of the grant's kind, with the fields that decide who sees it; nil when it does not exist or is hidden.
// It is never for an answer.
func (h *Hub) wholeNode(ctx context.Context, g authz.Grant, id model.ID) (model.Noun, error) {
	s := h.store
	switch id.Kind() {
	case model.KindOrganization:
		return wholeOne(ctx, s.Organizations, g, id)
	case model.KindUser:
		return wholeOne(ctx, s.Users, g, id)
	case model.KindPartner:
		return wholeOne(ctx, s.Partners, g, id)
	case model.KindProgram:
		return wholeOne(ctx, s.Programs, g, id)
	case model.KindCampaign:
		return wholeOne(ctx, s.Campaigns, g, id)
	case model.KindDeal:
		return wholeOne(ctx, s.Deals, g, id)
	case model.KindAuthority:
		return wholeOne(ctx, s.Authorities, g, id)
	case model.KindRate:
		return wholeOne(ctx, s.Rates, g, id)
	case model.KindEngagement:
		return wholeOne(ctx, s.Engagements, g, id)
	case model.KindSegment:
		return wholeOne(ctx, s.Segments, g, id)
	case model.KindCertification:
		return wholeOne(ctx, s.Certifications, g, id)
	case model.KindWebhook:
		return wholeOne(ctx, s.Webhooks, g, id)
	case model.KindEnrollment:
		return wholeOne(ctx, s.Enrollments, g, id)
	}
	return nil, nil
}

func noun[T any](row *T) model.Noun { return any(row).(model.Noun) }

func wholeOne[T any](ctx context.Context, from *store.Collection[T], g authz.Grant, id model.ID) (model.Noun, error) {
	row, err := from.Load(ctx, g, id)
	if errors.Is(err, model.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return noun(row), nil
}
