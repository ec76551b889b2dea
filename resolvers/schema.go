package resolvers

import (
	"context"

	"github.com/99designs/gqlgen/graphql"

	"partnerhub/graph"
	"partnerhub/hub"
)

// NewSchema is the executable schema over a hub. Whoever serves it needs to know neither the hub nor its loaders.
func NewSchema(h *hub.Hub) graphql.ExecutableSchema {
	config := graph.Config{Resolvers: &Resolver{hub: h}}
	return &schema{ExecutableSchema: graph.NewExecutableSchema(config), hub: h}
}

// schema gives every execution loaders of its own. That happens here, below every transport and cache, so that no caller
// can forget it and no two requests can share what one of them was allowed to read.
type schema struct {
	graphql.ExecutableSchema
	hub *hub.Hub
}

// Exec runs one operation. Each response of it, and so each event of a subscription, starts with empty loaders.
func (s *schema) Exec(ctx context.Context) graphql.ResponseHandler {
	respond := s.ExecutableSchema.Exec(ctx)
	return func(ctx context.Context) *graphql.Response {
		return respond(withLoaders(ctx, own(s.hub, newLoaders(s.hub, graphql.GetOperationContext(ctx).Operation.Operation))))
	}
}
