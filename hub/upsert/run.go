package upsert

import (
	"context"
	"errors"
	"slices"

	"partnerhub/hub"
	"partnerhub/hub/intake"
	"partnerhub/model"
	"partnerhub/store"
)

// errNothingKept rolls a trial back.
var errNothingKept = errors.New("nothing is kept")

// attempts is how often a call is begun again when its rows meet other writers.
const attempts = 3

// run takes the rows of a call in, piece by piece in their order, each piece in a transaction of its own. Pieces become smaller when too
// much follows from one. What ends a call between two pieces leaves those before with their marks: the same call, sent again, passes over
// them and goes on. A trial is one piece, as far as it may be, so that what is said of a row counts with the rows before it.
func (c *call) run(ctx context.Context, rows []*row, take taker) (*model.SyncPayload, error) {
	markTwice(rows)
	size := c.piece
	if c.dryRun {
		size = len(rows)
	}
	for left := rows; len(left) > 0; {
		n := min(size, len(left))
		switch err := c.whole(under(ctx, n == len(left)), left[:n], take); {
		case errors.Is(err, intake.ErrWide):
			size = (n + 1) / 2
		case err != nil:
			return nil, err
		default:
			left = left[n:]
		}
	}
	return summed(rows), nil
}

// under is the context of a piece: only the last one answers for the call.
func under(ctx context.Context, last bool) context.Context {
	if last {
		return ctx
	}
	return hub.BeforeTheLast(ctx)
}

// markTwice notes the rows whose id an earlier one has, whichever piece that is in.
func markTwice(rows []*row) {
	seen := make(map[string]bool, len(rows))
	for _, r := range rows {
		r.twice = seen[r.externalID]
		seen[r.externalID] = true
	}
}

// whole takes rows in, all in one transaction. When some of them break it, as a value does that no two records may share, they are looked
// for by halves, and those that break their own trial are left out of the next attempt.
func (c *call) whole(ctx context.Context, rows []*row, take taker) error {
	for range attempts {
		err := c.tried(ctx, rows, take, c.dryRun)
		if err == nil || !breaksRow(err) {
			return err
		}
		if err := c.leaveOut(ctx, rows, take); err != nil {
			return err
		}
	}
	return model.Errorf(model.CodeUnavailable, "others write the same records right now; send the call again")
}

// leaveOut refuses the rows that break a transaction of their own. Of rows that have broken one together each half is tried, so that one
// bad row among many costs a few trials, and not one for every row.
func (c *call) leaveOut(ctx context.Context, rows []*row, take taker) error {
	for half := range slices.Chunk(rows, (len(rows)+1)/2) {
		err := c.tried(ctx, half, take, true)
		if err != nil && breaksRow(err) {
			err = c.breaking(ctx, half, take)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// breaking refuses the row that has broken a transaction alone, or else looks for it among those that have done so together.
func (c *call) breaking(ctx context.Context, rows []*row, take taker) error {
	if len(rows) > 1 {
		return c.leaveOut(ctx, rows, take)
	}
	rows[0].broken = true
	return nil
}

// tried is an attempt, and another one without the rows that turned out to have something made for them in vain.
func (c *call) tried(ctx context.Context, rows []*row, take taker, trial bool) error {
	err := c.attempt(ctx, rows, take, trial)
	if errors.Is(err, errAgain) {
		return c.attempt(ctx, rows, take, trial)
	}
	return err
}

// attempt judges the rows anew and writes what is good, with the marks, in one transaction.
func (c *call) attempt(ctx context.Context, rows []*row, take taker, trial bool) error {
	err := c.hub.Change(ctx, c.feeds(), c.vendor.ID, func(ctx context.Context) error {
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

// feeds are those that the rows write to. Organizations are in the hub's own, on which the calls of all vendors take turns: rows that make
// and relate none leave it out.
func (c *call) feeds() []model.ID {
	if c.of.Kind == model.KindPartner || c.of.Kind == model.KindOrganization {
		return []model.ID{model.HubFeed, c.vendor.ID}
	}
	return []model.ID{c.vendor.ID}
}

// judge begins every row's result anew and answers the rows that are left to be taken in.
func (c *call) judge(rows []*row, marks map[string]store.SyncMark) (good []*row) {
	for _, r := range rows {
		r.restart()
		mark, known := marks[r.externalID]
		r.known, r.revokedAt = mark.RecordID, mark.RevokedAt
		switch {
		case r.faulty():
		case r.broken:
			r.reject(model.SyncCodeConflict, "externalId", "another record has the same, or has just changed this one")
		case r.twice:
			r.reject(model.SyncCodeDuplicate, "externalId", "the same id stands in an earlier row")
		case known && r.version <= mark.Version:
			r.pass(mark, r.version < mark.Version)
		default:
			good = append(good, r)
		}
	}
	return good
}

// newMarks are those of the rows that went in.
func (c *call) newMarks(rows []*row) map[string]store.SyncMark {
	out := map[string]store.SyncMark{}
	for _, r := range rows {
		if r.result.Outcome != model.SyncOutcomeRejected {
			mark := store.SyncMark{Version: r.version, Deleted: r.deleted}
			if r.deleted {
				mark.RevokedAt = r.revokedAt
			}
			if r.result.RecordID != nil {
				mark.RecordID = *r.result.RecordID
			}
			out[r.externalID] = mark
		}
	}
	return out
}
