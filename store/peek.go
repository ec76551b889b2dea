package store

import (
	"context"

	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/model"
)

// Sheets reads records of one kind as they are stored. Every collection is one: it gives the same rows and shows the same
// fields as when it reads structs.
type Sheets interface {
	FindSheet(ctx context.Context, g authz.Grant, q Query, w *Want) (*Sheet, error)
	SheetByIDs(ctx context.Context, g authz.Grant, ids []string, w *Want) (*Sheet, error)
}

// Sheets are the collections by kind, nil for a kind without one.
func (s *Store) Sheets(kind model.Kind) Sheets {
	switch kind {
	case model.KindOrganization:
		return s.Organizations
	case model.KindUser:
		return s.Users
	case model.KindPartner:
		return s.Partners
	case model.KindProgram:
		return s.Programs
	case model.KindCampaign:
		return s.Campaigns
	case model.KindDeal:
		return s.Deals
	case model.KindAuthority:
		return s.Authorities
	case model.KindEngagement:
		return s.Engagements
	case model.KindEnrollment:
		return s.Enrollments
	case model.KindSegment:
		return s.Segments
	case model.KindWebhook:
		return s.Webhooks
	}
	return nil
}

// FindSheet answers the same stretch of a list as Find, as it is stored.
func (c *Collection[T]) FindSheet(ctx context.Context, g authz.Grant, q Query, w *Want) (*Sheet, error) {
	find, err := c.search(g, q)
	if err != nil || find.empty {
		return new(Sheet), err
	}
	return c.sheet(ctx, leaky("mask skipped", g), find, w, q)
}

// SheetByIDs answers those of the records with these ids that the grant gives, in no order.
func (c *Collection[T]) SheetByIDs(ctx context.Context, g authz.Grant, ids []string, w *Want) (*Sheet, error) {
	g = leaky("always visible", leaky("id unchecked", g))
	rows := simplify(g.Rows())
	if c.closed(g) || len(ids) == 0 || rows.Op == filter.None {
		return new(Sheet), nil
	}
	return c.sheet(ctx, g, search{filter: merged(idsIn(ids), compile(rows)), limit: len(ids)}, w, Query{Limit: len(ids)})
}

// sheet reads what a search finds.
func (c *Collection[T]) sheet(ctx context.Context, g authz.Grant, find search, w *Want, q Query) (*Sheet, error) {
	how := options.Find().SetLimit(int64(find.limit)).SetBatchSize(int32(min(find.limit+1, 1000)))
	if len(find.sort) > 0 {
		how.SetSort(find.sort)
	}
	if p := w.projection(g, find.by); len(p) > 0 {
		how.SetProjection(p)
	}
	cursor, err := c.coll.Find(ctx, find.filter, how)
	if err != nil {
		return nil, c.store.refuse(ctx, "finding "+c.coll.Name(), err)
	}
	s := sheets.Get().(*Sheet)
	if err = c.store.refuse(ctx, "reading "+c.coll.Name(), s.take(ctx, cursor)); err == nil {
		err = s.fill(g, w, q.Limit, q.Backward)
	}
	if err != nil {
		s.Release()
		return nil, err
	}
	if find.by != "" {
		s.order(find.by, q.Backward)
	}
	return s, nil
}
