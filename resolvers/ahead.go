package resolvers

import (
	"context"

	"github.com/99designs/gqlgen/graphql"

	"partnerhub/model"
)

// Reading ahead: before the rows of a root field are written, what they name in the fields that the caller selected is
// read, level by level, with one query for each collection of a level. The loaders then answer from memory. It is never
// needed for a right answer: what it misses, the loaders read.

// page reads ahead for the rows of a connection.
func page[T any](ctx context.Context, p *model.Page[T], err error) (*model.Page[T], error) {
	if err == nil && atRoot(ctx) {
		readAhead(ctx, p.Nodes(), selected(ctx).ofRows())
	}
	return p, err
}

// record reads ahead for a single record.
func record[T any](ctx context.Context, row *T, err error) (*T, error) {
	if err == nil && row != nil && atRoot(ctx) {
		readAhead(ctx, []*T{row}, selected(ctx))
	}
	return row, err
}

// list reads ahead for a plain list.
func list[T any](ctx context.Context, rows []T, err error) ([]T, error) {
	if err == nil && atRoot(ctx) {
		readAhead(ctx, rows, selected(ctx))
	}
	return rows, err
}

// atRoot is true for a field of the query itself. Below it many fields of one name run side by side, and the loaders
// serve them together better than each could alone. A mutation reads nothing ahead.
func atRoot(ctx context.Context) bool { return graphql.GetFieldContext(ctx).Object == "Query" }

func readAhead[T any](ctx context.Context, rows []T, below selection) {
	n := newNeeds(load(ctx))
	for _, row := range rows {
		n.namedBy(row, below)
	}
	for n.read(ctx) {
		n.follow()
	}
	if _, asked := below["managers"]; asked {
		coverAhead(ctx, any(rows))
	}
}

// coverAhead names who covers the partners of a page with one query. A fault is left to the field that will meet it.
func coverAhead(ctx context.Context, rows any) {
	if partners, ok := rows.([]*model.Partner); ok {
		_, _ = load(ctx).managers.LoadAll(ctx, partners)
	}
}
