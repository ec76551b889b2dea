package web

import (
	"context"

	"github.com/99designs/gqlgen/graphql/handler/lru"
	"github.com/vektah/gqlparser/v2/ast"
)

// documents keeps queries that passed the guard and validation. It is bounded in number and, by the largest one kept,
// in bytes; only the executor adds to it.
type documents struct {
	cache *lru.LRU[document]
	size  int
}

// document is a kept query and the number of tokens that it was let in with.
type document struct {
	*ast.QueryDocument
	tokens int
}

func newDocuments(limits Limits) *documents {
	return &documents{cache: lru.New[document](limits.Documents), size: limits.DocumentSize}
}

// Get answers a kept query, whoever may send it: the executor asks for what the guard has let through.
func (d *documents) Get(ctx context.Context, query string) (*ast.QueryDocument, bool) {
	found, ok := d.cache.Get(ctx, query)
	return found.QueryDocument, ok
}

// Add keeps a query unless it is too large.
func (d *documents) Add(ctx context.Context, query string, doc *ast.QueryDocument) {
	if len(query) <= d.size {
		d.cache.Add(ctx, query, document{doc, traceOf(ctx).tokens})
	}
}

// admitted answers a kept query that was let in with so many tokens or fewer.
func (d *documents) admitted(ctx context.Context, query string, tokens int) (*ast.QueryDocument, bool) {
	found, ok := d.cache.Get(ctx, query)
	return found.QueryDocument, ok && found.tokens <= tokens
}
