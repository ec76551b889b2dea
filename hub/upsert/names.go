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

// admit refuses a row when the source knows its record by another id: with two, an older version of the one would overwrite a newer one of
// the other.
func (n names) admit(r *row, record model.ID) {
	if by, known := n[record]; known && by != r.externalID {
		r.reject(model.SyncCodeConflict, "externalId", "the source knows this record by another id")
	}
}

// note gives the record to the id of a row that went in.
func (n names) note(r *row) {
	if r.result.RecordID != nil && !r.faulty() {
		n[*r.result.RecordID] = r.externalID
	}
}

// turn answers, of the rows that are good so far, the first of each record, and those that wait for what becomes of it.
func (n names) turn(rows []*row) (now, later []*row) {
	begun := map[model.ID]bool{}
	for _, r := range rows {
		if r.result.RecordID == nil || r.faulty() {
			continue
		}
		record := *r.result.RecordID
		switch n.admit(r, record); {
		case r.faulty():
		case begun[record]:
			later = append(later, r)
		default:
			begun[record], now = true, append(now, r)
		}
	}
	return now, later
}

// takeInTurns hands rows to intake of which several may be about one record: the next one is good when the one before was refused.
func (c *call) takeInTurns(ctx context.Context, name string, rows []*row, taken names) error {
	for now, later := taken.turn(rows); len(now) > 0; now, later = taken.turn(later) {
		if err := c.takeIn(ctx, name, now); err != nil {
			return err
		}
		for _, r := range now {
			taken.note(r)
		}
	}
	return nil
}
