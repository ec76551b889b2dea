package store_test

import (
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.mongodb.org/mongo-driver/v2/bson"
	"pgregory.net/rapid"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/model"
	"partnerhub/store"
)

// Of a record that was decoded before only what has changed is decoded, and it is the record that decoding all of it gives.
func TestWhatHasChangedOfAKeptRecordIsDecoded(t *testing.T) {
	b := newBase(t)
	s, deals := b.open(t), b.db().Collection("deals")
	g := authz.System(model.KindDeal, "test what is kept")
	rapid.Check(t, func(rt *rapid.T) {
		_, err := deals.DeleteMany(t.Context(), bson.D{})
		must(t, err)
		var states []*model.Deal
		var before []model.Deal
		for range rapid.IntRange(2, 4).Draw(rt, "states") {
			next := anyDeal(rt)
			next.ID = "deal_a"
			if n := len(states); n > 0 && rapid.Bool().Draw(rt, "few fields") {
				near := *states[n-1]
				near.Amount, near.Customer, near.Approvals, near.Version, near.Conflict = next.Amount, next.Customer, next.Approvals, near.Version+1, nil
				next = &near
			}
			_, err := deals.DeleteMany(t.Context(), bson.D{})
			must(t, err)
			_, err = deals.InsertOne(t.Context(), next)
			must(t, err)
			want, err := s.Deals.Load(t.Context(), g, "deal_a")
			must(t, err)
			got, err := s.Deals.LoadOneKept(t.Context(), g, "deal_a")
			must(t, err)
			if diff := cmp.Diff(want, got); diff != "" {
				rt.Fatalf("-want +got\n%s", diff)
			}
			states, before = append(states, got), append(before, *want)
		}
		for i := range states {
			if !reflect.DeepEqual(*states[i], before[i]) {
				rt.Fatalf("a state that somebody holds has changed: got %v, want %v", *states[i], before[i])
			}
		}
	})
}

// A field that another tool has taken out is not remembered.
func TestAFieldThatIsGoneIsNotKept(t *testing.T) {
	b := newBase(t)
	s := b.open(t)
	twoUsers(t, b)
	g := authz.System(model.KindUser, "test what is kept")
	load := func() *model.User {
		t.Helper()
		found, err := s.Users.LoadKept(t.Context(), g, filter.Is("_id", "user_a"), store.Sort{Field: "_id"}, 1)
		must(t, err)
		return found[0]
	}
	first := load()
	_, err := b.db().Collection("users").UpdateByID(t.Context(), "user_a", bson.D{{Key: "$unset", Value: bson.D{{Key: "name", Value: 1}, {Key: "roles", Value: 1}}}})
	must(t, err)
	if got := load(); got.Name != "" || got.Roles != nil || got.OrganizationID != "org" || first.Name != "user_a" || len(first.Roles) != 1 {
		t.Errorf("got %q %v of %q, and before %q %v", got.Name, got.Roles, got.OrganizationID, first.Name, first.Roles)
	}
}

// A field that another tool has written under our name in capitals is read as ours is, then and after each change of it.
func TestAFieldOfAnotherToolIsDecodedAnew(t *testing.T) {
	b := newBase(t)
	s := b.open(t)
	twoUsers(t, b)
	g := authz.System(model.KindUser, "test what is kept")
	for _, name := range []string{"first", "second"} {
		_, err := b.db().Collection("users").UpdateByID(t.Context(), "user_a", bson.D{{Key: "$set", Value: bson.D{{Key: "NAME", Value: name}}}})
		must(t, err)
		want, err := s.Users.Load(t.Context(), g, "user_a")
		must(t, err)
		got, err := s.Users.LoadOneKept(t.Context(), g, "user_a")
		must(t, err)
		if diff := cmp.Diff(want, got); diff != "" || got.Name != name {
			t.Errorf("got %q, want %q\n%s", got.Name, name, diff)
		}
	}
}
