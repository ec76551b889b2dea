package store

import (
	"context"

	"go.mongodb.org/mongo-driver/v2/bson"

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
	case model.KindCertification:
		return s.Certifications
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
	g = leaky("mask skipped", g)
	s, err := c.read(ctx, find, func() bson.Raw { return w.projection(g, find.by.stored()) })
	if err != nil {
		return nil, err
	}
	if err := s.fill(g, w, q.Limit, q.Backward); err != nil {
		s.Release()
		return nil, err
	}
	s.More = further(ctx, c, q, s.More)
	if by := find.by.stored(); by != "" {
		s.order(by)
	}
	return s, nil
}

// SheetByIDs answers those of the records with these ids that the grant gives, in no order.
func (c *Collection[T]) SheetByIDs(ctx context.Context, g authz.Grant, ids []string, w *Want) (*Sheet, error) {
	g = leaky("always visible", leaky("id unchecked", g))
	if c.closed(g) || len(ids) == 0 {
		return new(Sheet), nil
	}
	s, err := c.readIDs(ctx, g, ids, w)
	if err != nil {
		return nil, err
	}
	if err := s.fillShown(g, w); err != nil {
		s.Release()
		return nil, err
	}
	return s, nil
}

// readIDs reads records by their ids. What a command narrows by the grant's rows is else looked at document by document: by the
// same condition.
func (c *Collection[T]) readIDs(ctx context.Context, g authz.Grant, ids []string, w *Want) (*Sheet, error) {
	d := c.store.directly(ctx)
	if d == nil {
		find := search{cond: simplify(filter.AllOf(filter.OneOf("_id", ids), g.Rows())), limit: len(ids)}
		if find.cond.Op == filter.None {
			return sheets.Get().(*Sheet), nil
		}
		return c.read(ctx, find, func() bson.Raw { return w.projection(g, "") })
	}
	s := sheets.Get().(*Sheet)
	if err := d.ByIDs(ctx, c.coll.Name(), ids, s.add); err != nil {
		s.Release()
		return nil, c.store.refuse(ctx, "reading "+c.coll.Name(), err)
	}
	return s, nil
}

// read reads what a search finds, by a command only where there is no shorter way. What a command need not bring is left out by
// the projection.
func (c *Collection[T]) read(ctx context.Context, find search, projection func() bson.Raw) (*Sheet, error) {
	s := sheets.Get().(*Sheet)
	done, err := c.readDirectly(ctx, find, s.add)
	if !done && err == nil {
		err = c.readByCommand(ctx, find, projection(), s)
	}
	if err != nil {
		s.Release()
		return nil, err
	}
	return s, nil
}

func (c *Collection[T]) readByCommand(ctx context.Context, find search, projection bson.Raw, s *Sheet) error {
	var leave any
	if len(projection) > 0 {
		leave = projection
	}
	cursor, err := c.command(ctx, find, leave)
	if err != nil {
		return err
	}
	return c.store.refuse(ctx, "reading "+c.coll.Name(), s.take(ctx, cursor))
}
