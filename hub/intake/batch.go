package intake

import (
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"math"
	"slices"
	"time"

	"partnerhub/authz"
	"partnerhub/hub/reach"
	"partnerhub/model"
	"partnerhub/store"
)

// batch is one transaction of an import under way. It is made anew for every attempt.
type batch struct {
	*Intake
	days   days
	under  *caller
	keeper model.ID
	// maxCopied is how many deals may follow from the rows.
	maxCopied int
	lines     []*model.RevenueLine // of revenue, to be stored with the batch
	found
	writes   later // nil while there is nothing to write
	ties     ties
	covered  covered
	rated    rated
	standing standing
	terms    terms
	skills   taught
	reached  []reach.Move // partners through which distributors may have gained or lost sight of offers
}

// errDryRun rolls a dry run back.
var errDryRun = errors.New("dry run")

// everyGrant gives an import every row and field: it is the operator's own command, and there is no viewer.
func everyGrant(kind model.Kind) authz.Grant {
	return authz.System(kind, "import: the operator's command with direct access")
}

// batch takes rows in with one transaction. When a row breaks it all the same, as a value does that is not unique, the rows are
// halved until it stands alone, so that only the bad one fails.
func (f *File) batch(ctx context.Context, rows []Row) ([]Result, error) {
	good, results := f.screen(rows)
	if len(good) == 0 {
		return inOrder(rows, results), nil
	}
	taken, err := f.halved(ctx, good)
	return inOrder(rows, append(results, taken...)), err
}

// screen refuses rows whose key the file had before: of two rows for one record, one is a mistake.
func (f *File) screen(rows []Row) (good []Row, refused []Result) {
	for _, in := range rows {
		r := &row{line: in.Line, values: in.Values}
		key := f.kind.keyOf(r)
		if before, twice := f.seen[digestOf(key)]; twice {
			r.failAs("DUPLICATE", f.kind.allColumns()[0].Name, "the same record as in line %d", before)
			refused = append(refused, r.rejected())
			continue
		}
		if key != "" {
			f.seen[digestOf(key)] = in.Line
		}
		good = append(good, in)
	}
	return good, refused
}

// digest stands for a key: a file of a million rows is remembered in some forty bytes a row, however long its keys are.
type digest [16]byte

func digestOf(key string) digest {
	sum := sha256.Sum256([]byte(key))
	return digest(sum[:16])
}

func breaksRow(err error) bool {
	return model.CodeOf(err) == model.CodeConflict || errors.Is(err, store.ErrTaken)
}

// halved takes rows in with one transaction, or each half of them by itself. The error of the store comes with what went in before.
func (f *File) halved(ctx context.Context, rows []Row) ([]Result, error) {
	taken, err := f.transact(ctx, rows)
	switch {
	case errors.Is(err, ErrWide) && len(rows) > smallBatch:
		return f.parts(ctx, rows, smallBatch)
	case errors.Is(err, ErrWide):
		return f.parts(ctx, rows, (len(rows)+1)/2)
	case err == nil || !breaksRow(err):
		return taken, err
	case len(rows) == 1:
		return []Result{f.refused(rows[0].Line, err)}, nil
	}
	return f.parts(ctx, rows, (len(rows)+1)/2)
}

// parts takes so many rows at a time in, each part as if it were the whole.
func (f *File) parts(ctx context.Context, rows []Row, size int) (out []Result, err error) {
	for part := range slices.Chunk(rows, size) {
		taken, err := f.halved(ctx, part)
		out = append(out, taken...)
		if err != nil {
			return out, err
		}
	}
	return out, nil
}

// refused is a row that broke its own transaction: it has what another record has, or another process was faster.
func (f *File) refused(line int, err error) Result {
	if errors.Is(err, store.ErrTaken) {
		return Result{Line: line, Outcome: Rejected, Field: "status", Reason: err.Error(), Code: "CONFLICT"}
	}
	return Result{Line: line, Outcome: Rejected, Field: f.kind.singleColumn(), Code: "CONFLICT",
		Reason: "another record has the same, or has just changed this one"}
}

func (f *File) transact(ctx context.Context, rows []Row) (out []Result, err error) {
	err = f.intake.store.Tx(ctx, f.feeds(rows), func(ctx context.Context) error {
		out, err = f.attempt(ctx, rows)
		if err == nil && f.dryRun {
			return errDryRun
		}
		return err
	})
	if errors.Is(err, errDryRun) {
		return out, nil
	}
	if err != nil {
		return nil, err
	}
	return out, nil
}

// attempt reads what the rows refer to, puts them one after the other, and then what follows from all of them.
func (f *File) attempt(ctx context.Context, in []Row) ([]Result, error) {
	now := f.intake.now().UTC().Truncate(time.Millisecond)
	b := &batch{Intake: f.intake, days: days{now}, under: f.under, keeper: f.keeper, maxCopied: f.maxCopied}
	if len(in) == 1 { // there is nothing left to divide
		b.maxCopied = math.MaxInt
	}
	rows := make([]*row, len(in))
	for n := range in {
		rows[n] = newRow(in[n], f.kind.allColumns())
	}
	if err := b.find(ctx, f.kind, rows); err != nil {
		return nil, err
	}
	out := make([]Result, 0, len(rows))
	for _, n := range f.kind.turns(b, rows) {
		outcome, err := f.kind.put(ctx, b, rows[n])
		if err != nil {
			return nil, err
		}
		if rows[n].faulty() {
			out = append(out, rows[n].rejected())
			continue
		}
		out = append(out, Result{Line: rows[n].line, Outcome: outcome})
	}
	if wide, err := b.wide(ctx); err != nil || wide {
		return nil, cmp.Or(err, ErrWide)
	}
	if err := b.write(ctx, out); err != nil {
		return nil, err
	}
	return out, b.finish(ctx)
}

// write stores what was left to the end of the batch, and tells what became of those rows.
func (b *batch) write(ctx context.Context, out []Result) error {
	if b.writes == nil {
		return nil
	}
	if err := b.writes.write(ctx, b); err != nil {
		return err
	}
	for i := range out {
		if out[i].Outcome == undecided {
			out[i].Outcome = b.writes.decide()
		}
	}
	return nil
}

// finish writes what follows from the rows: relations of organizations, copies of coverage and of what programs offer, amounts that can
// be counted now, what partners have learned, and who is in which segment.
func (b *batch) finish(ctx context.Context) error {
	if err := b.store.RevenueLines.PutMany(ctx, b.lines); err != nil {
		return err
	}
	if err := b.convert(ctx); err != nil {
		return err
	}
	if err := b.copyCoverage(ctx); err != nil {
		return err
	}
	if err := b.followTerms(ctx); err != nil {
		return err
	}
	if err := reach.Follow(ctx, b.store, b.stamp("update"), b.reached...); err != nil {
		return err
	}
	if err := b.learn(ctx); err != nil {
		return err
	}
	if err := b.settle(ctx); err != nil {
		return err
	}
	return b.relate(ctx)
}

// feeds are those that the rows write to: the hub's, and those of the vendors that they name.
func (f *File) feeds(rows []Row) []model.ID {
	out := []model.ID{model.HubFeed}
	for _, r := range rows {
		if v, ok := r.Values["vendor"]; ok {
			out = append(out, model.DerivedID(model.KindOrganization, v))
		}
	}
	return out
}

func (b *batch) stamp(action string) store.Stamp {
	by := store.Stamp{Action: action, At: b.days.now}
	if b.under != nil {
		by.Actor, by.ActorOrganization = b.under.who.UserID, b.under.who.OrganizationID
	}
	return by
}

// inOrder sorts results as the rows stand in the file. Rows without a result are left out.
func inOrder(rows []Row, results []Result) []Result {
	byLine := map[int]Result{}
	for _, r := range results {
		byLine[r.Line] = r
	}
	out := make([]Result, 0, len(results))
	for _, r := range rows {
		if result, ok := byLine[r.Line]; ok {
			out = append(out, result)
		}
	}
	return out
}
