package hub

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"

	"partnerhub/authz"
	"partnerhub/model"
	"partnerhub/store"
)

// trailChunk is how many entries of a trail are read at a time.
const trailChunk = 100

// trail is one reading of a deal's history by one person.
type trail struct {
	hub   *Hub
	grant authz.Grant
	deal  *model.Deal // whole, as it stands now
}

// DealHistory reads the trail of a visible deal, newest first. What the viewer may not see leaves no trace in it: no entry, no
// gap, no count.
func (h *Hub) DealHistory(ctx context.Context, d *model.Deal, args model.PageArgs) (*model.Page[model.DealEvent], error) {
	t := &trail{hub: h, grant: h.grant(ctx, model.KindDeal, authz.Read)}
	binding, err := t.binding(ctx, d.ID)
	if err != nil {
		return nil, err
	}
	w, err := h.window(args, func() []byte { return binding })
	if err != nil {
		return nil, err
	}
	t.deal, err = h.store.Deals.Load(ctx, t.grant, d.ID)
	if errors.Is(err, model.ErrNotFound) { // hidden since it was read
		return &model.Page[model.DealEvent]{PageInfo: &model.PageInfo{}, Total: func(context.Context) (int, error) { return 0, nil }}, nil
	}
	if err != nil {
		return nil, err
	}
	events, err := t.read(ctx, w.from, w.limit+1)
	if err != nil {
		return nil, err
	}
	return t.page(w, binding, events), nil
}

// binding ties a cursor to the trail and the viewer.
func (t *trail) binding(ctx context.Context, deal model.ID) ([]byte, error) {
	who := authz.PrincipalFrom(ctx)
	text, err := json.Marshal([]any{model.KindDealEvent, who.UserID, who.Roles, deal})
	sum := sha256.Sum256(text)
	return sum[:], err
}

func (t *trail) page(w window, binding []byte, events []*model.DealEvent) *model.Page[model.DealEvent] {
	out := &model.Page[model.DealEvent]{PageInfo: w.info(len(events) > w.limit)}
	for _, e := range events[:min(len(events), w.limit)] {
		at := model.CursorPosition{Value: e.Seq, ID: e.ID}
		out.Edges = append(out.Edges, &model.Edge[model.DealEvent]{Node: e, Cursor: t.hub.cursors.Seal(binding, at)})
	}
	if n := len(out.Edges); n > 0 {
		out.PageInfo.StartCursor, out.PageInfo.EndCursor = &out.Edges[0].Cursor, &out.Edges[n-1].Cursor
	}
	out.Total = func(ctx context.Context) (int, error) {
		all, err := t.read(ctx, nil, model.CountCap)
		return len(all), err
	}
	return out
}

// read finds the next entries of which the viewer may see something. A trail is short, and what is hidden in it depends on
// how the deal stood at each of its entries, so that they are looked at one by one.
func (t *trail) read(ctx context.Context, from *store.Position, wanted int) ([]*model.DealEvent, error) {
	seq, err := number(from)
	if err != nil {
		return nil, err
	}
	out := []*model.DealEvent{}
	for {
		chunk, err := t.hub.store.Events.Before(ctx, t.grant, t.deal, seq, trailChunk)
		if err != nil {
			return nil, err
		}
		shown, err := t.shown(ctx, chunk)
		if err != nil {
			return nil, err
		}
		out = append(out, shown...)
		if len(out) >= wanted || len(chunk) < trailChunk {
			return out[:min(len(out), wanted)], nil
		}
		seq = chunk[len(chunk)-1].Seq
	}
}

// number is where a page goes on, 0 for the newest entry.
func number(from *store.Position) (int64, error) {
	if from == nil {
		return 0, nil
	}
	seq, ok := from.Value.(int64)
	if !ok {
		return 0, model.ErrInvalidCursor
	}
	return seq, nil
}
