package store_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.mongodb.org/mongo-driver/v2/bson"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/model"
	"partnerhub/store"
)

// What is kept is never believed: each read answers what is stored by then, whoever wrote it.
func TestKeptRecordsAreReadAnew(t *testing.T) {
	b := newBase(t)
	s := b.open(t)
	fill(t, b, "users", 2, func(i int) *model.User {
		id := []string{"user_a", "user_b"}[i]
		return &model.User{Record: record(id, i), OrganizationID: "org", OrganizationKind: model.OrganizationKindVendor, Name: id, Roles: []model.Role{model.RoleDealDesk}}
	})
	g := authz.System(model.KindUser, "test what is kept")
	load := func() []*model.User {
		t.Helper()
		kept, err := s.Users.LoadKept(t.Context(), g, filter.Is("organizationId", "org"), store.Sort{Field: "_id"}, 10)
		must(t, err)
		plain, err := s.Users.LoadAll(t.Context(), g, filter.Is("organizationId", "org"), store.Sort{Field: "_id"}, 10)
		must(t, err)
		if diff := cmp.Diff(plain, kept); diff != "" {
			t.Fatalf("-want +got\n%s", diff)
		}
		return kept
	}
	first, again := load(), load()
	if first[0] != again[0] || first[1] != again[1] {
		t.Error("what has not changed was decoded again")
	}
	users := b.db().Collection("users")
	_, err := users.UpdateByID(t.Context(), "user_a", bson.D{{Key: "$set", Value: bson.D{{Key: "disabled", Value: true}}}})
	must(t, err)
	if got := load(); !got[0].Disabled || first[0].Disabled || got[1] != first[1] {
		t.Error("after a change: the record of before, or another one than the changed was read anew")
	}
	_, err = users.UpdateByID(t.Context(), "user_a", bson.D{{Key: "$set", Value: bson.D{{Key: "disabled", Value: false}}}})
	must(t, err)
	load()
	_, err = users.DeleteOne(t.Context(), bson.D{{Key: "_id", Value: "user_a"}})
	must(t, err)
	if got := load(); len(got) != 1 || got[0].ID != "user_b" {
		t.Errorf("after a deletion: got %d records", len(got))
	}
}
