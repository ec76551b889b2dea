package resolvers

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"

	"github.com/99designs/gqlgen/graphql"
)

// errPanic stands for a panic whose details are in the log.
var errPanic = errors.New("a panic, told in the log")

// PlanFault tells the log why a plan did not answer: the resolvers did in its place, so that nobody else would know.
func PlanFault(logger *slog.Logger, requestID func(context.Context) string) func(context.Context, error) {
	return func(ctx context.Context, fault error) {
		logger.ErrorContext(ctx, "a plan failed, and the resolvers answered", "requestId", requestID(ctx),
			"path", graphql.GetPath(ctx).String(), "error", fault)
	}
}

// Recover turns a panic into an error that says nothing to the caller. The cause and the stack go to the log.
func Recover(logger *slog.Logger, requestID func(context.Context) string) graphql.RecoverFunc {
	return func(ctx context.Context, cause any) error {
		logger.ErrorContext(ctx, "a panic", "requestId", requestID(ctx), "cause", fmt.Sprint(cause), "stack", string(debug.Stack()))
		return errPanic
	}
}
