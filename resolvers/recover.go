package resolvers

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"strconv"

	"github.com/99designs/gqlgen/graphql"

	"partnerhub/model"
)

// errPanic stands for a panic whose details are in the log.
var errPanic = errors.New("a panic, told in the log")

// Recover turns a panic into an error that says nothing to the caller. The cause and the stack go to the log.
func Recover(logger *slog.Logger, requestID func(context.Context) string) graphql.RecoverFunc {
	return func(ctx context.Context, cause any) error {
		if isCoercion(ctx) && isNumber(cause) {
			return model.Errorf(model.CodeBadUserInput, "a number is out of range")
		}
		logger.ErrorContext(ctx, "a panic", "requestId", requestID(ctx), "cause", fmt.Sprint(cause), "stack", string(debug.Stack()))
		return errPanic
	}
}

// isNumber is true for the panic with which the parser meets a literal that is too long for a number.
func isNumber(cause any) bool {
	err, ok := cause.(error)
	var number *strconv.NumError
	return ok && errors.As(err, &number)
}
