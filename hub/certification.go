package hub

import (
	"context"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/model"
)

// Certification reads one certification or training, nil when it does not exist or is hidden.
func (h *Hub) Certification(ctx context.Context, id model.ID) (*model.PartnerCertification, error) {
	return one(ctx, h.store.Certifications, h.grant(ctx, model.KindCertification, authz.Read), id)
}

// CertificationsByID reads the visible ones among these.
func (h *Hub) CertificationsByID(ctx context.Context, ids []model.ID) (map[model.ID]*model.PartnerCertification, error) {
	return h.store.Certifications.ByIDs(ctx, h.grant(ctx, model.KindCertification, authz.Read), ids)
}

// Certifications lists the certifications and trainings that the viewer may see, what expires first before the others.
func (h *Hub) Certifications(ctx context.Context, args model.PageArgs, f *model.PartnerCertificationFilter) (*model.Page[model.PartnerCertification], error) {
	return h.certifications(ctx, filter.Everything(), args, f)
}

// CertificationRecords lists those of a partner, among those that the viewer may see.
func (h *Hub) CertificationRecords(ctx context.Context, p *model.Partner, args model.PageArgs, f *model.PartnerCertificationFilter) (*model.Page[model.PartnerCertification], error) {
	return h.certifications(ctx, filter.Is("partnerId", p.ID), args, f)
}

func (h *Hub) certifications(ctx context.Context, scope filter.Cond, args model.PageArgs, f *model.PartnerCertificationFilter) (*model.Page[model.PartnerCertification], error) {
	l, err := h.certificationListing(ctx, scope, args, f)
	if err != nil {
		return nil, err
	}
	return page(ctx, h, l)
}

func (h *Hub) certificationListing(ctx context.Context, scope filter.Cond, args model.PageArgs, f *model.PartnerCertificationFilter) (listing[model.PartnerCertification], error) {
	where, err := certificationWhere(model.DateOf(authz.PrincipalFrom(ctx).At))(f)
	byEnd := order[model.PartnerCertification]{"validUntil", func(c *model.PartnerCertification) any { return c.ValidUntil }}
	return listing[model.PartnerCertification]{from: h.store.Certifications,
		grant: h.grant(ctx, model.KindCertification, authz.Read), where: where, scope: scope, order: byEnd, args: args, asked: f}, err
}

// CertificationStatus is where one stands at the instant of the request.
func (h *Hub) CertificationStatus(ctx context.Context, c *model.PartnerCertification) model.CertificationStatus {
	return c.StatusOn(model.DateOf(authz.PrincipalFrom(ctx).At))
}

// certificationWhere turns the caller's filter into a condition on a day.
func certificationWhere(day model.Date) func(*model.PartnerCertificationFilter) (filter.Cond, error) {
	var where func(*model.PartnerCertificationFilter) (filter.Cond, error)
	where = func(f *model.PartnerCertificationFilter) (filter.Cond, error) {
		c := &conditions{}
		if f == nil {
			return c.all()
		}
		c.id("vendorId", f.VendorID)
		c.id("partnerId", f.PartnerID)
		anyOf(c, "type", f.Type)
		if f.Status != nil {
			c.names("revokedAt")
			c.add(certificationStatusOn(f.Status, day))
		}
		c.name("name", f.Name)
		c.day("validUntil", f.ValidUntil)
		if f.ValidUntil != nil && *f.ValidUntil != (model.DateFilter{}) {
			c.add(filter.Below("validUntil", model.NoLastDay))
		}
		c.day("earnedOn", f.EarnedOn)
		logic(c, where, f.And, f.Or, f.Not)
		return c.all()
	}
	return where
}

// certificationStatusOn is the status as it stands on a day: one whose last day is over counts as EXPIRED.
func certificationStatusOn(statuses []model.CertificationStatus, day model.Date) filter.Cond {
	var parts []filter.Cond
	held := filter.Is("revokedAt", model.Forever)
	for _, s := range statuses {
		switch s {
		case model.CertificationStatusValid:
			parts = append(parts, filter.AllOf(held, filter.AtLeast("validUntil", day)))
		case model.CertificationStatusExpired:
			parts = append(parts, filter.AllOf(held, filter.Below("validUntil", day)))
		default:
			parts = append(parts, filter.NoneOf(held))
		}
	}
	return filter.AnyOf(parts...)
}
