package skills

import (
	"context"
	"fmt"
	"slices"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/model"
	"partnerhub/store"
)

// adoptTask is the mark of what has been adopted.
const adoptTask = "certification-records"

// adoptPage is how many partners are adopted in one transaction.
const adoptPage = 250

// Adopt makes records of what partners held before certifications and trainings had any, once in the life of a database. It is to end
// before anything is served. A crash leaves the rest for the next start; what is there already stays.
func (s *Skills) Adopt(ctx context.Context) error {
	done, err := s.store.Mark(ctx, adoptTask)
	if err != nil || !done.IsZero() {
		return err
	}
	for last, more := model.ID(""), true; more; {
		if last, more, err = s.adoptSome(ctx, last); err != nil {
			return fmt.Errorf("making records of certifications: %w", err)
		}
	}
	return s.store.SetMark(ctx, adoptTask, s.now())
}

// adoptSome goes on after a partner.
func (s *Skills) adoptSome(ctx context.Context, after model.ID) (last model.ID, more bool, err error) {
	next := func(ctx context.Context) ([]*model.Partner, error) {
		return s.store.Partners.LoadAll(ctx, authz.System(model.KindPartner, "records are made of what partners hold"),
			filter.Above("_id", after), store.Sort{Field: "_id"}, adoptPage)
	}
	found, err := next(ctx)
	if err != nil || len(found) == 0 {
		return after, false, err
	}
	var feeds []model.ID
	for _, p := range found {
		feeds = append(feeds, p.VendorID)
	}
	slices.Sort(feeds)
	err = s.store.Tx(ctx, slices.Compact(feeds), func(ctx context.Context) error {
		now, err := next(ctx)
		if err != nil {
			return err
		}
		return s.adopt(ctx, now)
	})
	return found[len(found)-1].ID, len(found) == adoptPage, err
}

// adopt makes the records of some partners, and tells trainings that they have no last day where nothing was known of one.
func (s *Skills) adopt(ctx context.Context, partners []*model.Partner) error {
	by := store.Stamp{Action: string(authz.Update), At: s.now()}
	for _, p := range partners {
		if len(p.Certifications)+len(p.Trainings) == 0 {
			continue
		}
		whole := *p
		whole.Trainings = slices.Clone(p.Trainings)
		for i := range whole.Trainings {
			if whole.Trainings[i].ValidUntil == "" {
				whole.Trainings[i].ValidUntil = model.NoLastDay
			}
		}
		if err := Spread(ctx, s.store, by, &whole); err != nil {
			return err
		}
		if err := Copy(ctx, s.store, by, p); err != nil {
			return err
		}
	}
	return nil
}
