package model

import (
	"errors"
	"fmt"
	"strings"
)

// Code is one of the closed set of error kinds that leave the hub as extensions.code.
type Code string

// The codes. Everything else is CodeInternal, whose text stays in the log.
const (
	CodeUnauthenticated   Code = "UNAUTHENTICATED"
	CodeForbidden         Code = "FORBIDDEN"
	CodeForbiddenField    Code = "FORBIDDEN_FIELD"
	CodeNotFound          Code = "NOT_FOUND"
	CodeBadUserInput      Code = "BAD_USER_INPUT"
	CodeInvalidTransition Code = "INVALID_TRANSITION"
	CodeConflict          Code = "CONFLICT"
	CodeKeyReused         Code = "IDEMPOTENCY_KEY_REUSED"
	CodeCursorExpired     Code = "CURSOR_EXPIRED"
	CodeTooComplex        Code = "QUERY_TOO_COMPLEX"
	CodePayloadTooLarge   Code = "PAYLOAD_TOO_LARGE"
	CodeRateLimited       Code = "RATE_LIMITED"
	CodeUnavailable       Code = "UNAVAILABLE"
	CodeTimeout           Code = "TIMEOUT"
	CodeInternal          Code = "INTERNAL"
)

// Error is a refusal that the caller may read. Message holds nothing that the caller did not send or may not see.
type Error struct {
	Code    Code
	Message string
}

func (e *Error) Error() string { return e.Message }

// Errorf makes a refusal of one kind.
func Errorf(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

// ErrNotFound is the one answer for a record that does not exist and for one that is hidden.
var ErrNotFound = &Error{Code: CodeNotFound, Message: "not found"}

// ErrConflict is the answer for a write that was decided on an older version.
var ErrConflict = &Error{Code: CodeConflict, Message: "the record has changed since you read it; read it again"}

// ErrKeyReused is the answer for an idempotency key under which the caller has sent something else before.
var ErrKeyReused = &Error{Code: CodeKeyReused, Message: "this Idempotency-Key was used for another operation or another input; use a new key"}

// ErrForbidden is the answer when no role of the caller may ever do this.
var ErrForbidden = &Error{Code: CodeForbidden, Message: "none of your roles may do this"}

// ErrInvalidCursor is the one answer for every cursor that is not the caller's own for this very list.
var ErrInvalidCursor = &Error{Code: CodeBadUserInput, Message: "invalid cursor"}

// ErrCursorExpired is the answer for a position that nothing can be told from any more.
var ErrCursorExpired = &Error{Code: CodeCursorExpired, Message: "this position is no longer kept, or what you may see has changed: " +
	"ask for changes without after, list what you keep, and go on from there"}

// CodeOf tells the kind of any error; an unknown one is CodeInternal.
func CodeOf(err error) Code {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return CodeInternal
}

// UserErrors is what the user can mend. A use-case that returns it changed nothing.
type UserErrors []*UserError

func (u UserErrors) Error() string {
	parts := make([]string, len(u))
	for i, e := range u {
		parts[i] = e.Message
	}
	return strings.Join(parts, "; ")
}

// Add appends one fault.
func (u *UserErrors) Add(field string, code UserErrorCode, format string, args ...any) {
	*u = append(*u, &UserError{Field: &field, Code: code, Message: fmt.Sprintf(format, args...)})
}

// OrNil is nil when there is no fault, so that `return faults.OrNil()` reads well.
func (u UserErrors) OrNil() error {
	if len(u) == 0 {
		return nil
	}
	return u
}
