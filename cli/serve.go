package cli

import (
	"context"
	"fmt"
	"os"

	"partnerhub/internal/boot"
)

type serveCommand struct {
	Demo bool `help:"Load the demo world first when the database is empty."`
}

// Help is printed below the usage.
func (serveCommand) Help() string {
	return `Stops on SIGTERM or SIGINT after what is under way is finished. A second start keeps the data.

Examples:

    partnerhub serve --demo --dev
    HUB_OIDC_ISSUER=https://login.example.com HUB_OIDC_AUDIENCE=partnerhub partnerhub serve`
}

// Run serves until the context ends.
func (c *serveCommand) Run(ctx context.Context, p *Process, s *settings) error {
	if err := s.place(); err != nil {
		return err
	}
	if err := s.config(p).Validate(); err != nil {
		return err
	}
	boot.TuneMemory(os.DirFS("/"))
	return with(ctx, p, s, func(app *boot.App) error {
		if err := c.prepare(ctx, p, app); err != nil {
			return err
		}
		app.OnCommand(inside(p, app))
		if err := app.Listen(); err != nil {
			return err
		}
		c.welcome(ctx, p, s, app)
		return app.Serve(ctx)
	})
}

// prepare loads the demo world into an empty database.
func (c *serveCommand) prepare(ctx context.Context, p *Process, app *boot.App) error {
	if !c.Demo {
		return nil
	}
	empty, err := app.Hub.Empty(ctx)
	if err != nil {
		return err
	}
	if !empty {
		fmt.Fprintln(p.Stdout, "keeping the data that is there")
		return nil
	}
	fmt.Fprintln(p.Stdout, "loading the demo world")
	return LoadDemo(ctx, app, p.Demo, p.Stdout)
}
