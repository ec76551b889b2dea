package reach

import (
	"context"
	"slices"

	"partnerhub/filter"
	"partnerhub/model"
	"partnerhub/store"
)

// Move is a partner as it was and as it is stored now; Old is nil for a new one.
type Move struct{ Old, New *model.Partner }

// Matters is false where nobody can gain or lose sight of an offer by the change.
func (m Move) Matters() bool {
	if m.Old == nil {
		return len(m.New.DistributorIDs) > 0
	}
	if !slices.Equal(m.Old.DistributorIDs, m.New.DistributorIDs) {
		return true
	}
	return len(m.New.DistributorIDs) > 0 &&
		(m.Old.Type != m.New.Type || m.Old.Country != m.New.Country || tierOf(m.Old) != tierOf(m.New))
}

func tierOf(p *model.Partner) string {
	if p.Tier == nil {
		return ""
	}
	return *p.Tier
}

// Follow brings the offers of the partners' vendors up to date with them. It is part of the transaction that has stored the partners,
// and comes after it.
func Follow(ctx context.Context, s *store.Store, by store.Stamp, moves ...Move) error {
	of := map[model.ID][]Move{}
	var vendors []model.ID
	for _, m := range moves {
		if m.Matters() {
			of[m.New.VendorID] = append(of[m.New.VendorID], m)
			vendors = append(vendors, m.New.VendorID)
		}
	}
	slices.Sort(vendors)
	for _, v := range slices.Compact(vendors) {
		if err := follow(ctx, s, s.Programs, model.KindProgram, v, ofProgram, of[v], by); err != nil {
			return err
		}
		if err := follow(ctx, s, s.Campaigns, model.KindCampaign, v, ofCampaign, of[v], by); err != nil {
			return err
		}
	}
	return nil
}

func follow[T any](ctx context.Context, s *store.Store, from *store.Collection[T], kind model.Kind, vendor model.ID, parts func(*T) offer,
	moves []Move, by store.Stamp) error {
	return each(ctx, from, kind, filter.Is("vendorId", vendor), func(old *T) error {
		doc := *old
		if err := parts(&doc).turn(ctx, s, moves); err != nil {
			return err
		}
		if slices.Equal(*parts(old).reached, *parts(&doc).reached) {
			return nil
		}
		return from.Replace(ctx, grant(kind), old, &doc, by)
	})
}

// turn adds who serves a partner that the offer is for now, and takes away who served one that it was for and serves no other. However many
// partners have changed, each distributor is asked for once at most.
func (o offer) turn(ctx context.Context, s *store.Store, moves []Move) error {
	whom := o.whom()
	if whom.Op == filter.None {
		return nil
	}
	gained, lost := map[model.ID]bool{}, map[model.ID]bool{}
	for _, m := range moves {
		servers(m.New, whom, gained)
		servers(m.Old, whom, lost)
	}
	now := slices.Clone(*o.reached)
	for d := range gained {
		now = append(now, d)
	}
	slices.Sort(now)
	now = slices.Compact(now)
	for d := range lost {
		if gained[d] {
			continue
		}
		serves, err := servesOne(ctx, s, d, whom)
		if err != nil {
			return err
		}
		if !serves {
			now = slices.DeleteFunc(now, func(id model.ID) bool { return id == d })
		}
	}
	*o.reached = now
	return nil
}

// servers adds the distributors that serve a partner, if it is one of those whom an offer is for.
func servers(p *model.Partner, whom filter.Cond, to map[model.ID]bool) {
	if p == nil || !whom.Match(filter.DocOf(p)) {
		return
	}
	for _, d := range p.DistributorIDs {
		to[d] = true
	}
}
