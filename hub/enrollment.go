package hub

import (
	"context"
	"time"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/model"
)

// Enrollment reads one term of a partner in a program, nil when it does not exist or is hidden.
func (h *Hub) Enrollment(ctx context.Context, id model.ID) (*model.Enrollment, error) {
	e, err := one(ctx, h.store.Enrollments, h.grant(ctx, model.KindEnrollment, authz.Read), id)
	if e != nil {
		presentEnrollment(authz.PrincipalFrom(ctx).At)(e)
	}
	return e, err
}

// EnrollmentsByID reads the visible ones among these.
func (h *Hub) EnrollmentsByID(ctx context.Context, ids []model.ID) (map[model.ID]*model.Enrollment, error) {
	rows, err := h.store.Enrollments.ByIDs(ctx, h.grant(ctx, model.KindEnrollment, authz.Read), ids)
	present := presentEnrollment(authz.PrincipalFrom(ctx).At)
	for _, e := range rows {
		present(e)
	}
	return rows, err
}

// Enrollments lists the terms that the viewer may see.
func (h *Hub) Enrollments(ctx context.Context, args model.PageArgs, f *model.EnrollmentFilter, o *model.EnrollmentOrder) (*model.Page[model.Enrollment], error) {
	return h.enrollments(ctx, filter.Everything(), args, f, o)
}

// EnrollmentsOfPartner lists the terms of a partner, among those that the viewer may see.
func (h *Hub) EnrollmentsOfPartner(ctx context.Context, p *model.Partner, args model.PageArgs, f *model.EnrollmentFilter, o *model.EnrollmentOrder) (*model.Page[model.Enrollment], error) {
	return h.enrollments(ctx, filter.Is("partnerId", p.ID), args, f, o)
}

// EnrollmentsIn lists the terms of partners in a program, among those that the viewer may see.
func (h *Hub) EnrollmentsIn(ctx context.Context, p *model.Program, args model.PageArgs, f *model.EnrollmentFilter, o *model.EnrollmentOrder) (*model.Page[model.Enrollment], error) {
	return h.enrollments(ctx, filter.Is("programId", p.ID), args, f, o)
}

func (h *Hub) enrollments(ctx context.Context, scope filter.Cond, args model.PageArgs, f *model.EnrollmentFilter, o *model.EnrollmentOrder) (*model.Page[model.Enrollment], error) {
	l, err := h.enrollmentListing(ctx, scope, args, f, o)
	if err != nil {
		return nil, err
	}
	return page(ctx, h, l)
}

func (h *Hub) enrollmentListing(ctx context.Context, scope filter.Cond, args model.PageArgs, f *model.EnrollmentFilter, o *model.EnrollmentOrder) (listing[model.Enrollment], error) {
	now := authz.PrincipalFrom(ctx).At
	where, err := enrollmentWhere(now)(f)
	by, desc := enrollmentOrder(o)
	return listing[model.Enrollment]{from: h.store.Enrollments, grant: h.grant(ctx, model.KindEnrollment, authz.Read),
		where: where, scope: scope, order: by, descending: desc, args: args, asked: f, present: presentEnrollment(now)}, err
}

// presentEnrollment tells the status at the instant of the request, and no end where there is none.
func presentEnrollment(now time.Time) func(*model.Enrollment) {
	return func(e *model.Enrollment) {
		e.Status = e.StatusAt(now)
		if e.ValidUntil != nil && e.ValidUntil.Equal(model.Forever) {
			e.ValidUntil = nil
		}
	}
}

func enrollmentOrder(o *model.EnrollmentOrder) (order[model.Enrollment], bool) {
	by := order[model.Enrollment]{"updatedAt", func(e *model.Enrollment) any { return e.UpdatedAt }}
	if o == nil {
		return by, true
	}
	if o.Field == model.EnrollmentOrderFieldCreatedAt {
		by = order[model.Enrollment]{"createdAt", func(e *model.Enrollment) any { return e.CreatedAt }}
	}
	return by, o.Direction == model.OrderDirectionDesc
}

// enrollmentWhere turns the caller's filter into a condition at an instant.
func enrollmentWhere(now time.Time) func(*model.EnrollmentFilter) (filter.Cond, error) {
	var where func(*model.EnrollmentFilter) (filter.Cond, error)
	where = func(f *model.EnrollmentFilter) (filter.Cond, error) {
		c := &conditions{}
		if f == nil {
			return c.all()
		}
		c.id("vendorId", f.VendorID)
		c.id("programId", f.ProgramID)
		c.id("partnerId", f.PartnerID)
		if f.Status != nil {
			c.names("status")
			c.add(enrollmentStatusAt(f.Status, now))
		}
		c.instant("validUntil", f.ValidUntil)
		if f.ValidUntil != nil && *f.ValidUntil != (model.DateTimeFilter{}) {
			c.add(filter.Below("validUntil", model.Forever))
		}
		c.instant("updatedAt", f.UpdatedAt)
		logic(c, where, f.And, f.Or, f.Not)
		return c.all()
	}
	return where
}

// enrollmentStatusAt is the status as it stands at an instant: a term whose time has run out counts as EXPIRED.
func enrollmentStatusAt(statuses []model.EnrollmentStatus, now time.Time) filter.Cond {
	var parts []filter.Cond
	for _, s := range statuses {
		is := filter.Is("status", s)
		switch {
		case model.SlotOf(s) == model.HoldsTerm:
			parts = append(parts, filter.AllOf(is, filter.Above("validUntil", now)))
		case s == model.EnrollmentStatusExpired:
			inForce := filter.OneOf("status", []model.EnrollmentStatus{model.EnrollmentStatusActive, model.EnrollmentStatusSuspended})
			parts = append(parts, is, filter.AllOf(inForce, filter.AtMost("validUntil", now)))
		default:
			parts = append(parts, is)
		}
	}
	return filter.AnyOf(parts...)
}
