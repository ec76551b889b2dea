package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"go.mongodb.org/mongo-driver/v2/mongo"

	"partnerhub/model"
)

// ErrTaken is the answer of Claims.Acquire when another deal holds one of the claims.
var ErrTaken = errors.New("another deal holds the claim")

// The refusals that a database fault becomes. They say nothing of the database and nothing of any record.
var (
	errDuplicate   = model.Errorf(model.CodeConflict, "a record with the same unique values exists")
	errUnavailable = model.Errorf(model.CodeUnavailable, "the store is not available; try again shortly")
	errTimeout     = model.Errorf(model.CodeTimeout, "the store did not answer in time")
	errBusy        = model.Errorf(model.CodeUnavailable, "the store is busy with the same records; try again")
)

// errOutsideTx is a mistake of the calling code: this write belongs into a transaction.
var errOutsideTx = errors.New("store: this write is only possible inside Tx")

// transient is the label that such faults carry.
const transient = "TransientTransactionError"

// refuse turns a fault of the database into the hub's own kinds. What the database said is not part of a known kind's text;
// the log keeps it. A fault of no known kind keeps it, which makes it INTERNAL: its text is for the log only. The transaction
// remembers that the database has ended it.
func (s *Store) refuse(ctx context.Context, doing string, fault error) error {
	if fault == nil {
		return nil
	}
	if u := unitFrom(ctx); u != nil && u.broken == nil {
		u.broken = fault
	}
	kind := kindOf(fault)
	if kind == nil {
		return fmt.Errorf("%s: %w", doing, fault)
	}
	s.log.Log(ctx, levelOf(ctx, kind), "the store refused", "doing", doing, "fault", fault.Error())
	return fmt.Errorf("%s: %w", doing, kind)
}

// levelOf is how much an operator has to know of a refusal. A duplicate is told to the caller, and a transaction that has met another
// one tries again: with several servers that is everyday, and worth a warning only when it has given up.
func levelOf(ctx context.Context, kind error) slog.Level {
	if errors.Is(kind, errDuplicate) || errors.Is(kind, errBusy) && unitFrom(ctx) != nil {
		return slog.LevelDebug
	}
	return slog.LevelWarn
}

// kindOf is nil for a fault of no known kind.
func kindOf(fault error) error {
	switch {
	case mongo.IsDuplicateKeyError(fault):
		return errDuplicate
	case errors.Is(fault, context.Canceled):
		return context.Canceled
	case isLabelled(fault, transient) && !mongo.IsNetworkError(fault):
		return errBusy
	case mongo.IsTimeout(fault):
		return errTimeout
	case isUnavailable(fault):
		return errUnavailable
	}
	return nil
}

// isUnavailable tells a lost connection, and a server that is stepping down or starting.
func isUnavailable(fault error) bool {
	return mongo.IsNetworkError(fault) || errors.Is(fault, mongo.ErrClientDisconnected) ||
		isLabelled(fault, "RetryableWriteError") || isLabelled(fault, transient)
}

func isLabelled(fault error, label string) bool {
	var labelled mongo.LabeledError
	return errors.As(fault, &labelled) && labelled.HasErrorLabel(label)
}

// isTransient tells a fault that a new attempt of the whole transaction may not meet.
func isTransient(fault error) bool { return isLabelled(fault, transient) }

// explainTrial names what is missing when transactions do not work.
func explainTrial(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("transactions do not work; MongoDB must be a replica set (one node is enough) or a sharded cluster: %w", err)
}
