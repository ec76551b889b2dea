package store_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"partnerhub/model"
	"partnerhub/store"
)

// TestKeysThatCountAreFoundByAnIndex: those that have ended cost nothing.
func TestKeysThatCountAreFoundByAnIndex(t *testing.T) {
	b := newBase(t)
	s := b.open(t)
	of := &model.User{Record: model.Record{ID: "user_a"}, OrganizationID: "organization_a"}
	past, later := noon.Add(-time.Second), noon.Add(time.Hour)
	must(t, s.Tx(t.Context(), []model.ID{of.Feed()}, func(ctx context.Context) error {
		for i := range 60 {
			k := store.Key{APIKey: model.APIKey{ID: model.ID(fmt.Sprintf("key_%02d", i)), UserID: of.ID, Prefix: fmt.Sprint(i)}}
			switch {
			case i == 0:
			case i == 1:
				k.ExpiresAt = &later
			case i%2 == 0:
				k.ExpiresAt = &past
			default:
				k.RevokedAt = &past
			}
			if err := s.Keys.Insert(ctx, &k, of, store.Stamp{Action: "createKey", At: noon}); err != nil {
				return err
			}
		}
		return nil
	}))
	live, err := s.Keys.Live(t.Context(), []model.ID{of.ID}, noon)
	must(t, err)
	var got []string
	for _, k := range live {
		got = append(got, string(k.ID))
	}
	if slices.Sort(got); !slices.Equal(got, []string{"key_00", "key_01"}) {
		t.Errorf("got %v, want the two that count", got)
	}
	stages, keys := explained(t, b, bson.D{{Key: "find", Value: "api_keys"}, {Key: "filter", Value: bson.D{
		{Key: "userId", Value: bson.D{{Key: "$in", Value: bson.A{of.ID}}}}, {Key: "revokedAt", Value: nil},
		{Key: "$or", Value: bson.A{bson.D{{Key: "expiresAt", Value: nil}}, bson.D{{Key: "expiresAt", Value: bson.D{{Key: "$gt", Value: noon}}}}}}}}})
	if !slices.Contains(stages, "IXSCAN") || keys > 6 {
		t.Errorf("got stages %v over %d keys, want an index and few keys", stages, keys)
	}
}
