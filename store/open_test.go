package store_test

import (
	"bytes"
	"context"
	"errors"
	"net"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/event"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"partnerhub/filter"
	"partnerhub/localdb"
	"partnerhub/model"
	"partnerhub/store"
)

func TestSecretIsMadeOnce(t *testing.T) {
	b := newBase(t)
	first, err := b.open(t).Secret(t.Context(), "cursors", 32)
	must(t, err)
	again, err := b.open(t).Secret(t.Context(), "cursors", 32)
	must(t, err)
	other, err := b.open(t).Secret(t.Context(), "tokens", 32)
	must(t, err)
	if len(first) != 32 || !bytes.Equal(first, again) {
		t.Errorf("got %x, then %x", first, again)
	}
	if bytes.Equal(first, other) {
		t.Error("two names have the same secret")
	}
	if short, err := b.open(t).Secret(t.Context(), "cursors", 16); err == nil {
		t.Errorf("another size: got %x, want an error", short)
	}
}

func TestKeys(t *testing.T) {
	s := open(t)
	of := &model.User{Record: model.Record{ID: "user_1", JudgedAt: noon}, OrganizationID: vendorOf(0), OrganizationKind: model.OrganizationKindVendor}
	tx := func(fn func(ctx context.Context) error) error { return s.Tx(t.Context(), []model.ID{vendorOf(0)}, fn) }
	key := store.Key{APIKey: model.APIKey{ID: "key_1", UserID: "user_1", Prefix: "phk_abc", Name: "sync"}, Hash: []byte{1, 2}}
	insert := func(k store.Key) error {
		return tx(func(ctx context.Context) error { return s.Keys.Insert(ctx, &k, of, stamp("createKey")) })
	}
	must(t, insert(key))
	twin := key
	twin.ID = "key_2"
	if got := model.CodeOf(insert(twin)); got != model.CodeConflict {
		t.Errorf("same prefix: got %s, want %s", got, model.CodeConflict)
	}
	if _, err := s.Keys.ByPrefix(t.Context(), "phk_none"); !errors.Is(err, model.ErrNotFound) {
		t.Errorf("unknown prefix: got %v, want %v", err, model.ErrNotFound)
	}
	for _, at := range []time.Time{noon, noon.Add(time.Hour)} {
		must(t, tx(func(ctx context.Context) error {
			return s.Keys.Revoke(ctx, key.ID, of, store.Stamp{Action: "revokeKey", At: at})
		}))
		must(t, s.Keys.Used(t.Context(), key.ID, noon.Add(2*time.Hour-at.Sub(noon))))
	}
	got, err := s.Keys.ByPrefix(t.Context(), key.Prefix)
	must(t, err)
	if got.RevokedAt == nil || !got.RevokedAt.Equal(noon) || !bytes.Equal(got.Hash, key.Hash) || !got.LastUsedAt.Equal(noon.Add(2*time.Hour)) {
		t.Errorf("got %+v", got)
	}
	if err := s.Keys.Insert(t.Context(), &twin, of, stamp("createKey")); err == nil {
		t.Error("a key without a transaction has no change row")
	}
	rows, err := s.Changes.After(t.Context(), vendorOf(0), 0, 10)
	must(t, err)
	if len(rows) != 3 || rows[0].RecordID != of.ID || rows[0].Action != "createKey" || rows[2].Action != "revokeKey" {
		t.Errorf("got %v, want a change of the user for each", rows)
	}
}

// Without its indexes the hub does not start.
func TestOpenFailsWithoutItsIndexes(t *testing.T) {
	b := newBase(t)
	_, err := b.db().Collection("deal_claims").Indexes().CreateOne(t.Context(), mongo.IndexModel{
		Keys: bson.D{{Key: "vendorId", Value: 1}, {Key: "customerKey", Value: 1}, {Key: "productFamily", Value: 1}}, // not unique
	})
	must(t, err)
	if _, err := store.Open(t.Context(), b.client, b.name, store.Options{}); err == nil || !strings.Contains(err.Error(), "deal_claims") {
		t.Errorf("got %v, want an error that names deal_claims", err)
	}
}

// TestIndexesMayTakeTheirTime: the deadline that a client gives each command would end an index over millions of records.
func TestIndexesMayTakeTheirTime(t *testing.T) {
	engine, err := localdb.Open("", localdb.Options{NoSync: true})
	must(t, err)
	t.Cleanup(func() { must(t, engine.Close()) })
	short := 0
	client, err := mongo.Connect(store.ClientOptions(engine.URI()).SetDialer(dialer(engine.DialContext)).SetMonitor(
		&event.CommandMonitor{Started: func(ctx context.Context, e *event.CommandStartedEvent) {
			if ends, ok := ctx.Deadline(); e.CommandName == "createIndexes" && ok && time.Until(ends) < time.Hour {
				short++
			}
		}}))
	must(t, err)
	t.Cleanup(func() { must(t, client.Disconnect(context.Background())) })
	_, err = store.Open(t.Context(), client, "patient", store.Options{Now: func() time.Time { return noon }})
	must(t, err)
	if short != 0 {
		t.Errorf("%d indexes have less than an hour to be made", short)
	}
}

// A database that does not answer is UNAVAILABLE or TIMEOUT, and its address stays inside.
func TestFaultsOfTheDatabaseHaveOurWords(t *testing.T) {
	refuse := dialer(func(context.Context, string, string) (net.Conn, error) {
		return nil, errors.New("no route to db-7.internal")
	})
	client, err := mongo.Connect(options.Client().ApplyURI("mongodb://db-7.internal:27017").SetDialer(refuse).
		SetServerSelectionTimeout(50 * time.Millisecond))
	must(t, err)
	t.Cleanup(func() { must(t, client.Disconnect(context.Background())) })
	_, err = store.Open(t.Context(), client, "hub", store.Options{})
	if code := model.CodeOf(err); code != model.CodeTimeout && code != model.CodeUnavailable {
		t.Errorf("got %s (%v)", code, err)
	}
	if strings.Contains(err.Error(), "db-7") {
		t.Errorf("%q names the server", err)
	}

	s := open(t)
	over, cancel := context.WithDeadline(t.Context(), time.Unix(0, 0))
	defer cancel()
	_, err = s.Deals.Find(over, system(model.KindDeal), query(filter.Everything()))
	if got, want := model.CodeOf(err), model.CodeTimeout; got != want {
		t.Errorf("after the deadline: got %s (%v), want %s", got, err, want)
	}
	must(t, s.Ping(t.Context()))
}
