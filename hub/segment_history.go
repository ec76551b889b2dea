package hub

import (
	"context"
	"crypto/sha256"
	"encoding/json"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/model"
	"partnerhub/store"
)

// SegmentHistory lists who came into a visible segment and went out of it, the latest first. It is empty for who does not see
// the segments of all of the vendor's partners: the moves of the others would be among them.
func (h *Hub) SegmentHistory(ctx context.Context, s *model.Segment, args model.PageArgs) (*model.Page[model.SegmentMove], error) {
	if !h.seesAll(ctx, model.KindPartner, "segmentIds", s.VendorID) {
		return h.moves(ctx, store.MovesOf{}, args)
	}
	return h.moves(ctx, store.MovesOf{Segment: s.ID}, args)
}

// SegmentHistoryOf lists the segments that a visible partner came into and went out of, the latest first; empty where its
// segments are hidden.
func (h *Hub) SegmentHistoryOf(ctx context.Context, p *model.Partner, args model.PageArgs) (*model.Page[model.SegmentMove], error) {
	if p.SegmentIDs == nil || !h.seesAll(ctx, model.KindSegment, "_id", p.VendorID) {
		return h.moves(ctx, store.MovesOf{}, args)
	}
	return h.moves(ctx, store.MovesOf{Partner: p.ID}, args)
}

// seesAll tells whether the viewer surely sees a field of all of a vendor's records of a kind.
func (h *Hub) seesAll(ctx context.Context, kind model.Kind, field string, vendor model.ID) bool {
	g := h.grant(ctx, kind, authz.Read)
	return !g.Empty() && filter.Is("vendorId", vendor).Implies(g.Guard(field))
}

func (h *Hub) moves(ctx context.Context, of store.MovesOf, args model.PageArgs) (*model.Page[model.SegmentMove], error) {
	who := authz.PrincipalFrom(ctx)
	text, err := json.Marshal([]any{"segmentMoves", who.UserID, who.Roles, of})
	if err != nil {
		return nil, err
	}
	binding := sha256.Sum256(text)
	w, err := h.window(args, func() []byte { return binding[:] })
	if err != nil {
		return nil, err
	}
	rows, err := h.store.Recomputes.Moves(ctx, of, w.from, w.limit+1)
	if err != nil {
		return nil, err
	}
	out := &model.Page[model.SegmentMove]{PageInfo: w.info(len(rows) > w.limit)}
	for _, m := range rows[:min(len(rows), w.limit)] {
		cursor := h.cursors.Seal(binding[:], model.CursorPosition{Value: m.At, ID: model.ID(m.OwnID)})
		out.Edges = append(out.Edges, &model.Edge[model.SegmentMove]{Node: m, Cursor: cursor})
	}
	if n := len(out.Edges); n > 0 {
		out.PageInfo.StartCursor, out.PageInfo.EndCursor = &out.Edges[0].Cursor, &out.Edges[n-1].Cursor
	}
	out.Total = func(ctx context.Context) (int, error) { return h.store.Recomputes.CountMoves(ctx, of, model.CountCap) }
	return out, nil
}
