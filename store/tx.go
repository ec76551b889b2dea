package store

import (
	"context"

	"partnerhub/model"
)

// Tx runs fn in one transaction. Everything written in it commits together with its change rows, or not at all. fn may run
// several times, so it has no effect outside the store, makes its ids beforehand, uses only the ctx that it is given, and
// not from several goroutines. An inner Tx joins the outer one.
//
// feeds are the vendors whose records will be written. Transactions of this process take turns on them, because all of them
// end by raising the feed's counter; another process meets a write conflict instead and tries again. A feed that is not
// named costs such a new attempt, never correctness.
func (s *Store) Tx(ctx context.Context, feeds []model.ID, fn func(ctx context.Context) error) error {
	if unitFrom(ctx) != nil {
		return fn(ctx)
	}
	release, err := s.feeds.acquire(ctx, feeds)
	if err != nil {
		return s.refuse(ctx, "waiting for a feed", err)
	}
	defer release()
	return s.transact(ctx, fn)
}

// transact runs fn in a transaction of the driver, which repeats it on write conflicts. What fn itself refuses comes back as it
// is; what the database refuses comes back in the hub's words.
func (s *Store) transact(ctx context.Context, fn func(ctx context.Context) error) error {
	session, err := s.client.StartSession(sessionOptions())
	if err != nil {
		return s.refuse(ctx, "starting a session", err)
	}
	defer session.EndSession(context.WithoutCancel(ctx))
	var own error
	done := &unit{}
	_, err = session.WithTransaction(ctx, func(ctx context.Context) (any, error) {
		if done.committed {
			return nil, nil // the driver does not know, and would have it done twice
		}
		u := &unit{}
		done = u
		if err := s.beginDirectly(u, session.ID()); err != nil {
			return nil, err
		}
		defer u.end()
		own = u.verdict(s.attempt(context.WithValue(ctx, unitKey{}, u), u, fn))
		if own == nil && u.broken != nil {
			return nil, u.broken
		}
		if own == nil {
			return nil, u.commit(ctx)
		}
		return nil, own
	})
	if own != nil {
		return own
	}
	if err != nil && !done.committed {
		return s.refuse(ctx, "committing", err)
	}
	s.bells.ring(done.feeds())
	return nil
}

// attempt is one run of fn, followed by the trail and the change rows of what it wrote.
func (s *Store) attempt(ctx context.Context, u *unit, fn func(ctx context.Context) error) error {
	if err := fn(ctx); err != nil {
		return err
	}
	if err := s.Events.write(ctx, u); err != nil {
		return err
	}
	return s.writeChanges(ctx, u)
}

type unitKey struct{}

// unit is what one attempt of a transaction has written so far. Only the goroutine of the transaction uses it.
type unit struct {
	changes []*changeRow // without their sequence numbers
	events  []*model.DealEvent
	direct  DirectTx // nil where only commands reach the database
	broken  error    // why it cannot commit: the first fault of the database, or a command that was carried out in part
	// committed is true when no command had a part in it and the database has it. Nothing undoes it then, whoever has gone meanwhile.
	committed bool
}

// beginDirectly lets a unit do without commands what can be done so. They are the same transaction.
func (s *Store) beginDirectly(u *unit, session []byte) (err error) {
	if s.direct != nil {
		u.direct, err = s.direct.Begin(session)
	}
	return err
}

// commit ends a unit that no command had a part in. Any other one the driver commits. As with the driver, nothing is committed for
// somebody who waits no more: it would be told of a failure, and do the same once more.
func (u *unit) commit(ctx context.Context) (err error) {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if u.direct != nil {
		u.committed, err = u.direct.Commit(ctx)
	}
	return err
}

func (u *unit) end() {
	if u.direct != nil {
		u.direct.End()
	}
}

// conflict ends a unit in which some records of a command were written and others were not: they have no change rows.
func (u *unit) conflict(written int64) {
	if written > 0 && u.broken == nil {
		u.broken = model.ErrConflict
	}
}

func unitFrom(ctx context.Context) *unit {
	u, _ := ctx.Value(unitKey{}).(*unit)
	return u
}

// verdict is the error of fn's own that ends an attempt. There is none after a fault that a new attempt may not meet: the
// driver then gets the fault as it came, whatever fn made of it. And a transaction that the database has ended never counts
// as done, even if fn swallowed the fault.
func (u *unit) verdict(err error) error {
	if u.broken != nil && isTransient(u.broken) {
		return nil
	}
	return err
}
