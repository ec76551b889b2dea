package cli

import (
	"context"
	"fmt"
	"io"
	"io/fs"

	"partnerhub/internal/boot"
)

type seedCommand struct{}

// Help is printed below the usage.
func (seedCommand) Help() string {
	return `The files are imported like anybody's own; loading them twice on one day changes nothing. Their dates count
from the day on which they are loaded.

Example:

    partnerhub seed --data ./demo`
}

// Run loads the demo world into whatever the database holds.
func (seedCommand) Run(ctx context.Context, p *Process, s *settings) error {
	return with(ctx, p, s, func(app *boot.App) error { return LoadDemo(ctx, app, p.Demo, p.Stdout) })
}

// LoadDemo imports the demo world's files, one of each kind, and tells out how far it is. A row that is refused is an error.
func LoadDemo(ctx context.Context, app *boot.App, files fs.FS, out io.Writer) error {
	for _, kind := range boot.ImportKinds() {
		if err := loadFile(ctx, app, files, kind, out); err != nil {
			return fmt.Errorf("loading the demo world: %w", err)
		}
	}
	return nil
}

func loadFile(ctx context.Context, app *boot.App, files fs.FS, kind string, out io.Writer) error {
	f, err := files.Open(kind + ".csv")
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	t, err := takeIn(ctx, app, kind, source{file: f, name: kind + ".csv"}, refuse, false, out)
	if err != nil {
		return err
	}
	fmt.Fprintln(out, t)
	return nil
}

// refuse ends an import at the first row that cannot go in.
func refuse(_, _ []string, r boot.ImportResult) error {
	return fmt.Errorf("line %d: %s: %s", r.Line, r.Field, r.Reason)
}
