package resolvers

import (
	"cmp"
	"context"
	"slices"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// maxErrors is how many errors one answer tells.
const maxErrors = 10

// ErrorLimit puts the errors of an answer into a fixed order, because fields are resolved side by side, and tells the first
// ten: a document with a thousand faults must not cost a thousand lines.
type ErrorLimit struct{}

var _ interface {
	graphql.HandlerExtension
	graphql.ResponseInterceptor
} = ErrorLimit{}

// ExtensionName names the extension to the server.
func (ErrorLimit) ExtensionName() string { return "ErrorLimit" }

// Validate accepts every schema.
func (ErrorLimit) Validate(graphql.ExecutableSchema) error { return nil }

// InterceptResponse orders and cuts the errors of one response.
func (ErrorLimit) InterceptResponse(ctx context.Context, next graphql.ResponseHandler) *graphql.Response {
	response := next(ctx)
	if response == nil {
		return nil
	}
	slices.SortStableFunc(response.Errors, byPlace)
	response.Errors = response.Errors[:min(len(response.Errors), maxErrors)]
	return response
}

func byPlace(a, b *gqlerror.Error) int {
	return cmp.Or(compareLocations(a, b), cmp.Compare(a.Path.String(), b.Path.String()), cmp.Compare(a.Message, b.Message))
}

func compareLocations(a, b *gqlerror.Error) int {
	return slices.CompareFunc(a.Locations, b.Locations, func(x, y gqlerror.Location) int {
		return cmp.Or(cmp.Compare(x.Line, y.Line), cmp.Compare(x.Column, y.Column))
	})
}
