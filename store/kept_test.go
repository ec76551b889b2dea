package store_test

import (
	"context"
	"slices"
	"testing"
	"time"

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
	for name, direct := range map[string]store.Direct{"with editions": b.direct(), "without": nil} {
		t.Run(name, func(t *testing.T) { keptAreReadAnew(t, b, b.openWith(t, direct)) })
	}
}

func keptAreReadAnew(t *testing.T, b base, s *store.Store) {
	t.Helper()
	twoUsers(t, b)
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
	_, err = users.DeleteMany(t.Context(), bson.D{})
	must(t, err)
	if got := load(); len(got) != 0 {
		t.Errorf("after the last deletion: got %d records", len(got))
	}
}

func twoUsers(t *testing.T, b base) {
	t.Helper()
	fill(t, b, "users", 2, func(i int) *model.User {
		id := []string{"user_a", "user_b"}[i]
		return &model.User{Record: record(id, i), OrganizationID: "org", OrganizationKind: model.OrganizationKindVendor, Name: id, Roles: []model.Role{model.RoleDealDesk}}
	})
}

// An answer is of one edition and one query, and a transaction is never answered from memory.
func TestAnAnswerIsOfItsEdition(t *testing.T) {
	b := newBase(t)
	if b.engine == nil {
		t.Skip("a server tells no editions")
	}
	edition := store.Edition{Created: 1, Version: 1}
	s := b.openWith(t, told{b.direct(), &edition})
	twoUsers(t, b)
	names := func(ctx context.Context, where filter.Cond, limit int) (out []string) {
		t.Helper()
		rows, err := s.Users.LoadKept(ctx, authz.System(model.KindUser, "test what is kept"), where, store.Sort{Field: "_id"}, limit)
		must(t, err)
		for _, u := range rows {
			out = append(out, u.Name)
		}
		return out
	}
	ours, recent := filter.Is("organizationId", "org"), filter.AtLeast("createdAt", noon.Add(-time.Hour))
	want := func(what string, got []string, names ...string) {
		t.Helper()
		if !slices.Equal(got, names) {
			t.Errorf("%s: got %v, want %v", what, got, names)
		}
	}
	first := names(t.Context(), ours, 10)
	want("at first", first, "user_a", "user_b")
	want("an instant", names(t.Context(), recent, 10), "user_a", "user_b")
	_, err := b.db().Collection("users").UpdateByID(t.Context(), "user_a", bson.D{{Key: "$set", Value: bson.D{{Key: "name", Value: "new"}}}})
	must(t, err)
	want("the same edition", names(t.Context(), ours, 10), "user_a", "user_b")
	want("another limit", names(t.Context(), ours, 1), "new")
	want("another condition", names(t.Context(), filter.AllOf(ours, filter.Is("disabled", false)), 10), "new", "user_b")
	want("an instant again", names(t.Context(), recent, 10), "new", "user_b")
	write(t, s, func(ctx context.Context) error {
		want("in a transaction", names(ctx, ours, 10), "new", "user_b")
		return nil
	})
	edition.Version++
	want("another edition", names(t.Context(), ours, 10), "new", "user_b")
}

// told tells editions as a test wants them.
type told struct {
	store.Direct
	edition *store.Edition
}

func (t told) Edition(collection string) (store.Edition, bool) {
	return *t.edition, collection == "users"
}

// TestKeptAnswersAreOfTheirEdition: what somebody finds while a change is committed is not kept as an answer of before, so that no
// transaction that began before sees it.
func TestKeptAnswersAreOfTheirEdition(t *testing.T) {
	b := newBase(t)
	if b.engine == nil {
		t.Skip("a server has no editions")
	}
	twoUsers(t, b)
	g := authz.System(model.KindUser, "test what is kept")
	meanwhile := &interleaved{Direct: b.direct()}
	s := b.openWith(t, meanwhile)
	load := func(ctx context.Context) bool {
		t.Helper()
		u, err := s.Users.LoadOneKept(ctx, g, "user_a")
		must(t, err)
		return u.Disabled
	}
	disable := func() {
		_, err := b.db().Collection("users").UpdateByID(t.Context(), "user_a", bson.D{{Key: "$set", Value: bson.D{{Key: "disabled", Value: true}}}})
		must(t, err)
	}
	must(t, s.Tx(t.Context(), nil, func(ctx context.Context) error {
		// The transaction asks for the edition; then another reader does, a change is committed, and that reader finds what is new.
		meanwhile.next = []func(){func() { load(t.Context()) }, disable}
		if load(ctx) {
			t.Error("a transaction saw what was committed after it had begun")
		}
		return nil
	}))
	if !load(t.Context()) {
		t.Error("a later reader did not see the change")
	}
}

// interleaved does something after somebody was told an edition.
type interleaved struct {
	store.Direct
	next []func()
}

func (i *interleaved) told() {
	if len(i.next) > 0 {
		do := i.next[0]
		i.next = i.next[1:]
		do()
	}
}

func (i *interleaved) Edition(collection string) (store.Edition, bool) {
	defer i.told()
	return i.Direct.Edition(collection)
}

func (i *interleaved) Begin(session []byte) (store.DirectTx, error) {
	tx, err := i.Direct.Begin(session)
	return &interleavedTx{tx, i}, err
}

type interleavedTx struct {
	store.DirectTx
	with *interleaved
}

func (i *interleavedTx) Edition(collection string) (store.Edition, bool) {
	defer i.with.told()
	return i.DirectTx.Edition(collection)
}

// TestAlteredRecordsAreNamed: who changes what others read meanwhile is found out.
func TestAlteredRecordsAreNamed(t *testing.T) {
	b := newBase(t)
	twoUsers(t, b)
	s := b.open(t)
	kept, err := s.Users.LoadKept(t.Context(), authz.System(model.KindUser, "test what is kept"), filter.Is("organizationId", "org"), store.Sort{Field: "_id"}, 10)
	must(t, err)
	if got := s.Altered(); len(got) > 0 {
		t.Errorf("nobody changed anything: got %v", got)
	}
	kept[1].Disabled = !kept[1].Disabled
	if got := s.Altered(); len(got) != 1 || got[0] != "user_b" {
		t.Errorf("got %v, want user_b", got)
	}
}
