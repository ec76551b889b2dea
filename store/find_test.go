package store_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/model"
	"partnerhub/store"
)

func dealIDs(rows []*model.Deal) []model.ID {
	out := []model.ID{}
	for _, d := range rows {
		out = append(out, d.ID)
	}
	return out
}

// pageThrough reads a list to its end in pages and joins them in the list's order.
func pageThrough(t *testing.T, s *store.Store, g authz.Grant, q store.Query) []model.ID {
	t.Helper()
	var out []model.ID
	for range dealCount {
		rows, err := s.Deals.Find(t.Context(), g, q)
		must(t, err)
		if len(rows.Rows) > q.Limit {
			t.Fatalf("got %d rows, want at most %d", len(rows.Rows), q.Limit)
		}
		page := dealIDs(rows.Rows)
		if q.Backward {
			out = append(page, out...)
		} else {
			out = append(out, page...)
		}
		if !rows.More {
			return out
		}
		edge := rows.Rows[len(rows.Rows)-1]
		if q.Backward {
			edge = rows.Rows[0]
		}
		at, err := s.Deals.PositionOf(edge, q.Sort)
		must(t, err)
		q.From = &at
	}
	t.Fatal("the pages never end")
	return nil
}

// Pages of any size, read from either end, are the list: no row is lost or doubled where values tie or are missing.
func TestPagesJoinToTheList(t *testing.T) {
	_, s := newWorld(t)
	g := as(t, people()[model.OrganizationKindPartner], model.KindDeal, model.RolePartnerAdmin)
	all, err := s.Deals.LoadAll(t.Context(), g, filter.Everything(), store.Sort{}, dealCount)
	must(t, err)
	for _, field := range []string{"", "updatedAt", "createdAt", "expectedCloseOn", "amount.minor", "partnerMargin.minor"} {
		for _, descending := range []bool{false, true} {
			sort := store.Sort{Field: field, Descending: descending}
			want := sorted(t, s, all, sort)
			for _, size := range []int{1, 2, 7, 100} {
				for _, backward := range []bool{false, true} {
					t.Run(fmt.Sprintf("by %s, descending %t, pages of %d, backward %t", field, descending, size, backward), func(t *testing.T) {
						q := store.Query{Where: filter.Everything(), Scope: filter.Everything(), Sort: sort, Limit: size, Backward: backward}
						if diff := cmp.Diff(want, pageThrough(t, s, g, q)); diff != "" {
							t.Errorf("-want +got\n%s", diff)
						}
					})
				}
			}
		}
	}
}

// sorted is the order that a list should have, told without the database.
func sorted(t *testing.T, s *store.Store, deals []*model.Deal, by store.Sort) []model.ID {
	t.Helper()
	deals = slices.Clone(deals)
	slices.SortFunc(deals, func(a, b *model.Deal) int {
		x, err := s.Deals.PositionOf(a, by)
		must(t, err)
		y, err := s.Deals.PositionOf(b, by)
		must(t, err)
		order := before(x, y)
		if by.Descending {
			return -order
		}
		return order
	})
	return dealIDs(deals)
}

func before(a, b store.Position) int {
	switch {
	case below(a.Value, b.Value):
		return -1
	case below(b.Value, a.Value):
		return 1
	case a.ID < b.ID:
		return -1
	}
	return 1
}

// below is true when a comes before b; a missing value comes before all others.
func below(a, b any) bool {
	if a == nil || b == nil {
		return a == nil && b != nil
	}
	return filter.Below("value", b).Match(filter.DocOf(struct {
		Value any `bson:"value"`
	}{a}))
}

func query(where filter.Cond) store.Query {
	return store.Query{Where: where, Scope: filter.Everything(), Limit: 100}
}

// found lists what a person finds, and fails if the count tells something else.
func found(t *testing.T, s *store.Store, g authz.Grant, q store.Query) []model.ID {
	t.Helper()
	rows, err := s.Deals.Find(t.Context(), g, q)
	must(t, err)
	n, err := s.Deals.Count(t.Context(), g, q, 100)
	must(t, err)
	if n != len(rows.Rows) {
		t.Errorf("counted %d, found %d", n, len(rows.Rows))
	}
	return dealIDs(rows.Rows)
}

// guardedDeals are two deals of one vendor: the margin of one is shared with it.
func guardedDeals() []*model.Deal {
	deals := []*model.Deal{deal(1), deal(1)}
	for i, d := range deals {
		d.ID, d.Number = model.ID(fmt.Sprintf("deal_%d", i)), fmt.Sprint(i)
		d.VendorID, d.PartnerMargin, d.MarginShared = vendorOf(0), &model.Money{Minor: 500, Currency: "GBP"}, i == 0
	}
	return deals
}

// A condition on a field counts only on the rows that show it, whichever way it is put.
func TestConditionsCountOnlyWhereTheFieldIsShown(t *testing.T) {
	s := open(t)
	put(t, s, s.Deals, model.KindDeal, guardedDeals()...)
	chief := as(t, people()[model.OrganizationKindVendor], model.KindDeal, model.RoleChannelChief)
	both, shared := []model.ID{"deal_0", "deal_1"}, []model.ID{"deal_0"}
	margin := "partnerMargin.minor"
	tests := map[string]struct {
		where filter.Cond
		want  []model.ID
	}{
		"everything":         {filter.Everything(), both},
		"nothing":            {filter.Nothing(), []model.ID{}},
		"forgotten":          {filter.Cond{}, []model.ID{}},
		"equal":              {filter.Is(margin, 500), shared},
		"not equal to other": {filter.NoneOf(filter.Is(margin, 7)), shared},
		"above":              {filter.Above(margin, 1), shared},
		"not above":          {filter.NoneOf(filter.Above(margin, 1000)), shared},
		"present":            {filter.Present("partnerMargin"), shared},
		"absent":             {filter.NoneOf(filter.Present("partnerMargin")), []model.ID{}},
		"hidden or shown":    {filter.AnyOf(filter.Is(margin, 500), filter.Is("number", "1")), both},
		"hidden or not":      {filter.AnyOf(filter.Is(margin, 500), filter.NoneOf(filter.Is(margin, 500))), shared},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, found(t, s, chief, query(tt.where))); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

// A field that is shown on no row can be neither a condition nor an order, for the rows and for their number.
func TestHiddenFieldsAreForbidden(t *testing.T) {
	s := open(t)
	put(t, s, s.Deals, model.KindDeal, guardedDeals()...)
	desk := as(t, people()[model.OrganizationKindVendor], model.KindDeal, model.RoleDealDesk)
	chief := as(t, people()[model.OrganizationKindVendor], model.KindDeal, model.RoleChannelChief)
	byMargin := query(filter.Everything())
	byMargin.Sort.Field = "partnerMargin.minor"
	tests := map[string]struct {
		grant authz.Grant
		query store.Query
	}{
		"condition on a field shown nowhere":    {desk, query(filter.Is("partnerMargin.minor", 500))},
		"condition turned around":               {desk, query(filter.NoneOf(filter.Is("partnerMargin.minor", 500)))},
		"condition beside one that is nothing":  {desk, query(filter.AllOf(filter.Is("number", "x"), filter.Is("partnerMargin.minor", 1)))},
		"order by a field shown nowhere":        {desk, byMargin},
		"order by a field shown here and there": {chief, byMargin},
		"condition on what only the hub knows":  {chief, query(filter.Is("customerKey", "x"))},
		"condition on an unknown field":         {chief, query(filter.Is("$where", "x"))},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := s.Deals.Find(t.Context(), tt.grant, tt.query)
			if got, want := model.CodeOf(err), model.CodeForbiddenField; got != want {
				t.Errorf("find: got %s (%v), want %s", got, err, want)
			}
			_, err = s.Deals.Count(t.Context(), tt.grant, tt.query, 10)
			if got, want := model.CodeOf(err), model.CodeForbiddenField; got != want {
				t.Errorf("count: got %s (%v), want %s", got, err, want)
			}
		})
	}
}

// What is for answers is masked, row by row; what is for use-cases is whole.
func TestAnswersAreMasked(t *testing.T) {
	s := open(t)
	put(t, s, s.Deals, model.KindDeal, guardedDeals()...)
	chief := as(t, people()[model.OrganizationKindVendor], model.KindDeal, model.RoleChannelChief)
	desk := as(t, people()[model.OrganizationKindVendor], model.KindDeal, model.RoleDealDesk)
	tests := map[string]struct {
		grant authz.Grant
		shown map[model.ID]bool
	}{
		"shown on one":  {chief, map[model.ID]bool{"deal_0": true, "deal_1": false}},
		"shown on none": {desk, map[model.ID]bool{"deal_0": false, "deal_1": false}},
		"shown on both": {system(model.KindDeal), map[model.ID]bool{"deal_0": true, "deal_1": true}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			rows, err := s.Deals.Find(t.Context(), tt.grant, query(filter.Everything()))
			must(t, err)
			byID, err := s.Deals.ByIDs(t.Context(), tt.grant, []model.ID{"deal_0", "deal_1", "deal_0"})
			must(t, err)
			for _, row := range rows.Rows {
				one, err := s.Deals.Get(t.Context(), tt.grant, row.ID)
				must(t, err)
				for way, d := range map[string]*model.Deal{"find": row, "by ids": byID[row.ID], "get": one} {
					if got, want := d.PartnerMargin != nil, tt.shown[row.ID]; got != want {
						t.Errorf("%s of %s: margin shown %t, want %t", way, row.ID, got, want)
					}
				}
				whole, err := s.Deals.Load(t.Context(), tt.grant, row.ID)
				must(t, err)
				if whole.PartnerMargin == nil {
					t.Errorf("%s is not loaded whole", row.ID)
				}
			}
		})
	}
}

// A record of somebody else's, one that does not exist, and any record under a grant that gives nothing are the same.
func TestHiddenIsNotFound(t *testing.T) {
	s := open(t)
	foreign := deal(1)
	foreign.ID = "deal_foreign"
	put(t, s, s.Deals, model.KindDeal, append(guardedDeals(), foreign)...)
	vendor := people()[model.OrganizationKindVendor]
	tests := map[string]struct {
		grant authz.Grant
		id    model.ID
	}{
		"of another vendor":     {as(t, vendor, model.KindDeal, model.RoleChannelChief), foreign.ID},
		"not there":             {as(t, vendor, model.KindDeal, model.RoleChannelChief), "deal_none"},
		"zero grant":            {authz.Grant{}, "deal_0"},
		"role without deals":    {as(t, vendor, model.KindDeal, model.RoleOutsourcedRep), "deal_0"},
		"role of another side":  {as(t, vendor, model.KindDeal, model.RolePartnerAdmin), "deal_0"},
		"grant of another kind": {system(model.KindPartner), "deal_0"},
		"an operator for an id": {system(model.KindDeal), `{"$ne":null}`},
		"no id":                 {system(model.KindDeal), ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			ctx, q := t.Context(), query(filter.Everything())
			q.Scope = filter.Is("_id", tt.id)
			_, err := s.Deals.Get(ctx, tt.grant, tt.id)
			if err != error(model.ErrNotFound) {
				t.Errorf("get: %v, want %v", err, model.ErrNotFound)
			}
			_, err = s.Deals.Load(ctx, tt.grant, tt.id)
			if err != error(model.ErrNotFound) {
				t.Errorf("load: %v, want %v", err, model.ErrNotFound)
			}
			byID, err := s.Deals.ByIDs(ctx, tt.grant, []model.ID{tt.id})
			if err != nil || len(byID) != 0 {
				t.Errorf("by ids: %v, %v", byID, err)
			}
			if got := found(t, s, tt.grant, q); len(got) != 0 {
				t.Errorf("find: %v", got)
			}
			all, err := s.Deals.LoadAll(ctx, tt.grant, filter.Is("_id", tt.id), store.Sort{}, 10)
			if err != nil || len(all) != 0 {
				t.Errorf("load all: %v, %v", all, err)
			}
		})
	}
}

// A query that somebody forgot to finish shows nothing.
func TestUnfinishedQueriesShowNothing(t *testing.T) {
	s := open(t)
	put(t, s, s.Deals, model.KindDeal, guardedDeals()...)
	g := system(model.KindDeal)
	for name, q := range map[string]store.Query{
		"without scope": {Where: filter.Everything(), Limit: 10},
		"without where": {Scope: filter.Everything(), Limit: 10},
	} {
		t.Run(name, func(t *testing.T) {
			if got := found(t, s, g, q); len(got) != 0 {
				t.Errorf("got %v, want nothing", got)
			}
		})
	}
	for name, q := range map[string]store.Query{
		"without limit":              {Where: filter.Everything(), Scope: filter.Everything()},
		"order by what is not there": {Where: filter.Everything(), Scope: filter.Everything(), Limit: 1, Sort: store.Sort{Field: "amount.more"}},
	} {
		t.Run(name, func(t *testing.T) {
			if rows, err := s.Deals.Find(t.Context(), g, q); err == nil {
				t.Errorf("got %v, want an error", rows)
			}
		})
	}
}

// A position comes from outside. Only plain values are one.
func TestForeignPositionsAreRefused(t *testing.T) {
	s := open(t)
	g := system(model.KindDeal)
	for name, at := range map[string]any{
		"a document": map[string]any{"$gt": ""}, "a list": []string{"a"}, "a float": 1.5, "nothing where a value must be": nil,
	} {
		t.Run(name, func(t *testing.T) {
			q := query(filter.Everything())
			q.Sort.Field, q.From = "updatedAt", &store.Position{Value: at, ID: "deal_1"}
			_, err := s.Deals.Find(t.Context(), g, q)
			if err != error(model.ErrInvalidCursor) {
				t.Errorf("got %v, want %v", err, model.ErrInvalidCursor)
			}
		})
	}
}
