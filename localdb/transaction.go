package localdb

import (
	"errors"

	"go.mongodb.org/mongo-driver/bson"

	"partnerhub/localdb/engine"
	"partnerhub/localdb/fault"
	"partnerhub/localdb/raw"
	"partnerhub/localdb/table"
)

// inTransaction runs a command as part of the session's transaction. An error of
// the command ends the transaction, as it does in MongoDB.
func (c *call) inTransaction(h handler) (bson.D, error) {
	if c.name == "commitTransaction" || c.name == "abortTransaction" {
		return h.run(c)
	}
	if !h.inTx {
		return nil, fault.New(fault.OperationNotInTxn, "Cannot run '%s' in a multi-document transaction.", c.name)
	}
	if err := c.checkConcernsInside(); err != nil {
		return nil, err
	}
	if err := c.join(); err != nil {
		return nil, err
	}
	reply, err := h.run(c)
	if err != nil || c.failed {
		c.session.abort()
		c.db.figures.txAborted.Add(1)
	}
	return reply, transient(err)
}

// join starts the transaction or finds the one that is open.
func (c *call) join() error {
	s := c.session
	if c.body.Get("startTransaction").Bool() {
		if c.number == s.number && s.state != txNone {
			return fault.New(117, "Transaction number %d is already in use", c.number)
		}
		s.begin(c.number)
		return c.start()
	}
	if err := c.open(); err != nil {
		return err
	}
	c.tx = s.tx
	return nil
}

// start begins a transaction, or takes part in the one that the process has begun.
func (c *call) start() error {
	s := c.session
	if s.ahead != nil {
		if err := s.ahead.open(); err != nil {
			return err
		}
		s.ahead.shared = true
		s.tx, s.state, s.begun = s.ahead.tx, txOpen, s.ahead.begun
	} else {
		s.tx, s.state, s.begun = c.db.engine.Begin(), txOpen, c.db.options.Now()
		c.db.figures.txStarted.Add(1)
	}
	c.tx = s.tx
	return nil
}

// open checks that the command's transaction is the session's open one.
func (c *call) open() error {
	s := c.session
	switch {
	case c.number != s.number || s.state == txNone:
		return noTransaction("Given transaction number %d does not match any in-progress transactions.", c.number)
	case s.state == txCommitted:
		return fault.New(fault.TransactionCommitted, "Transaction %d has been committed.", c.number)
	case s.state == txAborted:
		return noTransaction("Transaction %d has been aborted.", c.number)
	case c.db.options.Now().Sub(s.begun) > transactionLife:
		s.abort()
		return noTransaction("Transaction %d has been aborted because it was open for too long.", c.number)
	}
	return nil
}

func noTransaction(format string, args ...any) error {
	e := fault.New(fault.NoSuchTransaction, format, args...)
	e.Labels = []string{fault.TransientTransaction}
	return e
}

func (s *session) abort() { s.tx, s.state = nil, txAborted }

// transient labels the errors after which a transaction may be tried again.
func transient(err error) error {
	var e *fault.Error
	if errors.As(err, &e) && e.Code == fault.WriteConflict && len(e.Labels) == 0 {
		e.Labels = []string{fault.TransientTransaction}
	}
	return err
}

func runCommit(c *call) (bson.D, error) {
	if c.session == nil {
		return nil, fault.New(fault.InvalidOptions, "commitTransaction must be run within a transaction")
	}
	s := c.session
	if c.number == s.number && s.state == txCommitted {
		return bson.D{}, nil
	}
	if err := c.open(); err != nil {
		return nil, err
	}
	if err := c.db.engine.Commit(s.tx); err != nil {
		s.abort()
		c.db.figures.txAborted.Add(1)
		return nil, transient(err)
	}
	s.tx, s.state = nil, txCommitted
	c.db.figures.txCommitted.Add(1)
	return bson.D{}, nil
}

func runAbort(c *call) (bson.D, error) {
	if c.session == nil {
		return nil, fault.New(fault.InvalidOptions, "abortTransaction must be run within a transaction")
	}
	if err := c.open(); err != nil {
		return nil, err
	}
	c.session.abort()
	c.db.figures.txAborted.Add(1)
	return bson.D{}, nil
}

func runEndSessions(c *call) (bson.D, error) {
	ids := c.body.Get("endSessions")
	if ids.Type != raw.TypeArray {
		return nil, fault.New(fault.TypeMismatch, "endSessions must be an array")
	}
	for b := ids.Doc().Elements(); ; {
		_, v, rest, ok := raw.Next(b)
		if !ok {
			return bson.D{}, nil
		}
		id, err := sessionID(v)
		if err != nil {
			return nil, err
		}
		if c.db.sessions.drop(id).leave() {
			c.db.figures.txAborted.Add(1)
		}
		c.db.cursors.dropSession(id)
		b = rest
	}
}

// guard refuses to touch a row that somebody changed since the transaction
// began, instead of letting its commit fail later.
func (c *call) guard(tx *engine.Tx, ns string, row table.Row) error {
	if c.tx == nil {
		return nil
	}
	return c.db.unchanged(tx, ns, row)
}

// unchanged is a conflict where somebody has committed another version of a row since
// the transaction began.
func (db *DB) unchanged(tx *engine.Tx, ns string, row table.Row) error {
	if db.engine.Changed(tx, ns, row) {
		return fault.Conflict()
	}
	return nil
}
