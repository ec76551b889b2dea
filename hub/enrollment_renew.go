package hub

import (
	"context"
	"slices"

	"partnerhub/authz"
	"partnerhub/model"
)

// RenewEnrollment begins the term after one: an application for the partner's own people, an invitation for the vendor's. The
// term before names it until it comes to nothing, so that there is one renewal at a time.
func (h *Hub) RenewEnrollment(ctx context.Context, in model.DecideEnrollmentInput) (*model.Enrollment, error) {
	comment, err := note("comment", in.Comment)
	if err != nil {
		return nil, err
	}
	l := h.enrollmentLife()
	feed, err := l.feed(ctx, h, model.EnrollmentActionRenew, in.ID)
	if err != nil {
		return nil, err
	}
	id, err := model.NewID(model.KindEnrollment)
	if err != nil {
		return nil, err
	}
	err = h.change(ctx, feed, id, func(ctx context.Context) error {
		e, err := h.beginTerm(ctx, model.EnrollmentActionRenew, in.ID, in.ExpectedVersion)
		if err != nil {
			return err
		}
		if err := e.asked(); err != nil {
			return err
		}
		e.note, e.doc.RenewalID = comment, &id
		e.tell()
		if err := l.finish(ctx, h, e.enrollmentMove); err != nil {
			return err
		}
		next, err := h.nextTerm(ctx, e, id)
		if err != nil {
			return err
		}
		return h.insertTerm(ctx, next)
	})
	if err != nil {
		return nil, err
	}
	return h.Enrollment(ctx, id)
}

// nextTerm is the renewal of a term. Its grant is the one that allows to renew: the rows are the partner's either way.
func (h *Hub) nextTerm(ctx context.Context, e *termEdit, id model.ID) (*termEdit, error) {
	open, err := h.openTerms(ctx, e.old.PartnerID, e.old.ProgramID)
	if err != nil {
		return nil, err
	}
	if slices.ContainsFunc(open, func(t *model.Enrollment) bool { return t.ID != e.old.ID }) {
		return nil, alreadyEnrolled()
	}
	last, err := h.lastTerm(ctx, e.old.PartnerID, e.old.ProgramID)
	if err != nil {
		return nil, err
	}
	o := e.anew(id, authz.Renew)
	o.doc.Term, o.doc.RenewsID, o.doc.SponsorID = last.Term+1, &e.old.ID, e.old.SponsorID
	o.note = e.note
	if e.who.Side == model.OrganizationKindVendor {
		o.invite()
		o.doc.Comment = e.note
	}
	o.doc.Engaged = e.who.Side == model.OrganizationKindPartner
	o.carry(e.old.Application)
	o.tell()
	return o.termEdit, nil
}

// carry takes the answers of the term before over, as far as they answer the questions of today.
func (o *opening) carry(earlier *model.EnrollmentForm) {
	if earlier == nil {
		return
	}
	var dropped model.UserErrors
	o.doc.Application = form{o.plan, &dropped}.merge(earlier, nil)
}
