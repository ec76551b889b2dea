package hub

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"partnerhub/authz"
	"partnerhub/model"
	"partnerhub/store"
)

// maxInsights is how many groups an answer has at most.
const maxInsights = 100

// insight is how deals are grouped: by what, what a group's key becomes in the answer, and which of the keys that refer to
// records the viewer sees; seen is nil for plain values.
type insight struct {
	by   store.Grouping
	set  func(d *model.DealInsight, key string)
	seen func(ctx context.Context, ids []model.ID) (map[model.ID]bool, error)
	// byKey orders the groups by their keys, the last one first, and not by their size.
	byKey bool
}

// DealInsights counts the deals that the viewer lists under a filter, group by group, and adds up the amounts that it sees.
// A deal that it does not list is in no number; a group whose key is a record that it does not see is counted with the deals
// that name none, as each of them looks in a list.
func (h *Hub) DealInsights(ctx context.Context, f *model.DealFilter, by model.DealGroupBy, limit *int) (*model.DealInsights, error) {
	size := maxInsights
	if limit != nil {
		size = *limit
	}
	if size < 1 || size > maxInsights {
		return nil, model.Errorf(model.CodeBadUserInput, "limit is 1 to %d", maxInsights)
	}
	now := authz.PrincipalFrom(ctx).At
	where, err := dealWhere(now)(f)
	if err != nil {
		return nil, err
	}
	in := h.insightBy(by, now)
	groups, err := h.store.Tally(ctx, h.grant(ctx, model.KindDeal, authz.Read), where, in.by)
	if err != nil {
		return nil, err
	}
	groups, err = in.merged(ctx, groups)
	if err != nil {
		return nil, err
	}
	in.order(groups)
	out := &model.DealInsights{Groups: []*model.DealInsight{}, HasMore: len(groups) > size}
	for _, t := range groups[:min(len(groups), size)] {
		out.Groups = append(out.Groups, in.group(t))
	}
	return out, nil
}

// insightBy is the table of groupings.
func (h *Hub) insightBy(by model.DealGroupBy, now time.Time) insight {
	switch by {
	case model.DealGroupByMonth:
		return insight{by: store.Grouping{Field: "submittedAt", Month: true}, byKey: true,
			set: func(d *model.DealInsight, key string) { d.Month = &key }}
	case model.DealGroupByPartner:
		return insight{by: store.Grouping{Field: "partnerId"}, seen: seen(h.PartnersByID),
			set: func(d *model.DealInsight, key string) { d.PartnerID = idOf(key) }}
	case model.DealGroupByDistributor:
		return insight{by: store.Grouping{Field: "distributorId"}, seen: seen(h.OrganizationsByID),
			set: func(d *model.DealInsight, key string) { d.DistributorID = idOf(key) }}
	case model.DealGroupByProgram:
		return insight{by: store.Grouping{Field: "programId"}, seen: seen(h.ProgramsByID),
			set: func(d *model.DealInsight, key string) { d.ProgramID = idOf(key) }}
	case model.DealGroupByCampaign:
		return insight{by: store.Grouping{Field: "campaignId"}, seen: seen(h.CampaignsByID),
			set: func(d *model.DealInsight, key string) { d.CampaignID = idOf(key) }}
	case model.DealGroupByProductFamily:
		return insight{by: store.Grouping{Field: "lines.productFamily", Each: true},
			set: func(d *model.DealInsight, key string) { d.ProductFamily = &key }}
	}
	return insight{by: store.Grouping{Field: "approvalStatus", Past: "protectedUntil", Now: now}, set: setStatus}
}

func idOf(key string) *model.ID {
	id := model.ID(key)
	return &id
}

func setStatus(d *model.DealInsight, key string) {
	status := model.DealApprovalStatus(key)
	d.ApprovalStatus = &status
}

// seen tells which ids the viewer can look up.
func seen[T any](read func(context.Context, []model.ID) (map[model.ID]*T, error)) func(context.Context, []model.ID) (map[model.ID]bool, error) {
	return func(ctx context.Context, ids []model.ID) (map[model.ID]bool, error) {
		out := map[model.ID]bool{}
		for part := range slices.Chunk(ids, 1000) {
			rows, err := read(ctx, part)
			if err != nil {
				return nil, err
			}
			for id := range rows {
				out[id] = true
			}
		}
		return out, nil
	}
}

// merged puts groups together that look alike to the viewer: those of hidden records with that of none, and what has expired
// unnoticed with what is stored as expired.
func (in insight) merged(ctx context.Context, groups []store.Tally) ([]store.Tally, error) {
	known := map[model.ID]bool{}
	if in.seen != nil {
		ids := make([]model.ID, len(groups))
		for i, t := range groups {
			ids[i] = model.ID(t.Key)
		}
		var err error
		if known, err = in.seen(ctx, ids); err != nil {
			return nil, err
		}
	}
	places := map[string]int{}
	var out []store.Tally
	for _, t := range groups {
		switch {
		case in.seen != nil && !known[model.ID(t.Key)]:
			t.Key = ""
		case t.Past && t.Key == string(model.DealApprovalStatusApproved):
			t.Key = string(model.DealApprovalStatusExpired)
		}
		if _, there := places[t.Key]; !there {
			places[t.Key] = len(out)
			out = append(out, store.Tally{Key: t.Key})
		}
		add(&out[places[t.Key]], t)
	}
	return out, nil
}

func add(to *store.Tally, t store.Tally) {
	to.N += t.N
	to.Unconverted += t.Unconverted
	for _, m := range t.Sums {
		to.Sums = store.AddMoney(to.Sums, m)
	}
	for _, m := range t.Base {
		to.Base = store.AddMoney(to.Base, m)
	}
}

// order puts the largest group first, or the last key; the rest is settled by the key, so that an answer is always the same.
func (in insight) order(groups []store.Tally) {
	slices.SortFunc(groups, func(a, b store.Tally) int {
		if in.byKey {
			return strings.Compare(b.Key, a.Key)
		}
		return cmp.Or(cmp.Compare(b.N, a.N), strings.Compare(a.Key, b.Key))
	})
	for _, t := range groups {
		for _, sums := range [][]model.Money{t.Sums, t.Base} {
			slices.SortFunc(sums, func(a, b model.Money) int { return strings.Compare(string(a.Currency), string(b.Currency)) })
		}
	}
}

func (in insight) group(t store.Tally) *model.DealInsight {
	out := &model.DealInsight{Count: t.N, Amounts: t.Sums, Unconverted: t.Unconverted}
	if t.Unconverted == 0 {
		out.BaseAmounts = t.Base // a part of a sum would be a wrong one
	}
	if t.Key != "" {
		in.set(out, t.Key)
	}
	return out
}
