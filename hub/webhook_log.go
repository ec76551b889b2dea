package hub

import (
	"context"
	"crypto/sha256"
	"encoding/json"

	"partnerhub/authz"
	"partnerhub/model"
)

// DeliveriesOf lists the messages of a visible endpoint, newest first. What each is about is for whom it was made alone: another
// administrator, and who owns the endpoint now, may see less than the owner of then.
func (h *Hub) DeliveriesOf(ctx context.Context, w *model.WebhookEndpoint, args model.PageArgs, f *model.WebhookDeliveryFilter) (*model.Page[model.WebhookDelivery], error) {
	who, wanted := authz.PrincipalFrom(ctx), model.WebhookState("")
	if f != nil && f.State != nil {
		wanted = *f.State
	}
	text, err := json.Marshal([]any{model.KindDelivery, who.UserID, who.Roles, w.ID, wanted})
	if err != nil {
		return nil, err
	}
	binding := sha256.Sum256(text)
	at, err := h.window(args, func() []byte { return binding[:] })
	if err != nil {
		return nil, err
	}
	below, err := number(at.from)
	if err != nil {
		return nil, err
	}
	g := h.grant(ctx, model.KindWebhook, authz.Read)
	rows, err := h.store.Deliveries.Log(ctx, g, w, wanted, below, at.limit+1)
	if err != nil {
		return nil, err
	}
	out := h.deliveryPage(at, binding[:], rows, who.UserID)
	out.Total = func(ctx context.Context) (int, error) {
		return h.store.Deliveries.Count(ctx, g, w, wanted, model.CountCap)
	}
	return out, nil
}

func (h *Hub) deliveryPage(at window, binding []byte, rows []*model.WebhookDelivery, who model.ID) *model.Page[model.WebhookDelivery] {
	out := &model.Page[model.WebhookDelivery]{Edges: []*model.Edge[model.WebhookDelivery]{}, PageInfo: at.info(len(rows) > at.limit)}
	for _, d := range rows[:min(len(rows), at.limit)] {
		if d.OwnerID != who {
			d.Event, d.RecordID, d.Kind = nil, nil, nil
		}
		cursor := h.cursors.Seal(binding, model.CursorPosition{Value: int64(d.Sequence), ID: d.ID})
		out.Edges = append(out.Edges, &model.Edge[model.WebhookDelivery]{Node: d, Cursor: cursor})
	}
	if n := len(out.Edges); n > 0 {
		out.PageInfo.StartCursor, out.PageInfo.EndCursor = &out.Edges[0].Cursor, &out.Edges[n-1].Cursor
	}
	return out
}
