package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"partnerhub/internal/boot"
)

type importCommand struct {
	Kind   string `arg:"" enum:"${kinds}" help:"What the file holds: ${enum}."`
	File   string `arg:"" help:"CSV file in UTF-8 whose first line names the columns, or one with a JSON object on each line when its name ends in .ndjson or .jsonl."`
	Map    string `placeholder:"FILE" help:"CSV file of two columns, without a header: a name of the file's, and the one here or - to leave it out."`
	DryRun bool   `help:"Judge every row and keep nothing."`
}

func importKinds() string { return strings.Join(boot.ImportKinds(), ",") }

// Help is printed below the usage.
func (importCommand) Help() string {
	return `Rows are matched by a natural key, so importing a file twice changes nothing. A column that the file lacks keeps
what is stored, an empty value clears it. Rows that cannot go in are written to FILE.rejects.csv with their
line, field and reason while the others go in; mend that file and import it.

Import kinds in the order in which the list above names them: each refers to those before it.
Days may be written as today-12d, instants as today-3d+9h30m. See 'partnerhub columns KIND'.

Examples:

    partnerhub import partners partners.csv --dry-run
    partnerhub import partners accounts.ndjson --map columns.csv
    partnerhub import partners partners.csv
    partnerhub import partners partners.csv.rejects.csv`
}

// Run imports one file. It fails when a row was rejected, after the others have gone in. A server that holds the data reads the file
// itself, which it knows by its whole name.
func (c *importCommand) Run(ctx context.Context, p *Process, s *settings) error {
	if err := c.named(p); err != nil {
		return err
	}
	f, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	names, err := readMapping(c.Map)
	if err != nil {
		return err
	}
	args, err := c.elsewhere()
	if err != nil {
		return err
	}
	if p.app == nil {
		boot.TuneMemory(os.DirFS("/"))
	}
	return sharedAs(ctx, p, s, args, p.Stdout, func(app *boot.App) error {
		return c.take(ctx, p, app, source{f, filepath.Base(c.File), names})
	})
}

// named checks, inside a server, that the names of the caller's files mean the same files there: a pipe is not one, and what lies under
// /dev or /proc is each process's own.
func (c *importCommand) named(p *Process) error {
	if p.app == nil {
		return nil
	}
	for _, file := range []string{c.File, c.Map} {
		if file == "" {
			continue
		}
		in, err := filepath.EvalSymlinks(filepath.Dir(file))
		if err != nil {
			return err
		}
		found, err := os.Stat(file)
		if err != nil {
			return err
		}
		if !found.Mode().IsRegular() || in == "/dev" || strings.HasPrefix(in+"/", "/proc/") {
			return fmt.Errorf("a server holds the data and reads files by their names: %s is none that it can read; write it to a file first", file)
		}
	}
	return nil
}

// elsewhere are the command's arguments for a process with another working directory.
func (c *importCommand) elsewhere() ([]string, error) {
	file, err := filepath.Abs(c.File)
	args := []string{"import", c.Kind, file, fmt.Sprintf("--dry-run=%t", c.DryRun)}
	if c.Map == "" || err != nil {
		return args, err
	}
	names, err := filepath.Abs(c.Map)
	return append(args, "--map="+names), err
}

func (c *importCommand) take(ctx context.Context, p *Process, app *boot.App, from source) error {
	out := &rejects{path: c.File + ".rejects.csv"}
	t, err := takeIn(ctx, app, c.Kind, from, out.add, c.DryRun, p.Stdout)
	err = errors.Join(err, out.close())
	if t != nil {
		fmt.Fprintln(p.Stdout, t)
	}
	if err != nil {
		return err
	}
	if c.DryRun {
		fmt.Fprintln(p.Stdout, "dry run: nothing was kept")
	}
	if n := t.counts[boot.ImportRejected]; n > 0 {
		return fmt.Errorf("%d rows were rejected; see %s", n, out.path)
	}
	return nil
}
