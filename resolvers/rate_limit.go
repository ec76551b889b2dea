package resolvers

import (
	"context"

	"partnerhub/model"
)

// RateLimit is what a request cost its caller, counted by the pipeline in front.
type RateLimit = model.RateLimit

type rateLimitKey struct{}

// WithRateLimit puts what a request cost into its context, for the field that tells of it.
func WithRateLimit(ctx context.Context, l *RateLimit) context.Context {
	return context.WithValue(ctx, rateLimitKey{}, l)
}

// rateLimit is nil where nobody counts.
func rateLimit(ctx context.Context) *RateLimit {
	l, _ := ctx.Value(rateLimitKey{}).(*RateLimit)
	return l
}
