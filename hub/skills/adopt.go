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
// before anything is served. A crash leaves the rest for the next start; what has a record already stays as that says.
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
	found, err := s.store.Partners.LoadAll(ctx, partnersAlone(), filter.Above("_id", after), store.Sort{Field: "_id"}, adoptPage)
	if err != nil || len(found) == 0 {
		return after, false, err
	}
	last, more = found[len(found)-1].ID, len(found) == adoptPage
	ids, feeds, err := s.lacking(ctx, found)
	if err != nil || len(ids) == 0 {
		return last, more, err
	}
	err = s.store.Tx(ctx, feeds, func(ctx context.Context) error {
		now, err := s.store.Partners.LoadByIDs(ctx, partnersAlone(), ids)
		if err != nil {
			return err
		}
		return Copy(ctx, s.store, store.Stamp{Action: string(authz.Update), At: s.now()}, now...)
	})
	return last, more, err
}

// lacking are the partners among some that keep what has no record, with the feeds that they belong to.
func (s *Skills) lacking(ctx context.Context, partners []*model.Partner) (ids, feeds []model.ID, err error) {
	holding := slices.DeleteFunc(slices.Clone(partners), func(p *model.Partner) bool { return len(p.Certifications)+len(p.Trainings) == 0 })
	records, err := recordsOf(ctx, s.store, holding)
	if err != nil {
		return nil, nil, err
	}
	for _, p := range holding {
		if len(unrecorded(p, records[p.ID])) > 0 {
			ids, feeds = append(ids, p.ID), append(feeds, p.VendorID)
		}
	}
	slices.Sort(feeds)
	return ids, slices.Compact(feeds), nil
}

func partnersAlone() authz.Grant {
	return authz.System(model.KindPartner, "records are made of what partners hold")
}
