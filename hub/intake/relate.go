package intake

import (
	"context"
	"maps"
	"slices"

	"partnerhub/model"
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
	found, err := byID(ctx, b.store.Organizations, model.KindOrganization, b.concerned(lost))
	if err != nil {
		return err
	}
	for _, id := range slices.Sorted(maps.Keys(found)) { // the same file makes the same changes in the same order
		old := found[id]
		doc := *old
		doc.RelatedIDs = b.related(old, lost)
		if covers, ok := coverage[id]; ok {
			doc.Coverage = covers
		}
		if _, err := keep(ctx, b, b.store.Organizations, everyGrant(model.KindOrganization), old, &doc); err != nil {
			return err
		}
	}
	return nil
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

// related is the organization's list with the batch's ties, sorted.
func (b *batch) related(o *model.Organization, lost map[tie]bool) []model.ID {
	out := []model.ID{}
	for _, other := range o.RelatedIDs {
		if !lost[tieOf(o.ID, other)] {
			out = append(out, other)
		}
	}
	for t := range b.ties.made {
		switch o.ID {
		case t[0]:
			out = append(out, t[1])
		case t[1]:
			out = append(out, t[0])
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
