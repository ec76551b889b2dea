package store_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"partnerhub/authz"
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
			d := &model.WebhookDelivery{ID: model.ID(fmt.Sprintf("%s/%d", endpoint, i)), EndpointID: endpoint, Sequence: i + 1, At: noon.Add(time.Duration(i) * time.Minute),
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
		"what may be sent again": {bson.D{of, {Key: "ownerId", Value: ""}, {Key: "standing", Value: ""}, {Key: "state", Value: "FAILED"},
			{Key: "at", Value: bson.D{{Key: "$gte", Value: noon}}}}, bson.D{{Key: "at", Value: 1}}},
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

// numbers are those of an endpoint's messages in a state, newest first.
func numbers(tb testing.TB, s *store.Store, endpoint model.ID, state model.WebhookState) []int {
	tb.Helper()
	w := &model.WebhookEndpoint{Record: model.Record{ID: endpoint}}
	rows, err := s.Deliveries.Log(tb.Context(), authz.System(model.KindWebhook, "read what a test has made"), w, state, 0, 500)
	must(tb, err)
	out := []int{}
	for _, row := range rows {
		out = append(out, row.Sequence)
	}
	return out
}

// TestWhatIsSentAgain since an instant: the oldest that were not taken, as many as asked for, of the present owner alone.
func TestWhatIsSentAgain(t *testing.T) {
	s := newBase(t).open(t)
	enqueued(t, s)
	for _, owner := range []model.ID{"user_other", ""} {
		w := &model.WebhookEndpoint{Record: model.Record{ID: "webhook_a"}, OwnerID: owner}
		must(t, s.Deliveries.ReplaySince(t.Context(), w, noon.Add(20*time.Minute), "", noon, 3))
		want := []int{191, 181, 171, 161, 151, 141, 131, 121, 111, 101, 91, 81, 71, 61, 51, 41, 31, 21, 11, 1}
		if owner == "" {
			want = slices.Concat(want[:15], want[18:])
		}
		if got := numbers(t, s, "webhook_a", model.WebhookStateFailed); !slices.Equal(got, want) {
			t.Errorf("for %q: got %v left, want %v", owner, got, want)
		}
	}
}

// TestMessagesAreWrittenOutsideTransactions when there may be very many: they are dropped up to a number, and forgotten.
func TestMessagesAreWrittenOutsideTransactions(t *testing.T) {
	s := newBase(t).open(t)
	enqueued(t, s)
	must(t, s.Deliveries.Drop(t.Context(), "webhook_a", 5))
	if got, want := numbers(t, s, "webhook_a", model.WebhookStateDropped), []int{5, 4, 3, 2}; !slices.Equal(got, want) {
		t.Errorf("dropped: got %v, want %v", got, want)
	}
	must(t, s.Deliveries.Forget(t.Context(), "webhook_a"))
	for endpoint, want := range map[model.ID]int{"webhook_a": 0, "webhook_b": 200} {
		if got := len(numbers(t, s, endpoint, "")); got != want {
			t.Errorf("%s has %d messages, want %d", endpoint, got, want)
		}
	}
}
