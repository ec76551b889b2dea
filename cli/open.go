package cli

import (
	"context"
	"errors"
	"fmt"
	"io"

	"partnerhub/internal/boot"
)

// with opens the hub for a command that does not serve, and closes it afterwards.
func with(ctx context.Context, p *Process, s *settings, do func(app *boot.App) error) error {
	if p.app != nil {
		return errors.New("this command cannot run inside a server")
	}
	if err := s.place(); err != nil {
		return err
	}
	app, err := boot.Open(ctx, s.config(p))
	if err != nil {
		return err
	}
	return errors.Join(do(app), app.Close())
}

// shared is with for a command that touches nothing but the hub's data: a server that holds them, which nobody else can open
// then, runs it.
func shared(ctx context.Context, p *Process, s *settings, do func(app *boot.App) error) error {
	return sharedAs(ctx, p, s, p.Args, p.Stdout, do)
}

// sharedAs is shared with other arguments for the server than were typed, and another place for what it writes.
func sharedAs(ctx context.Context, p *Process, s *settings, args []string, out io.Writer, do func(app *boot.App) error) error {
	if p.app != nil {
		return do(p.app)
	}
	if err := s.place(); err != nil {
		return err
	}
	code, ran, err := boot.RunInServer(ctx, s.config(p), args, out, p.Stderr)
	if err != nil {
		return fmt.Errorf("asking the running server: %w", err)
	}
	if !ran {
		return with(ctx, p, s, do)
	}
	return ranElsewhere(code).orNil()
}

// ranElsewhere is the exit code of a command that a server ran and that has said itself what was wrong.
type ranElsewhere int

func (c ranElsewhere) Error() string {
	return fmt.Sprintf("the server ended the command with %d", int(c))
}

func (c ranElsewhere) orNil() error {
	if c == exitFine {
		return nil
	}
	return c
}

// inside runs the commands that are sent to a server.
func inside(p *Process, app *boot.App) boot.Commands {
	return func(ctx context.Context, args []string, out, errOut io.Writer) int {
		return Run(ctx, &Process{Args: args, Stdout: out, Stderr: errOut, Demo: p.Demo, Version: p.Version, Now: p.Now, app: app})
	}
}
