package upsert

import (
	"context"
	"errors"

	"partnerhub/model"
	"partnerhub/store"
)

// errNothingKept rolls a trial back.
var errNothingKept = errors.New("nothing is kept")

// attempts is how often a call is begun again when its rows meet other writers.
const attempts = 3

// run takes the rows of a call in, all in one transaction. When some of them break it, as a value does that no two records may share,
// each is tried alone, and those that break their own trial are left out of the next attempt.
func (c *call) run(ctx context.Context, rows []*row, take taker) (*model.SyncPayload, error) {
	for range attempts {
		err := c.attempt(ctx, rows, take, c.dryRun)
		if errors.Is(err, errAgain) {
			err = c.attempt(ctx, rows, take, c.dryRun)
		}
		if err == nil || !breaksRow(err) {
			return summed(rows), err
		}
		if err := c.leaveOut(ctx, rows, take); err != nil {
			return nil, err
		}
	}
	return nil, model.Errorf(model.CodeUnavailable, "others write the same records right now; send the call again")
}

// leaveOut refuses the rows that break a transaction of their own.
func (c *call) leaveOut(ctx context.Context, rows []*row, take taker) error {
	for _, r := range rows {
		err := c.attempt(ctx, []*row{r}, take, true)
		if err != nil && !breaksRow(err) && !errors.Is(err, errAgain) {
			return err
		}
		r.broken = r.broken || err != nil && !errors.Is(err, errAgain)
	}
	return nil
}

// attempt judges the rows anew and writes what is good, with the marks, in one transaction.
func (c *call) attempt(ctx context.Context, rows []*row, take taker, trial bool) error {
	err := c.hub.Change(ctx, []model.ID{model.HubFeed, c.vendor.ID}, c.vendor.ID, func(ctx context.Context) error {
		marks, err := c.store.SyncMarks.Find(ctx, c.of, externalIDs(rows))
		if err != nil {
			return err
		}
		good := c.judge(rows, marks)
		if err := take(ctx, c, good); err != nil {
			return err
		}
		if err := c.store.SyncMarks.Put(ctx, c.of, c.newMarks(good)); err != nil || !trial {
			return err
		}
		return errNothingKept
	})
	if errors.Is(err, errNothingKept) {
		return nil
	}
	return err
}

// judge begins every row's result anew and answers the rows that are left to be taken in.
func (c *call) judge(rows []*row, marks map[string]store.SyncMark) (good []*row) {
	seen := map[string]bool{}
	for _, r := range rows {
		r.restart()
		mark, known := marks[r.externalID]
		r.known, r.returns = mark.RecordID, mark.Deleted && !r.deleted
		switch {
		case r.faulty():
		case r.broken:
			r.reject(model.SyncCodeConflict, "externalId", "another record has the same, or has just changed this one")
		case seen[r.externalID]:
			r.reject(model.SyncCodeDuplicate, "externalId", "the same id stands in an earlier row")
		case known && r.version <= mark.Version:
			r.pass(mark, r.version < mark.Version)
		default:
			good = append(good, r)
		}
		seen[r.externalID] = true
	}
	return good
}

// newMarks are those of the rows that went in.
func (c *call) newMarks(rows []*row) map[string]store.SyncMark {
	out := map[string]store.SyncMark{}
	for _, r := range rows {
		if r.result.Outcome != model.SyncOutcomeRejected {
			mark := store.SyncMark{Version: r.version, Deleted: r.deleted}
			if r.result.RecordID != nil {
				mark.RecordID = *r.result.RecordID
			}
			out[r.externalID] = mark
		}
	}
	return out
}
