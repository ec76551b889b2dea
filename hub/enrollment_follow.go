package hub

import (
	"context"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/model"
	"partnerhub/store"
)

// followPage is how many terms are read at a time.
const followPage = 500

// FollowPartner brings the terms of a partner up to date with who covers and serves it. The copies decide who sees them, so that
// it is part of the transaction that changes the partner.
func (r Rules) FollowPartner(ctx context.Context, p *model.Partner, by store.Stamp) error {
	return r.hub.followTerms(ctx, filter.Is("partnerId", p.ID), by, func(e *model.Enrollment) {
		e.Coverage, e.DistributorIDs = p.Coverage, p.DistributorIDs
	})
}

// FollowProgram brings the terms in a program up to date with whom it is for. It is part of the transaction that changes the program.
func (r Rules) FollowProgram(ctx context.Context, p *model.Program, by store.Stamp) error {
	return r.hub.followTerms(ctx, filter.Is("programId", p.ID), by, func(e *model.Enrollment) { e.Offer = model.OfferOf(p) })
}

func (h *Hub) followTerms(ctx context.Context, which filter.Cond, by store.Stamp, change func(*model.Enrollment)) error {
	g := authz.System(model.KindEnrollment, "terms follow their partner and their program")
	for last := model.ID(""); ; {
		terms, err := h.store.Enrollments.LoadAll(ctx, g, filter.AllOf(which, filter.Above("_id", last)), store.Sort{Field: "_id"}, followPage)
		if err != nil {
			return err
		}
		for _, old := range terms {
			doc := *old
			change(&doc)
			last = old.ID
			if err := h.store.Enrollments.Replace(ctx, g, old, &doc, by); err != nil {
				return err
			}
		}
		if len(terms) < followPage {
			return nil
		}
	}
}
