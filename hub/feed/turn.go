package feed

import (
	"context"
	"time"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/model"
	"partnerhub/store"
)

// lookBack is how far behind the last sweep a sweep begins: as long as a commit, or a clock that goes wrong, can be late.
const lookBack = time.Hour

// turn writes every record again whose coverage has begun or ended since it was written last: people have won or lost sight of
// it, and no write has told them.
func (f *Feed) turn(ctx context.Context, now time.Time) (turned int, err error) {
	since, err := f.store.Mark(ctx, sweepTask)
	if err != nil {
		return 0, err
	}
	if since.IsZero() { // nobody can have followed a feed yet
		return 0, f.store.SetMark(ctx, sweepTask, now)
	}
	since = since.Add(-lookBack)
	for _, bound := range []string{"from", "to"} {
		n, err := f.turnBy(ctx, bound, since, now)
		turned += n
		if err != nil {
			return turned, err
		}
	}
	return turned, f.store.SetMark(ctx, sweepTask, now)
}

// turnBy goes over the partners of whom a coverage begins, or ends, in an interval.
func (f *Feed) turnBy(ctx context.Context, bound string, since, now time.Time) (turned int, err error) {
	in := filter.HasElem("coverage", filter.AllOf(filter.Above(bound, since), filter.AtMost(bound, now)))
	for last := model.ID(""); ; {
		found, err := f.store.Partners.LoadAll(ctx, authz.System(model.KindPartner, "find whose coverage begins or ends"),
			filter.AllOf(in, filter.Above("_id", last)), store.Sort{Field: "_id"}, sweepBatch)
		if err != nil {
			return turned, err
		}
		for _, p := range found {
			n, err := f.turnPartner(ctx, p, now)
			turned, last = turned+n, p.ID
			if err != nil {
				return turned, err
			}
		}
		if len(found) < sweepBatch {
			return turned, nil
		}
	}
}

// turner writes the late ones of a kind again that carry a partner's coverage.
type turner func(ctx context.Context, f *Feed, p *model.Partner, late filter.Cond, now time.Time) (int, error)

// turners are one for every kind whose sight depends on coverage.
func turners() map[model.Kind]turner {
	return map[model.Kind]turner{
		model.KindPartner: func(ctx context.Context, f *Feed, p *model.Partner, late filter.Cond, now time.Time) (int, error) {
			return touch(ctx, f, f.store.Partners, model.KindPartner, p.VendorID, filter.AllOf(filter.Is("_id", p.ID), late), now)
		},
		model.KindDeal: func(ctx context.Context, f *Feed, p *model.Partner, late filter.Cond, now time.Time) (int, error) {
			return touch(ctx, f, f.store.Deals, model.KindDeal, p.VendorID, filter.AllOf(filter.Is("partnerId", p.ID), late), now)
		},
		model.KindEnrollment: func(ctx context.Context, f *Feed, p *model.Partner, late filter.Cond, now time.Time) (int, error) {
			return touch(ctx, f, f.store.Enrollments, model.KindEnrollment, p.VendorID, filter.AllOf(filter.Is("partnerId", p.ID), late), now)
		},
		model.KindCertification: func(ctx context.Context, f *Feed, p *model.Partner, late filter.Cond, now time.Time) (int, error) {
			return touch(ctx, f, f.store.Certifications, model.KindCertification, p.VendorID, filter.AllOf(filter.Is("partnerId", p.ID), late), now)
		},
		model.KindOrganization: func(ctx context.Context, f *Feed, p *model.Partner, late filter.Cond, now time.Time) (int, error) {
			return touch(ctx, f, f.store.Organizations, model.KindOrganization, model.HubFeed, filter.AllOf(filter.Is("_id", p.OrganizationID), late), now)
		},
	}
}

// turnPartner goes over the partner and what carries a copy of its coverage.
func (f *Feed) turnPartner(ctx context.Context, p *model.Partner, now time.Time) (turned int, err error) {
	late := filter.Below("judgedAt", turningPoint(p.Coverage, now))
	for _, one := range turners() {
		n, err := one(ctx, f, p, late, now)
		if turned += n; err != nil {
			return turned, err
		}
	}
	return turned, nil
}

// turningPoint is the latest instant until now at which a coverage began or ended.
func turningPoint(coverage []model.Coverage, now time.Time) time.Time {
	var latest time.Time
	for _, c := range coverage {
		for _, at := range []time.Time{c.From, c.To} {
			if !at.After(now) && at.After(latest) {
				latest = at
			}
		}
	}
	return latest
}

// touch writes records again, some at a time; one that is written leaves the condition.
func touch[T any](ctx context.Context, f *Feed, in *store.Collection[T], kind model.Kind, log model.ID, where filter.Cond, now time.Time) (touched int, err error) {
	g := authz.System(kind, "the clock has moved somebody's sight")
	for {
		waiting, err := in.LoadAll(ctx, g, where, store.Sort{Field: "updatedAt"}, 1)
		if err != nil || len(waiting) == 0 {
			return touched, err
		}
		n := 0
		err = f.store.Tx(ctx, []model.ID{log}, func(ctx context.Context) error {
			found, err := in.LoadAll(ctx, g, where, store.Sort{Field: "updatedAt"}, sweepBatch)
			if n = len(found); err != nil {
				return err
			}
			for _, doc := range found {
				if err := in.Touch(ctx, g, doc, store.Stamp{Action: "coverage", At: now}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return touched, err
		}
		if touched += n; n < sweepBatch {
			return touched, nil
		}
	}
}
