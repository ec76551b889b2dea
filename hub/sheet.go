package hub

import (
	"context"
	"errors"
	"sync"
	"time"

	"partnerhub/authz"
	"partnerhub/filter/stored"
	"partnerhub/model"
	"partnerhub/store"
)

// Records as they are stored, for an answer that is written from the bytes. The same decisions are taken as when structs are
// read: what is hidden from the viewer is not there.
type (
	Want  = store.Want
	Sheet = store.Sheet
	Value = stored.Value
	Shape = stored.Shape
)

// NewWant wants stored fields of a kind's records, the id first.
func NewWant(kind model.Kind, paths []string) (*Want, error) { return store.NewWant(kind, paths) }

// BytesOf is a document with one field: what a use-case has answered, in the form in which records are stored.
func BytesOf(field string, answer any) (stored.Doc, error) { return store.BytesOf(field, answer) }

// NewShape reads the fields of a document within a record.
func NewShape(paths []string) (*Shape, error) { return stored.NewShape(paths) }

// SheetPage is one page of a list as it is stored.
type SheetPage struct {
	*Sheet
	HasNextPage, HasPreviousPage bool
	// Cursor is the position of a row.
	Cursor func(i int) (string, error)
	// Total counts what the filter matches, up to CountCap.
	Total func(ctx context.Context) (int, error)
}

// errPosition is a row whose value of the sorted field is of no type that a position can hold.
var errPosition = errors.New("hub: a row has no position in its list")

// sheetPage reads one page. Cursors are made, and rows counted, only when they are asked for.
func sheetPage[T any](ctx context.Context, h *Hub, want *Want, l listing[T], err error) (*SheetPage, error) {
	if err != nil {
		return nil, err
	}
	binding := sync.OnceValue(func() []byte { return l.binding(authz.PrincipalFrom(ctx)) })
	w, err := h.window(l.args, binding)
	if err != nil {
		return nil, err
	}
	q := l.query(w)
	rows, err := l.from.FindSheet(ctx, l.grant, q, want)
	if err != nil {
		return nil, err
	}
	info := w.info(rows.More)
	return &SheetPage{Sheet: rows, HasNextPage: info.HasNextPage, HasPreviousPage: info.HasPreviousPage,
		Cursor: func(i int) (string, error) { return h.sheetCursor(binding(), rows, i, l.order.field) },
		Total: func(ctx context.Context) (int, error) {
			return l.from.Count(ctx, l.grant, q, model.CountCap)
		}}, nil
}

func (h *Hub) sheetCursor(binding []byte, rows *Sheet, i int, field string) (string, error) {
	id, isText := rows.Row(i)[0].Text()
	value, ok := any(string(id)), true
	if field != "_id" {
		value, ok = rows.SortValue(i).Plain()
	}
	if !ok || !isText {
		return "", errPosition
	}
	return h.cursor(binding, model.CursorPosition{Value: value, ID: model.ID(id)}), nil
}

// SheetByIDs reads those of the records with these ids that the viewer may see, in no order.
func (h *Hub) SheetByIDs(ctx context.Context, want *Want, kind model.Kind, ids []string) (*Sheet, error) {
	from := h.store.Sheets(kind)
	if from == nil {
		return new(Sheet), nil
	}
	return from.SheetByIDs(ctx, h.grant(ctx, kind, authz.Read), ids, want)
}

// At is the instant of the request.
func (h *Hub) At(ctx context.Context) time.Time { return authz.PrincipalFrom(ctx).At }

// ReadsAtOnce is true where a read waits for nobody, so that it is not worth while to read several things side by side.
func (h *Hub) ReadsAtOnce(ctx context.Context) bool { return h.store.ReadsAtOnce(ctx) }
