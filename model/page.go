package model

import "context"

// PageArgs are the paging arguments of a list, as the caller sent them.
type PageArgs struct {
	First, Last   *int
	After, Before *string
}

// Edge is one row of a page with its position.
type Edge[T any] struct {
	Cursor string
	Node   *T
}

// Page is a page of rows, already cut by the reader's grant. Total is asked only when the caller selected it.
type Page[T any] struct {
	Edges    []*Edge[T]
	PageInfo *PageInfo
	Total    func(ctx context.Context) (int, error)
}

// Nodes are the rows without their cursors.
func (p *Page[T]) Nodes() []*T {
	out := make([]*T, len(p.Edges))
	for i, e := range p.Edges {
		out[i] = e.Node
	}
	return out
}

// TotalCount counts what the filter matches among the rows that the reader may see, up to CountCap.
func (p *Page[T]) TotalCount(ctx context.Context) (int, error) { return p.Total(ctx) }

// CountCap is where counting stops: 10,001 means "more than 10,000".
const CountCap = 10_001

// Page sizes.
const (
	DefaultPageSize = 20
	MaxPageSize     = 100
)
