package hub

import (
	"context"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/model"
	"partnerhub/store"
)

// order is one way to order a list: the stored field, and how to read its value from a row for the cursor.
type order[T any] struct {
	field string
	value func(*T) any
}

// listing is one request for a page, in the hub's terms.
type listing[T any] struct {
	from       *store.Collection[T]
	grant      authz.Grant
	where      filter.Cond // the caller's, guarded by the grant
	expand     func(filter.Cond) filter.Cond
	scope      filter.Cond // the hub's own
	anchor     any         // what a cursor is bound to in the scope's place, where there is one
	order      order[T]
	descending bool
	args       model.PageArgs
	asked      any // the caller's filter as sent: part of what a cursor is bound to
	present    func(*T)
}

// window is a checked paging request.
type window struct {
	limit    int
	backward bool
	from     *store.Position
}

// page reads one page and its cursors. The total is counted only when it is asked for.
func page[T any](ctx context.Context, h *Hub, l listing[T]) (*model.Page[T], error) {
	binding := l.binding(authz.PrincipalFrom(ctx))
	w, err := h.window(l.args, func() []byte { return binding })
	if err != nil {
		return nil, err
	}
	q := l.query(w)
	rows, err := l.from.Find(ctx, l.grant, q)
	if err != nil {
		return nil, err
	}
	out := &model.Page[T]{Edges: make([]*model.Edge[T], len(rows.Rows)), PageInfo: w.info(rows.More)}
	for i, row := range rows.Rows {
		out.Edges[i] = &model.Edge[T]{Node: row, Cursor: h.cursor(binding, position(row, l.order))}
		if l.present != nil {
			l.present(row)
		}
	}
	if n := len(out.Edges); n > 0 {
		out.PageInfo.StartCursor, out.PageInfo.EndCursor = &out.Edges[0].Cursor, &out.Edges[n-1].Cursor
	}
	out.Total = func(ctx context.Context) (int, error) { return l.from.Count(ctx, l.grant, q, model.CountCap) }
	return out, nil
}

// query is what the store is asked for.
func (l listing[T]) query(w window) store.Query {
	return store.Query{Where: l.where, Expand: l.expand, Scope: l.scope, Sort: store.Sort{Field: l.order.field, Descending: l.descending},
		From: w.from, Backward: w.backward, Limit: w.limit}
}

func (h *Hub) cursor(binding []byte, at model.CursorPosition) string {
	return sealed(h.cursors.Seal(binding, at), at.ID)
}

func position[T any](row *T, o order[T]) model.CursorPosition {
	base := any(row).(interface{ Base() *model.Record }).Base()
	return model.CursorPosition{Value: o.value(row), ID: base.ID}
}

// window checks the paging arguments: one direction, a size of 1 to 100, a cursor of this very list, which only
// is asked for what binds it to the list.
func (h *Hub) window(a model.PageArgs, binding func() []byte) (window, error) {
	backward := a.Last != nil || a.Before != nil
	if backward && (a.First != nil || a.After != nil) {
		return window{}, model.Errorf(model.CodeBadUserInput, "use first and after, or last and before, not both")
	}
	size, cursor := a.First, a.After
	if backward {
		size, cursor = a.Last, a.Before
	}
	w := window{limit: model.DefaultPageSize, backward: backward}
	if size != nil {
		w.limit = *size
	}
	if w.limit < 1 || w.limit > model.MaxPageSize {
		return window{}, model.Errorf(model.CodeBadUserInput, "first and last are 1 to %d", model.MaxPageSize)
	}
	if cursor == nil {
		return w, nil
	}
	p, err := h.cursors.Open(binding(), *cursor)
	if err != nil {
		return window{}, model.ErrInvalidCursor
	}
	w.from = &store.Position{Value: p.Value, ID: p.ID}
	return w, nil
}

// info tells where the page stands. Behind a cursor there is at least the row that the cursor was made from.
func (w window) info(more bool) *model.PageInfo {
	if w.backward {
		return &model.PageInfo{HasPreviousPage: more, HasNextPage: w.from != nil}
	}
	return &model.PageInfo{HasNextPage: more, HasPreviousPage: w.from != nil}
}
