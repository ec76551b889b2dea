package web

import (
	"context"

	"github.com/99designs/gqlgen/graphql/handler/lru"
	"github.com/vektah/gqlparser/v2/ast"
)

// documents keeps queries that passed the guard and validation. It is bounded in number and, by the largest one kept,
// in bytes; only the executor adds to it.
type documents struct {
	cache *lru.LRU[*ast.QueryDocument]
	size  int
}

func newDocuments(limits Limits) *documents {
	return &documents{cache: lru.New[*ast.QueryDocument](limits.Documents), size: limits.DocumentSize}
}

// Get answers a kept query.
func (d *documents) Get(ctx context.Context, query string) (*ast.QueryDocument, bool) {
	return d.cache.Get(ctx, query)
}

// Add keeps a query unless it is too large.
func (d *documents) Add(ctx context.Context, query string, doc *ast.QueryDocument) {
	if len(query) <= d.size {
		d.cache.Add(ctx, query, doc)
	}
}
