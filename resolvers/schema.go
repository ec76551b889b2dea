package resolvers

import (
	"context"

	"github.com/99designs/gqlgen/graphql"

	"partnerhub/graph"
	"partnerhub/hub"
	"partnerhub/resolvers/plan"
)

// NewSchema is the executable schema over a hub. Whoever serves it needs to know neither the hub nor its loaders. Plans answer
// what they know; without them the resolvers answer everything, with the same bytes.
func NewSchema(h *hub.Hub, with Integration, withPlans bool) *Schema {
	config := graph.Config{Resolvers: &Resolver{hub: h, Integration: with}}
	s := &Schema{ExecutableSchema: graph.NewExecutableSchema(config), hub: h}
	if withPlans {
		s.plans = plan.New(h, s.Schema())
	}
	return s
}

// Schema gives every execution loaders of its own. That happens here, below every transport and cache, so that no caller
// can forget it and no two requests can share what one of them was allowed to read.
type Schema struct {
	graphql.ExecutableSchema
	hub   *hub.Hub
	plans *plan.Plans // nil when they are turned off
}

// Exec runs one operation. Each response of it, and so each event of a subscription, starts with empty loaders.
func (s *Schema) Exec(ctx context.Context) graphql.ResponseHandler {
	if s.plans != nil {
		s.plans.Attach(ctx, graphql.GetOperationContext(ctx))
	}
	respond := graph.Exec(ctx, s.ExecutableSchema)
	return func(ctx context.Context) *graphql.Response {
		return respond(withLoaders(ctx, func() *loaders {
			return own(s.hub, newLoaders(s.hub, graphql.GetOperationContext(ctx).Operation.Operation))
		}))
	}
}

// Plans are what answers queries by plans, nil when they are turned off.
func (s *Schema) Plans() *plan.Plans { return s.plans }
