package hooks

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"

	"partnerhub/authz"
	"partnerhub/model"
)

// maxAttempts is how many attempts are kept.
const maxAttempts = 20

// deliver makes one attempt, and keeps what came of it. Everything that decides is read anew: the endpoint, its owner, and whether
// the owner sees the record.
func (h *Hooks) deliver(ctx context.Context, endpoint model.ID, d *model.WebhookDelivery) error {
	w, err := h.store.Webhooks.Load(ctx, authz.System(model.KindWebhook, "find where a message goes"), endpoint)
	if errors.Is(err, model.ErrNotFound) || err == nil && w.Status != model.WebhookStatusActive || !h.leased(h.now()) {
		return errStopped
	}
	if err != nil {
		return err
	}
	who, err := h.owner(ctx, w)
	if err != nil {
		return err
	}
	sees, err := h.sees(ctx, w, who, d)
	if err != nil {
		return err
	}
	if !sees {
		return h.drop(ctx, d)
	}
	return h.attempt(ctx, w, d)
}

// sees tells whether a message may still be sent. One that was made for another owner, or when the owner saw other things at all,
// may not; one of a record that the owner has lost may, for it says nothing but that; any other needs the record to be in sight.
func (h *Hooks) sees(ctx context.Context, w *model.WebhookEndpoint, who *authz.Principal, d *model.WebhookDelivery) (bool, error) {
	if d.OwnerID != w.OwnerID || d.Standing != h.feed.Standing(follower(w, who)) {
		return false, nil
	}
	if d.RecordID == nil || removed(d) {
		return true, nil
	}
	return h.hub.Sees(ctx, who, *d.RecordID)
}

func removed(d *model.WebhookDelivery) bool { return change(d) == model.RecordChangeTypeRemoved }

// change is what a message about a record says of it.
func change(d *model.WebhookDelivery) model.RecordChangeType {
	_, what, _ := strings.Cut(*d.Event, ".")
	return model.RecordChangeType(strings.ToUpper(what))
}

func (h *Hooks) drop(ctx context.Context, d *model.WebhookDelivery) error {
	now := *d
	now.State, now.DueAt = model.WebhookStateDropped, nil
	_, err := h.store.Deliveries.Settle(ctx, d, &now)
	return err
}

// attempt sends a message and keeps the outcome. If this instance dies in between, the message is sent again.
func (h *Hooks) attempt(ctx context.Context, w *model.WebhookEndpoint, d *model.WebhookDelivery) error {
	body, err := bodyOf(w, d)
	if err != nil {
		return err
	}
	at := h.instant()
	answer := h.sender.Send(ctx, model.WebhookMessage{URL: w.URL, ID: string(d.ID), At: at, Body: body, Secrets: h.secrets(w, at)})
	if ctx.Err() != nil {
		return ctx.Err() // it was cut off here, which says nothing of the receiver
	}
	done := tried(d, answer, at)
	if !answer.Taken() {
		h.retry(done, answer)
	}
	kept, err := h.store.Deliveries.Settle(ctx, d, done)
	if err != nil || !kept {
		return err
	}
	return h.conclude(ctx, w, done, answer)
}

// tried is a delivery after one more attempt that was taken.
func tried(d *model.WebhookDelivery, a model.WebhookAnswer, at time.Time) *model.WebhookDelivery {
	now, try := *d, model.WebhookTry{At: at}
	if a.Status != 0 {
		try.Status = &a.Status
	}
	if a.Fault != "" {
		try.Fault = &a.Fault
	}
	now.Attempts = append(append([]model.WebhookTry{}, d.Attempts[max(0, len(d.Attempts)-maxAttempts+1):]...), try)
	now.Tries, now.State, now.DueAt = d.Tries+1, model.WebhookStateDelivered, nil
	if now.BeganAt == nil {
		now.BeganAt = &at
	}
	return &now
}

// retry has a delivery that was not taken wait for its next attempt, or fail.
func (h *Hooks) retry(d *model.WebhookDelivery, a model.WebhookAnswer) {
	due, ok := next(d, d.Tries, h.now(), a.RetryAfter)
	if !ok || a.Status == http.StatusGone {
		d.State = model.WebhookStateFailed
		return
	}
	d.State, d.DueAt = model.WebhookStatePending, &due
}

// conclude draws the conclusions from an attempt for the endpoint: one that is gone is turned off, and one that has taken nothing
// since a message began to fail that has now failed for good.
func (h *Hooks) conclude(ctx context.Context, w *model.WebhookEndpoint, d *model.WebhookDelivery, a model.WebhookAnswer) error {
	switch {
	case d.State == model.WebhookStateDelivered:
		return h.store.Deliveries.Taken(ctx, w.ID, h.now())
	case d.State != model.WebhookStateFailed:
		return nil
	case a.Status == http.StatusGone:
		return h.gone(ctx, w, d)
	}
	p, err := h.store.Deliveries.Position(ctx, w.ID)
	if err != nil || !p.LastTakenAt.Before(*d.BeganAt) {
		return err
	}
	return h.stop(ctx, w, model.WebhookReasonExhausted)
}

// gone turns off an endpoint whose receiver wants no more. Where it leads elsewhere by now, the message is sent there.
func (h *Hooks) gone(ctx context.Context, w *model.WebhookEndpoint, d *model.WebhookDelivery) error {
	stopped := h.stop(ctx, w, model.WebhookReasonGone)
	if !errors.Is(stopped, model.ErrConflict) {
		return stopped
	}
	again, due := *d, h.instant()
	again.State, again.DueAt = model.WebhookStatePending, &due
	if _, err := h.store.Deliveries.Settle(ctx, d, &again); err != nil {
		return err
	}
	return stopped
}

// payload is the body of a message. It tells ids and nothing else, and is the same in every attempt.
type payload struct {
	Type      string    `json:"type"`
	Timestamp time.Time `json:"timestamp"`
	Data      struct {
		EndpointID model.ID  `json:"endpointId"`
		Sequence   int       `json:"sequence"`
		VendorID   *model.ID `json:"vendorId"`
		RecordID   *model.ID `json:"recordId"`
		Kind       *string   `json:"kind"`
		Change     *string   `json:"change"`
	} `json:"data"`
}

func bodyOf(w *model.WebhookEndpoint, d *model.WebhookDelivery) ([]byte, error) {
	p := payload{Type: *d.Event, Timestamp: d.At.UTC()}
	p.Data.EndpointID, p.Data.Sequence, p.Data.RecordID = w.ID, d.Sequence, d.RecordID
	if w.LogID != model.HubFeed {
		p.Data.VendorID = &w.LogID
	}
	if d.Kind != nil {
		kind, what := string(*d.Kind), string(change(d))
		p.Data.Kind, p.Data.Change = &kind, &what
	}
	return json.Marshal(p)
}
