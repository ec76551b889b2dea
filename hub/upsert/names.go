package upsert

import (
	"context"

	"partnerhub/model"
)

// names are the ids by which the source knows records of the hub's already.
type names map[model.ID]string

// namedBy finds by which ids the source knows the records that rows name by the hub's.
func (c *call) namedBy(ctx context.Context, rows []*row, named func(*row) *model.ID) (names, error) {
	var ids []model.ID
	for _, r := range rows {
		if id := named(r); id != nil && r.known == "" {
			ids = append(ids, *id)
		}
	}
	return c.store.SyncMarks.Naming(ctx, c.of, ids)
}

// takes gives a record to the row's id, and refuses the row when the source knows the record by another one: with two, an older version of
// the one would overwrite a newer one of the other.
func (r *row) takes(record model.ID, taken names) {
	if by, known := taken[record]; known && by != r.externalID {
		r.reject(model.SyncCodeConflict, "externalId", "the source knows this record by another id")
		return
	}
	taken[record] = r.externalID
}
