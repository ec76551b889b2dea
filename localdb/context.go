package localdb

import "time"

// noContext is the root of the database's own life, which begins with Open and
// ends with Close and belongs to no caller.
type noContext struct{}

func (noContext) Deadline() (time.Time, bool) { return time.Time{}, false }
func (noContext) Done() <-chan struct{}       { return nil }
func (noContext) Err() error                  { return nil }
func (noContext) Value(any) any               { return nil }
