package hub

import (
	"context"
	"errors"

	"partnerhub/authz"
	"partnerhub/model"
	"partnerhub/store"
)

// MaxIDs bounds a look-up of many ids.
const MaxIDs = 100

// one reads a record for an answer: nil without an error when it does not exist or is hidden.
func one[T any](ctx context.Context, from *store.Collection[T], g authz.Grant, id model.ID) (*T, error) {
	row, err := from.Get(ctx, g, id)
	if errors.Is(err, model.ErrNotFound) {
		return nil, nil
	}
	return row, err
}

// Node reads any record by its id.
func (h *Hub) Node(ctx context.Context, id model.ID) (model.Node, error) {
	nodes, err := h.Nodes(ctx, []model.ID{id})
	if err != nil {
		return nil, err
	}
	return nodes[0], nil
}

// Nodes reads records by their ids in the same order, one query per kind; nil where one does not exist or is hidden.
func (h *Hub) Nodes(ctx context.Context, ids []model.ID) ([]model.Node, error) {
	if len(ids) > MaxIDs {
		return nil, model.Errorf(model.CodeBadUserInput, "at most %d ids", MaxIDs)
	}
	byKind := map[model.Kind][]model.ID{}
	for _, id := range ids {
		byKind[id.Kind()] = append(byKind[id.Kind()], id)
	}
	found := map[model.ID]model.Node{}
	for kind, wanted := range byKind {
		if err := h.nodesOf(ctx, kind, wanted, found); err != nil {
			return nil, err
		}
	}
	out := make([]model.Node, len(ids))
	for i, id := range ids {
		out[i] = found[id]
	}
	return out, nil
}

func (h *Hub) nodesOf(ctx context.Context, kind model.Kind, ids []model.ID, into map[model.ID]model.Node) error {
	switch kind {
	case model.KindOrganization:
		return nodes(ctx, h.OrganizationsByID, ids, into)
	case model.KindUser:
		return nodes(ctx, h.UsersByID, ids, into)
	case model.KindPartner:
		return nodes(ctx, h.PartnersByID, ids, into)
	case model.KindProgram:
		return nodes(ctx, h.ProgramsByID, ids, into)
	case model.KindCampaign:
		return nodes(ctx, h.CampaignsByID, ids, into)
	case model.KindDeal:
		return nodes(ctx, h.DealsByID, ids, into)
	case model.KindEngagement:
		return nodes(ctx, h.EngagementsByID, ids, into)
	case model.KindSegment:
		return nodes(ctx, h.SegmentsByID, ids, into)
	case model.KindCertification:
		return nodes(ctx, h.CertificationsByID, ids, into)
	case model.KindWebhook:
		return nodes(ctx, h.webhooksByID, ids, into)
	case model.KindAuthority:
		return nodes(ctx, h.AuthoritiesByID, ids, into)
	case model.KindEnrollment:
		return nodes(ctx, h.EnrollmentsByID, ids, into)
	}
	return nil
}

func nodes[T any](ctx context.Context, read func(context.Context, []model.ID) (map[model.ID]*T, error),
	ids []model.ID, into map[model.ID]model.Node) error {
	rows, err := read(ctx, ids)
	for id, row := range rows {
		into[id] = any(row).(model.Node)
	}
	return err
}
