package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"partnerhub/internal/boot"
)

// batchSize is how many rows are handed to the hub at a time; it is also how often the progress moves.
const batchSize = boot.ImportBatch

// source is an open file and what to call it.
type source struct {
	file  fs.File
	name  string
	names mapping // of its columns, nil where they have their names here
}

// tally counts what became of a file's rows.
type tally struct {
	name   string
	counts map[boot.ImportOutcome]int
}

func (t *tally) String() string {
	return fmt.Sprintf("%-20s %6d created %6d updated %6d unchanged %6d rejected", t.name,
		t.counts[boot.ImportCreated], t.counts[boot.ImportUpdated], t.counts[boot.ImportUnchanged], t.counts[boot.ImportRejected])
}

func (t *tally) total() (n int) {
	for _, count := range t.counts {
		n += count
	}
	return n
}

// reject is told of a row that does not go in, as it was read and why.
type reject func(columns, record []string, why boot.ImportResult) error

// takeIn streams a file into the hub.
func takeIn(ctx context.Context, app *boot.App, kind string, from source, no reject, dryRun bool, out io.Writer) (*tally, error) {
	shown := newProgress(from, out, app.Now)
	defer shown.done()
	rows, err := openTable(from.name, shown.reader(from.file))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", from.name, err)
	}
	columns, err := from.names.columns(rows.header())
	if err != nil {
		return nil, fmt.Errorf("%s: %w", from.name, err)
	}
	file, err := app.Intake.File(kind, kept(columns), dryRun)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", from.name, err)
	}
	t := &taking{rows: rows, columns: columns, shown: shown, file: file, reject: no, tally: &tally{name: from.name, counts: map[boot.ImportOutcome]int{}}}
	if err := t.all(ctx); err != nil {
		return t.tally, fmt.Errorf("%s: %w", from.name, err)
	}
	return t.tally, nil
}

// taking is one file under way.
type taking struct {
	rows    table
	columns []string // as they are called here
	shown   *progress
	file    *boot.ImportFile
	reject  reject
	tally   *tally
}

// all reads and hands over batch by batch, so that a file of any length takes the same memory.
func (t *taking) all(ctx context.Context) error {
	for more := true; more; {
		batch, further, broken := t.rows.next(batchSize)
		err := errors.Join(t.batch(ctx, batch), broken)
		if ctx.Err() != nil {
			return fmt.Errorf("interrupted when %d rows were done; import the file again to go on, what is in is found unchanged: %w", t.tally.total(), context.Cause(ctx))
		}
		if err != nil {
			return err
		}
		more = further
		t.shown.rows(t.tally.total())
	}
	return nil
}

func (t *taking) batch(ctx context.Context, batch []row) error {
	var good []boot.ImportRow
	byLine := map[int]row{}
	for _, r := range batch {
		byLine[r.line] = r
		if r.fault == "" {
			good = append(good, boot.ImportRow{Line: r.line, Values: valuesOf(t.columns, r)})
			continue
		}
		if err := t.note(r, boot.ImportResult{Line: r.line, Outcome: boot.ImportRejected, Field: r.field, Reason: r.fault}); err != nil {
			return err
		}
	}
	results, err := t.file.Add(ctx, good)
	for _, result := range results {
		if err := t.note(byLine[result.Line], result); err != nil {
			return err
		}
	}
	return err
}

func (t *taking) note(r row, result boot.ImportResult) error {
	t.tally.counts[result.Outcome]++
	if result.Outcome != boot.ImportRejected {
		return nil
	}
	return t.reject(t.rows.header(), r.record, result)
}
