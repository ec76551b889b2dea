package resolvers

import (
	"context"
	"errors"
	"log/slog"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/errcode"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"partnerhub/model"
)

// internalMessage is all that a caller learns of a fault that is ours.
const internalMessage = "internal error; the requestId leads to it in the server's log"

// Presenter gives every error the one form in which it leaves the server: a message, where it happened, and extensions.code
// from a closed set. Only what is known to be fit for the caller passes; anything else is INTERNAL, its text goes to the log
// alone, and requestID, which names the request, leads from the one to the other.
func Presenter(logger *slog.Logger, requestID func(context.Context) string) graphql.ErrorPresenterFunc {
	return func(ctx context.Context, err error) *gqlerror.Error {
		code, message := refusal(ctx, err)
		out := &gqlerror.Error{Message: message, Path: graphql.GetPath(ctx), Locations: locations(ctx, err),
			Extensions: map[string]any{"code": string(code)}}
		if code == model.CodeInternal {
			out.Message = internalMessage
			out.Extensions["requestId"] = requestID(ctx)
			logger.ErrorContext(ctx, "a request failed", "requestId", requestID(ctx), "path", out.Path.String(), "error", err)
		}
		return out
	}
}

// refusal is the code and the text for the caller.
func refusal(ctx context.Context, err error) (model.Code, string) {
	var ours *model.Error
	var faults model.UserErrors
	switch {
	case errors.Is(err, errPanic):
		return model.CodeInternal, ""
	case isCoercion(ctx):
		return model.CodeBadUserInput, plain(argument(ctx, err) + reason(err))
	case errors.As(err, &ours):
		return ours.Code, ours.Message
	case errors.As(err, &faults):
		return model.CodeBadUserInput, faults.Error()
	case errors.Is(err, context.DeadlineExceeded):
		return model.CodeTimeout, "the request took too long; ask for less at once"
	case errors.Is(err, context.Canceled) && ctx.Err() != nil:
		return model.CodeUnavailable, "the request was given up"
	}
	return protocolRefusal(ctx, err)
}

// protocolRefusal is for what was refused before a use-case ran: by the parser, the validator, or the pipeline in front.
func protocolRefusal(ctx context.Context, err error) (model.Code, string) {
	var e *gqlerror.Error
	if !errors.As(err, &e) {
		return model.CodeInternal, ""
	}
	code, _ := e.Extensions["code"].(string)
	switch {
	case code == errcode.ValidationFailed && isVariable(e.Path):
		return model.CodeBadUserInput, plain(strings.TrimPrefix(e.Path.String(), "variable.") + ": " + wanted(e.Message))
	case code == errcode.ValidationFailed || code == errcode.ParseFailed:
		return model.Code(code), plain(e.Message)
	case e.Err == nil && isPublic(model.Code(code)):
		return model.Code(code), plain(e.Message)
	case isIntrospection(ctx):
		return model.CodeForbidden, "introspection is turned off"
	}
	return model.CodeInternal, ""
}

// isPublic tells the codes that the pipeline in front may refuse with.
func isPublic(code model.Code) bool {
	switch code {
	case model.CodeUnauthenticated, model.CodeForbidden, model.CodeBadUserInput, model.CodeTooComplex,
		model.CodePayloadTooLarge, model.CodeRateLimited, model.CodeUnavailable, model.CodeTimeout:
		return true
	}
	return false
}

// wanted says which type a variable must be of and leaves out what the validator takes it for: a number is kept as it was written, which
// it calls a string.
func wanted(message string) string {
	message, _, _ = strings.Cut(message, ", not a ")
	if at := strings.LastIndex(message, " as "); at >= 0 && strings.HasPrefix(message, "cannot use ") {
		return "must be of the type " + message[at+len(" as "):]
	}
	return message
}

func isVariable(p ast.Path) bool { return len(p) > 0 && p[0] == ast.PathName("variable") }

// isIntrospection is true for a question about the schema that this server does not answer.
func isIntrospection(ctx context.Context) bool {
	field := graphql.GetFieldContext(ctx)
	return field != nil && strings.HasPrefix(field.Field.Name, "__") && graphql.GetOperationContext(ctx).DisableIntrospection
}

// isCoercion is true while a field's arguments are being read: it has some, and none of them is known yet.
func isCoercion(ctx context.Context) bool {
	field := graphql.GetFieldContext(ctx)
	return field != nil && field.Args == nil && field.Field.Definition != nil && len(field.Field.Definition.Arguments) > 0
}

// argument names the argument at fault, as a path such as "filter.amount.gte: ".
func argument(ctx context.Context, err error) string {
	var e *gqlerror.Error
	above := graphql.GetPath(ctx)
	if !errors.As(err, &e) || len(e.Path) <= len(above) {
		return ""
	}
	return e.Path[len(above):].String() + ": "
}

// reason says what is wrong with an argument. What the code generator says would name Go types, so it is not passed on.
func reason(err error) string {
	var ours *model.Error
	if errors.As(err, &ours) {
		return ours.Message
	}
	return "the value does not have the form of its type"
}

// maxMessage is how many characters of a message leave the server: it may quote what the caller sent.
const maxMessage = 200

// plain is a message without suggestions and without long quotations.
func plain(message string) string {
	message, _, _ = strings.Cut(message, " Did you mean")
	if r := []rune(message); len(r) > maxMessage {
		return string(r[:maxMessage]) + "…"
	}
	return message
}

// locations are the places in the document: those that the error names, or the field's.
func locations(ctx context.Context, err error) []gqlerror.Location {
	var e *gqlerror.Error
	if errors.As(err, &e) && len(e.Locations) > 0 {
		return e.Locations
	}
	if field := graphql.GetFieldContext(ctx); field != nil && field.Field.Field != nil && field.Field.Position != nil {
		return []gqlerror.Location{{Line: field.Field.Position.Line, Column: field.Field.Position.Column}}
	}
	return nil
}
