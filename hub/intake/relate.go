package intake

import (
	"context"
	"maps"
	"slices"

	"partnerhub/model"
	"partnerhub/store"
)

// relate writes the ties and the partners' coverage to the organizations that they concern.
func (b *batch) relate(ctx context.Context) error {
	lost, err := b.lostTies(ctx)
	if err != nil {
		return err
	}
	coverage, err := b.organizationCoverage(ctx)
	if err != nil {
		return err
	}
	found, err := b.asTheyAre(ctx, b.concerned(lost))
	if err != nil {
		return err
	}
	gained := b.ties.byOrganization()
	pairs := make([]store.Pair[model.Organization], 0, len(found))
	for _, id := range slices.Sorted(maps.Keys(found)) { // the same file makes the same changes in the same order
		doc := *found[id]
		doc.RelatedIDs = related(&doc, gained[id], lost)
		if covers, ok := coverage[id]; ok {
			doc.Coverage = covers
		}
		pairs = append(pairs, store.Pair[model.Organization]{Old: found[id], New: &doc})
	}
	return b.store.Organizations.ReplaceMany(ctx, everyGrant(model.KindOrganization), pairs, b.stamp("update"))
}

// asTheyAre are organizations as they are stored now. Those that the rows name were read in the same transaction, and only a batch of
// organizations has written any since.
func (b *batch) asTheyAre(ctx context.Context, ids []model.ID) (map[model.ID]*model.Organization, error) {
	known := map[model.ID]*model.Organization{}
	if _, written := b.writes.(*writes[model.Organization]); !written {
		for _, o := range b.organizations {
			known[o.ID] = o
		}
	}
	missing := slices.DeleteFunc(slices.Clone(ids), func(id model.ID) bool { return known[id] != nil })
	out, err := byID(ctx, b.store.Organizations, model.KindOrganization, missing)
	for _, id := range ids {
		if o := known[id]; o != nil {
			out[id] = o
		}
	}
	return out, err
}

// lostTies are the doubtful ones that no record holds any more.
func (b *batch) lostTies(ctx context.Context) (map[tie]bool, error) {
	lost := map[tie]bool{}
	for t, ask := range b.ties.doubts {
		held, err := ask(ctx, b)
		if err != nil {
			return nil, err
		}
		if !held {
			lost[t] = true
		}
	}
	return lost, nil
}

func (b *batch) concerned(lost map[tie]bool) []model.ID {
	var out []model.ID
	for t := range b.ties.made {
		out = append(out, t[:]...)
	}
	for t := range lost {
		out = append(out, t[:]...)
	}
	out = append(out, b.covered.organizations...)
	slices.Sort(out)
	return slices.Compact(out)
}

// related is the organization's list with those that it gains and without those that it loses, sorted.
func related(o *model.Organization, gained []model.ID, lost map[tie]bool) []model.ID {
	out := make([]model.ID, 0, len(o.RelatedIDs)+len(gained))
	for _, other := range o.RelatedIDs {
		if len(lost) == 0 || !lost[tieOf(o.ID, other)] {
			out = append(out, other)
		}
	}
	out = append(out, gained...)
	slices.Sort(out)
	return slices.Compact(out)
}
