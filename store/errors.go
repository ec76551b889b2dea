package store

import (
	"context"
	"errors"
	"fmt"

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

// transient is the label of a fault that a new attempt of the whole transaction may not meet.
const transient = "TransientTransactionError"

// refusal turns a fault of the database into the hub's own kinds. What the database said is not part of a known kind's
// text; a fault of no known kind keeps it, for the log only.
func refusal(doing string, err error) error {
	var ours *model.Error
	var labelled mongo.LabeledError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &ours) || errors.Is(err, ErrTaken):
		return err
	case mongo.IsDuplicateKeyError(err):
		return fmt.Errorf("%s: %w", doing, errDuplicate)
	case mongo.IsTimeout(err) || errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("%s: %w", doing, errTimeout)
	case errors.Is(err, context.Canceled):
		return fmt.Errorf("%s: %w", doing, context.Canceled)
	case mongo.IsNetworkError(err) || errors.Is(err, mongo.ErrClientDisconnected):
		return fmt.Errorf("%s: %w", doing, errUnavailable)
	case errors.As(err, &labelled) && labelled.HasErrorLabel(transient):
		return fmt.Errorf("%s: %w", doing, errBusy)
	}
	return fmt.Errorf("%s: %w", doing, err)
}

func isTransient(err error) bool {
	var labelled mongo.LabeledError
	return errors.As(err, &labelled) && labelled.HasErrorLabel(transient)
}

// refuse is refusal with its two witnesses: the log keeps what the caller is not told, and the transaction remembers that the
// database has ended it.
func (s *Store) refuse(ctx context.Context, doing string, err error) error {
	if err == nil {
		return nil
	}
	out := refusal(doing, err)
	if u := unitFrom(ctx); u != nil && u.broken == nil && out != err {
		u.broken = err
	}
	return out
}

// explainTrial names what is missing when transactions do not work.
func explainTrial(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("transactions do not work; MongoDB must be a replica set (one node is enough) or a sharded cluster: %w", err)
}
