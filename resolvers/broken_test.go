package resolvers_test

import (
	"github.com/99designs/gqlgen/graphql"

	"partnerhub/graph"
)

// brokenSchema has no resolvers: every field panics.
func brokenSchema() graphql.ExecutableSchema { return graph.NewExecutableSchema(graph.Config{}) }
