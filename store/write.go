package store

import (
	"context"

	"partnerhub/authz"
)

// Insert keeps a new record, with version 1 and the stamp's time. It is only possible inside Tx. A record outside the
// grant's rows is model.ErrForbidden; a value that must be unique and is not is a CONFLICT.
func (c *Collection[T]) Insert(ctx context.Context, g authz.Grant, doc *T, by Stamp) error {
	panic("soon")
}

// Replace stores doc in place of old, if the stored record still has old's version and is among the grant's rows;
// model.ErrConflict otherwise. It is only possible inside Tx. The version rises by one and the change row names the
// top-level fields that differ; when none does, nothing is written.
func (c *Collection[T]) Replace(ctx context.Context, g authz.Grant, old, doc *T, by Stamp) error {
	panic("soon")
}
