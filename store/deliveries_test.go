package store_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"partnerhub/model"
	"partnerhub/store"
)

// enqueued keeps 200 messages of each of two endpoints, of which every tenth failed.
func enqueued(tb testing.TB, s *store.Store) {
	tb.Helper()
	for _, endpoint := range []model.ID{"webhook_a", "webhook_b"} {
		p := &model.WebhookPosition{EndpointID: endpoint}
		must(tb, s.Tx(tb.Context(), nil, func(ctx context.Context) error { return s.Deliveries.Begin(ctx, p) }))
		var made []*model.WebhookDelivery
		for i := range 200 {
			due := noon.Add(time.Duration(i) * time.Hour)
			d := &model.WebhookDelivery{ID: model.ID(fmt.Sprintf("%s/%d", endpoint, i)), EndpointID: endpoint, Sequence: i + 1, At: noon,
				State: model.WebhookStatePending, DueAt: &due, ExpireAt: noon.AddDate(100, 0, 0)}
			if i%10 == 0 {
				d.State, d.DueAt = model.WebhookStateFailed, nil
			}
			made = append(made, d)
		}
		moved := &model.WebhookPosition{EndpointID: endpoint, Seq: 7, Sequence: 200}
		must(tb, s.Deliveries.Enqueue(tb.Context(), p, moved, made))
		if err := s.Deliveries.Enqueue(tb.Context(), p, moved, nil); !errors.Is(err, model.ErrConflict) {
			tb.Errorf("a position that has moved on: got %v, want %v", err, model.ErrConflict)
		}
	}
}

// TestDeliveriesAreServedByAnIndex: what is due, what failed and the log, each in its order.
func TestDeliveriesAreServedByAnIndex(t *testing.T) {
	b := newBase(t)
	s := b.open(t)
	enqueued(t, s)
	of := bson.E{Key: "endpointId", Value: "webhook_a"}
	for name, tt := range map[string]struct {
		where bson.D
		sort  bson.D
	}{
		"due": {bson.D{of, {Key: "state", Value: "PENDING"}, {Key: "dueAt", Value: bson.D{{Key: "$lte", Value: noon.Add(500 * time.Hour)}}}}, bson.D{{Key: "dueAt", Value: 1}}},
		"log": {bson.D{of, {Key: "sequence", Value: bson.D{{Key: "$lt", Value: 100}}}}, bson.D{{Key: "sequence", Value: -1}}},
		"log of what failed": {bson.D{of, {Key: "state", Value: "FAILED"}, {Key: "sequence", Value: bson.D{{Key: "$lt", Value: 100}}}},
			bson.D{{Key: "sequence", Value: -1}}},
	} {
		stages, keys := explained(t, b, bson.D{{Key: "find", Value: "webhook_deliveries"}, {Key: "filter", Value: tt.where}, {Key: "sort", Value: tt.sort}, {Key: "limit", Value: 10}})
		if !slices.Contains(stages, "IXSCAN") || slices.Contains(stages, "SORT") || keys > 12 {
			t.Errorf("%s: got stages %v over %d keys, want an index in order and few keys", name, stages, keys)
		}
	}
	due, err := s.Deliveries.Due(t.Context(), "webhook_a", noon.Add(12*time.Hour), 50)
	must(t, err)
	if got := len(due); got != 11 || due[0].Sequence != 2 {
		t.Errorf("got %d due, want 11 from the second on", got)
	}
}
