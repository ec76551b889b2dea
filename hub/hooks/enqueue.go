package hooks

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"partnerhub/hub/feed"
	"partnerhub/model"
)

// resync is what the receiver is told when what it has been told so far is worth nothing any more.
const resync = "resync.required"

// enqueue turns what is new in the log for the owner into messages.
func (h *Hooks) enqueue(ctx context.Context, w *model.WebhookEndpoint) error {
	for {
		p, err := h.store.Deliveries.Position(ctx, w.ID)
		if err != nil {
			return err
		}
		more, err := h.stretch(ctx, w, p)
		if err != nil || !more {
			return err
		}
	}
}

// stretch turns the next entries into messages, and answers whether there are more.
func (h *Hooks) stretch(ctx context.Context, w *model.WebhookEndpoint, p *model.WebhookPosition) (more bool, err error) {
	who, err := h.owner(ctx, w)
	if err != nil {
		return false, err
	}
	f := follower(w, who)
	standing := h.feed.Standing(f)
	if standing != p.Standing {
		return false, h.anew(ctx, p, f, standing)
	}
	told, end, err := h.feed.Behind(ctx, f, p.Seq, batch)
	if errors.Is(err, model.ErrCursorExpired) {
		return false, h.anew(ctx, p, f, standing)
	}
	if err != nil || end == p.Seq {
		return false, err
	}
	made := make([]*model.WebhookDelivery, len(told))
	for i, one := range told {
		made[i] = h.message(p, who.UserID, i+1)
		event := strings.ToLower(fmt.Sprintf("%s.%s", one.Kind, one.Type))
		made[i].Event, made[i].RecordID, made[i].Kind, made[i].At = &event, &one.RecordID, &one.Kind, one.At
	}
	return len(told) == batch, h.keep(ctx, p, end, standing, made)
}

// anew goes on at the present with one message that says so: the receiver lists everything again.
func (h *Hooks) anew(ctx context.Context, p *model.WebhookPosition, f feed.Follower, standing string) error {
	last, err := h.feed.Last(ctx, f.Log)
	if err != nil {
		return err
	}
	m, event := h.message(p, f.Who.UserID, 1), resync
	m.Event = &event
	return h.keep(ctx, p, last, standing, []*model.WebhookDelivery{m})
}

// message is a new one for an owner, due now. Its id follows from the endpoint and its number.
func (h *Hooks) message(p *model.WebhookPosition, owner model.ID, n int) *model.WebhookDelivery {
	now := h.instant()
	sequence := p.Sequence + n
	return &model.WebhookDelivery{ID: model.DerivedID(model.KindDelivery, fmt.Sprintf("%s/%d", p.EndpointID, sequence)), EndpointID: p.EndpointID,
		OwnerID: owner, Sequence: sequence, At: now, State: model.WebhookStatePending, Attempts: []model.WebhookTry{}, DueAt: &now, ExpireAt: now.Add(keepDeliveries)}
}

func (h *Hooks) keep(ctx context.Context, p *model.WebhookPosition, seq int64, standing string, made []*model.WebhookDelivery) error {
	next := *p
	next.Seq, next.Sequence, next.Standing = seq, p.Sequence+len(made), standing
	if len(made) > 0 {
		next.WakeAt = made[0].DueAt
	}
	for _, d := range made {
		d.Standing = standing
	}
	return h.store.Deliveries.Enqueue(ctx, p, &next, made)
}
