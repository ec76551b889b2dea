package store_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
	"pgregory.net/rapid"

	"partnerhub/filter"
	"partnerhub/model"
	"partnerhub/store"
)

// What is read without a command is what a command reads: the same rows in the same order from the same place on, through
// whatever index, as bytes and as structs.
func TestDirectReadsAgreeWithCommands(t *testing.T) {
	b := newBase(t)
	if b.engine == nil {
		t.Skip("a server has no such way")
	}
	shorter, usual := b.open(t), b.openWith(t, nil)
	want, err := store.NewWant(model.KindDeal, []string{"_id", "number"})
	must(t, err)
	rapid.Check(t, func(rt *rapid.T) {
		deals := anyDeals(rt)
		_, err := b.db().Collection("deals").DeleteMany(context.Background(), bson.D{})
		must(t, err)
		_, err = b.db().Collection("deals").InsertMany(context.Background(), deals)
		must(t, err)
		for range 4 {
			q := store.Query{Where: filter.Everything(), Scope: anyOf(rt, anyLeaf), Sort: anySort(rt), Backward: rapid.Bool().Draw(rt, "backward"),
				Limit: rapid.IntRange(1, 5).Draw(rt, "limit")}
			if rapid.Bool().Draw(rt, "by id") {
				q.Scope = filter.AllOf(q.Scope, filter.OneOf("_id", []model.ID{rapid.SampledFrom(deals).Draw(rt, "of").ID}))
			}
			if rapid.Bool().Draw(rt, "continued") {
				at, err := usual.Deals.PositionOf(rapid.SampledFrom(deals).Draw(rt, "from"), q.Sort)
				must(t, err)
				q.From = &at
			}
			for how, ask := range map[string]func(*store.Store) string{
				"sheet": func(s *store.Store) string {
					return sheetTells(s.Deals.FindSheet(t.Context(), system(model.KindDeal), q, want))
				},
				"structs": func(s *store.Store) string { return rowsTell(s.Deals.Find(t.Context(), system(model.KindDeal), q)) },
			} {
				if got, want := ask(shorter), ask(usual); got != want {
					rt.Fatalf("%s: got %s, want %s\n%+v", how, got, want, q)
				}
			}
		}
	})
}

func anyDeals(t *rapid.T) (deals []*model.Deal) {
	for i := range rapid.IntRange(1, 12).Draw(t, "deals") {
		d := anyDeal(t)
		d.ID, d.Number = model.ID(fmt.Sprintf("deal_%02d", i)), fmt.Sprint(d.Number, i)
		deals = append(deals, d)
	}
	return deals
}

func anySort(t *rapid.T) store.Sort {
	field := rapid.SampledFrom([]string{"", "createdAt", "expectedCloseOn", "amount.minor", "partnerMargin.minor"}).Draw(t, "sort")
	return store.Sort{Field: field, Descending: rapid.Bool().Draw(t, "descending")}
}

func sheetTells(s *store.Sheet, err error) string {
	if err != nil {
		return err.Error()
	}
	defer s.Release()
	var ids []string
	for i := range s.Len() {
		id, _ := s.Row(i)[0].Text()
		ids = append(ids, string(id))
	}
	return fmt.Sprint(ids, s.More)
}

func rowsTell(rows store.Rows[model.Deal], err error) string {
	return fmt.Sprint(dealIDs(rows.Rows), rows.More, err)
}

// A grant decides on what is found by an id as a command's condition does.
func TestDirectIDsAreCutByTheGrant(t *testing.T) {
	b, shorter := newWorld(t)
	if b.engine == nil {
		t.Skip("a server has no such way")
	}
	usual := b.openWith(t, nil)
	want, err := store.NewWant(model.KindDeal, []string{"_id", "partnerMargin", "partnerMargin.minor"})
	must(t, err)
	ids := []string{"", "deal_none", "user_x"}
	for i := range 60 {
		ids = append(ids, string(deal(i*7).ID))
	}
	for _, roles := range casts() {
		g := as(t, people()[roles[0].Side()], model.KindDeal, roles...)
		got, want := shown(shorter.Deals.SheetByIDs(t.Context(), g, ids, want)), shown(usual.Deals.SheetByIDs(t.Context(), g, ids, want))
		if !slices.Equal(got, want) {
			t.Errorf("as %v: got %v, want %v", roles, got, want)
		}
	}
}

// shown is what a sheet tells, in no order.
func shown(s *store.Sheet, err error) (rows []string) {
	if err != nil {
		return []string{err.Error()}
	}
	defer s.Release()
	for i := range s.Len() {
		id, _ := s.Row(i)[0].Text()
		margin, _ := s.Row(i)[2].Int()
		rows = append(rows, fmt.Sprint(string(id), s.Row(i)[1].Absent(), margin))
	}
	slices.Sort(rows)
	return rows
}
