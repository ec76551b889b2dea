package reach

import (
	"context"
	"fmt"
	"time"

	"partnerhub/filter"
	"partnerhub/model"
	"partnerhub/store"
)

// adoptTask is the mark of what has been adopted.
const adoptTask = "offers-in-reach"

// Adopt works out who sees the offers that were stored before they knew, once in the life of a database. It is to end before anything is
// served; until then nobody sees them through a partner. A crash leaves the rest for the next start.
func Adopt(ctx context.Context, s *store.Store, now func() time.Time) error {
	done, err := s.Mark(ctx, adoptTask)
	if err != nil || !done.IsZero() {
		return err
	}
	by := store.Stamp{Action: "update", At: now()}
	if err := adopt(ctx, s, s.Programs, model.KindProgram, ofProgram, by); err != nil {
		return fmt.Errorf("working out which distributors see programs: %w", err)
	}
	if err := adopt(ctx, s, s.Campaigns, model.KindCampaign, ofCampaign, by); err != nil {
		return fmt.Errorf("working out which distributors see campaigns: %w", err)
	}
	return s.SetMark(ctx, adoptTask, now())
}

// adopt stores each offer in a transaction of its own, which reads it again.
func adopt[T any](ctx context.Context, s *store.Store, from *store.Collection[T], kind model.Kind, parts func(*T) offer, by store.Stamp) error {
	return each(ctx, from, kind, filter.Everything(), func(found *T) error {
		if parts(found).whom().Op == filter.None {
			return nil
		}
		return s.Tx(ctx, []model.ID{parts(found).vendor}, func(ctx context.Context) error {
			old, err := from.Load(ctx, grant(kind), any(found).(model.Noun).Base().ID)
			if err != nil {
				return err
			}
			doc := *old
			if err := parts(&doc).settle(ctx, s); err != nil || len(*parts(&doc).reached) == 0 {
				return err
			}
			return from.Replace(ctx, grant(kind), old, &doc, by)
		})
	})
}
