package localdb

import (
	"context"
	"time"
)

// noContext is the root of the database's own life, which begins with Open and
// ends with Close and belongs to no caller.
type noContext struct{}

func (noContext) Deadline() (time.Time, bool) { return time.Time{}, false }
func (noContext) Done() <-chan struct{}       { return nil }
func (noContext) Err() error                  { return nil }
func (noContext) Value(any) any               { return nil }

// deadline is a context that ends at a time of the database's clock. Commands
// ask it now and then and never wait for it, so it needs no timer.
type deadline struct {
	context.Context
	at  time.Time
	now func() time.Time
}

func (d deadline) Deadline() (time.Time, bool) { return d.at, true }

func (d deadline) Err() error {
	if err := d.Context.Err(); err != nil {
		return err
	}
	if d.now().After(d.at) {
		return context.DeadlineExceeded
	}
	return nil
}
