package world

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"partnerhub/internal/boot"
)

// File is the rows of one kind. Rows are made one at a time: a hundred thousand deals need not be held.
type File struct {
	Kind    string
	Columns []string
	Count   int
	row     func(i int) []string
}

// batch is how many rows share an instant: records change at different times, as in life.
const batch = 250

// take imports a file. A row that the hub refuses is a fault of this package.
func take(ctx context.Context, app *boot.App, c *clock, f File) error {
	importer, err := app.Intake.File(f.Kind, f.Columns, false)
	if err != nil {
		return err
	}
	for from := 0; from < f.Count; from += batch {
		c.tick()
		results, err := importer.Add(ctx, f.Rows(from, min(from+batch, f.Count)))
		if err != nil {
			return err
		}
		if i := slices.IndexFunc(results, isRejected); i >= 0 {
			return fmt.Errorf("row %d: %s %s", results[i].Line, results[i].Field, results[i].Reason)
		}
	}
	return nil
}

func isRejected(r boot.ImportResult) bool { return r.Outcome == boot.ImportRejected }

// Rows are those from an index up to another one.
func (f File) Rows(from, to int) []boot.ImportRow {
	out := make([]boot.ImportRow, 0, to-from)
	for i := from; i < to; i++ {
		values := make(map[string]string, len(f.Columns))
		for n, v := range f.row(i) {
			values[f.Columns[n]] = v
		}
		out = append(out, boot.ImportRow{Line: i + 2, Values: values})
	}
	return out
}

// clock is the time of the import. It moves on by itself only.
type clock struct {
	at    time.Time
	ticks atomic.Int64
}

func (c *clock) now() time.Time { return c.at.Add(time.Duration(c.ticks.Load()) * time.Minute) }

func (c *clock) tick() { c.ticks.Add(1) }
