package hub

import (
	"context"
	"errors"
	"time"

	"partnerhub/authz"
	"partnerhub/model"
	"partnerhub/store"
)

// importBatch is one transaction of an import under way. It is made anew for every attempt.
type importBatch struct {
	hub  *Hub
	days importDays
	found
	ties    ties
	covered covered
}

// errDryRun rolls a dry run back.
var errDryRun = errors.New("dry run")

// importGrant gives an import every row and field: it is the operator's own command, and there is no viewer.
func importGrant(kind model.Kind) authz.Grant {
	return authz.System(kind, "import: the operator's command with direct access")
}

// batch takes rows in with one transaction. When a row breaks it all the same, as a value does that is not unique, each row
// gets a transaction of its own, so that only the bad one fails.
func (i *Importer) batch(ctx context.Context, rows []ImportRow) ([]ImportResult, error) {
	good, results := i.screen(rows)
	if len(good) == 0 {
		return inOrder(rows, results), nil
	}
	taken, err := i.transact(ctx, good)
	if err != nil && breaksRow(err) {
		taken, err = i.oneByOne(ctx, good)
	}
	return inOrder(rows, append(results, taken...)), err
}

// screen refuses rows whose key the file had before: of two rows for one record, one is a mistake.
func (i *Importer) screen(rows []ImportRow) (good []ImportRow, refused []ImportResult) {
	for _, in := range rows {
		r := &importRow{line: in.Line, values: in.Values}
		key := i.kind.keyOf(r)
		if before, twice := i.seen[key]; twice {
			r.fail(i.kind.allColumns()[0].Name, "the same record as in line %d", before)
			refused = append(refused, r.rejected())
			continue
		}
		if key != "" {
			i.seen[key] = in.Line
		}
		good = append(good, in)
	}
	return good, refused
}

func breaksRow(err error) bool {
	return model.CodeOf(err) == model.CodeConflict || errors.Is(err, store.ErrTaken)
}

func (i *Importer) oneByOne(ctx context.Context, rows []ImportRow) ([]ImportResult, error) {
	var out []ImportResult
	for n, in := range rows {
		taken, err := i.transact(ctx, rows[n:n+1])
		if err != nil && !breaksRow(err) {
			return out, err
		}
		if err != nil {
			taken = []ImportResult{i.refused(in.Line, err)}
		}
		out = append(out, taken...)
	}
	return out, nil
}

// refused is a row that broke its own transaction: it has what another record has, or another process was faster.
func (i *Importer) refused(line int, err error) ImportResult {
	if errors.Is(err, store.ErrTaken) {
		return ImportResult{Line: line, Outcome: ImportRejected, Field: "status", Reason: err.Error()}
	}
	return ImportResult{Line: line, Outcome: ImportRejected, Field: i.kind.singleColumn(), Reason: "another record has the same, or has just changed this one"}
}

func (i *Importer) transact(ctx context.Context, rows []ImportRow) (out []ImportResult, err error) {
	err = i.hub.store.Tx(ctx, i.feeds(rows), func(ctx context.Context) error {
		out, err = i.attempt(ctx, rows)
		if err == nil && i.dryRun {
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
func (i *Importer) attempt(ctx context.Context, in []ImportRow) ([]ImportResult, error) {
	now := i.hub.now().UTC().Truncate(time.Millisecond)
	b := &importBatch{hub: i.hub, days: importDays{now}}
	rows := make([]*importRow, len(in))
	for n := range in {
		rows[n] = newImportRow(in[n], i.kind.allColumns())
	}
	if err := b.find(ctx, i.kind, rows); err != nil {
		return nil, err
	}
	out := make([]ImportResult, 0, len(rows))
	for _, n := range i.kind.turns(b, rows) {
		outcome, err := i.kind.put(ctx, b, rows[n])
		if err != nil {
			return nil, err
		}
		if rows[n].faulty() {
			out = append(out, rows[n].rejected())
			continue
		}
		out = append(out, ImportResult{Line: rows[n].line, Outcome: outcome})
	}
	return out, b.finish(ctx)
}

// finish writes what follows from the rows: relations of organizations, and copies of coverage.
func (b *importBatch) finish(ctx context.Context) error {
	if err := b.copyCoverage(ctx); err != nil {
		return err
	}
	return b.relate(ctx)
}

// feeds are those that the rows write to: the hub's, and those of the vendors that they name.
func (i *Importer) feeds(rows []ImportRow) []model.ID {
	out := []model.ID{model.HubFeed}
	for _, r := range rows {
		if v, ok := r.Values["vendor"]; ok {
			out = append(out, model.DerivedID(model.KindOrganization, v))
		}
	}
	return out
}

func (b *importBatch) stamp(action string) store.Stamp {
	return store.Stamp{Action: action, At: b.days.now}
}

// inOrder sorts results as the rows stand in the file. Rows without a result are left out.
func inOrder(rows []ImportRow, results []ImportResult) []ImportResult {
	byLine := map[int]ImportResult{}
	for _, r := range results {
		byLine[r.Line] = r
	}
	out := make([]ImportResult, 0, len(results))
	for _, r := range rows {
		if result, ok := byLine[r.Line]; ok {
			out = append(out, result)
		}
	}
	return out
}
