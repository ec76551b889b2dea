// Package fault holds the errors a client may see: MongoDB's own codes and
// names, so that drivers and programs act on them as they would on a server's.
//
// It decides nothing; whoever finds the trouble picks the code.
package fault

import (
	"context"
	"errors"
	"fmt"

	"go.mongodb.org/mongo-driver/bson"
)

// Code is a MongoDB error code.
type Code int32

// The codes the engine answers with.
const (
	InternalError             Code = 1
	BadValue                  Code = 2
	FailedToParse             Code = 9
	Unauthorized              Code = 13
	TypeMismatch              Code = 14
	IllegalOperation          Code = 20
	NamespaceNotFound         Code = 26
	IndexNotFound             Code = 27
	PathNotViable             Code = 28
	ConflictingOperators      Code = 40
	CursorNotFound            Code = 43
	NamespaceExists           Code = 48
	MaxTimeMSExpired          Code = 50
	DollarPrefixedField       Code = 52
	CommandNotFound           Code = 59
	ImmutableField            Code = 66
	CannotCreateIndex         Code = 67
	InvalidOptions            Code = 72
	InvalidNamespace          Code = 73
	IndexOptionsConflict      Code = 85
	IndexKeySpecsConflict     Code = 86
	UnknownWriteConcern       Code = 79
	UnsatisfiableWriteConcern Code = 100
	ShutdownInProgress        Code = 91
	WriteConflict             Code = 112
	InvalidPipeline           Code = 168
	ParallelArrays            Code = 171
	TransactionTooOld         Code = 225
	NotImplemented            Code = 238
	NoSuchTransaction         Code = 251
	UnsatisfiableCommitQuorum Code = 327
	TransactionCommitted      Code = 256
	TransactionTooLarge       Code = 257
	OperationNotInTxn         Code = 263
	APIVersionError           Code = 322
	APIStrictError            Code = 323
	DuplicateKey              Code = 11000
	Interrupted               Code = 11601
	OutOfDiskSpace            Code = 14031
	ObjectTooLarge            Code = 10334
	UnknownStage              Code = 40324
	MissingField              Code = 40414
	UnknownField              Code = 40415
)

// Name returns MongoDB's name of the code.
func (c Code) Name() string {
	if name, ok := names()[c]; ok {
		return name
	}
	return fmt.Sprintf("Location%d", int32(c))
}

func names() map[Code]string {
	return map[Code]string{
		InternalError: "InternalError", BadValue: "BadValue", FailedToParse: "FailedToParse", Unauthorized: "Unauthorized",
		TypeMismatch: "TypeMismatch", IllegalOperation: "IllegalOperation", NamespaceNotFound: "NamespaceNotFound",
		IndexNotFound: "IndexNotFound", PathNotViable: "PathNotViable", ConflictingOperators: "ConflictingUpdateOperators",
		CursorNotFound: "CursorNotFound", NamespaceExists: "NamespaceExists", MaxTimeMSExpired: "MaxTimeMSExpired",
		DollarPrefixedField: "DollarPrefixedFieldName", CommandNotFound: "CommandNotFound", ImmutableField: "ImmutableField",
		CannotCreateIndex: "CannotCreateIndex", InvalidOptions: "InvalidOptions", InvalidNamespace: "InvalidNamespace",
		IndexOptionsConflict: "IndexOptionsConflict", IndexKeySpecsConflict: "IndexKeySpecsConflict",
		ShutdownInProgress: "ShutdownInProgress", WriteConflict: "WriteConflict", InvalidPipeline: "InvalidPipelineOperator",
		UnknownWriteConcern: "UnknownReplWriteConcern", UnsatisfiableWriteConcern: "UnsatisfiableWriteConcern",
		ParallelArrays: "CannotIndexParallelArrays", TransactionTooOld: "TransactionTooOld", NotImplemented: "NotImplemented",
		NoSuchTransaction: "NoSuchTransaction", TransactionCommitted: "TransactionCommitted",
		TransactionTooLarge: "TransactionTooLarge", OperationNotInTxn: "OperationNotSupportedInTransaction",
		APIVersionError: "APIVersionError", APIStrictError: "APIStrictError", DuplicateKey: "DuplicateKey",
		UnsatisfiableCommitQuorum: "UnsatisfiableCommitQuorum", Interrupted: "Interrupted", OutOfDiskSpace: "OutOfDiskSpace", ObjectTooLarge: "BSONObjectTooLarge",
	}
}

// TransientTransaction is the label of errors after which the driver may run the
// whole transaction again.
const TransientTransaction = "TransientTransactionError"

// Error is an error with a code. Info holds further fields of the reply, such
// as keyPattern and keyValue of a duplicate key.
type Error struct {
	Code   Code
	Msg    string
	Labels []string
	Info   bson.D
}

func (e *Error) Error() string { return e.Msg }

// New returns an error with a code and a formatted text.
func New(c Code, format string, args ...any) *Error {
	return &Error{Code: c, Msg: fmt.Sprintf(format, args...)}
}

// Conflict is the answer to a write on a document that changed since the
// writer's snapshot; in a transaction the driver may run the whole of it again.
func Conflict() *Error {
	return &Error{
		Code: WriteConflict, Labels: []string{TransientTransaction},
		Msg: "Write conflict during plan execution and yielding is disabled. Please retry your operation or multi-document transaction.",
	}
}

// Interruption is the error of a context that ended.
func Interruption(ctx context.Context) *Error {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return New(MaxTimeMSExpired, "operation exceeded time limit")
	}
	return New(Interrupted, "operation was interrupted")
}

// Of returns err as an Error; an error without a code becomes c.
func Of(err error, c Code) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return New(c, "%v", err)
}
