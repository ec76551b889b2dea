package cli

import (
	"context"
	"fmt"
	"strings"

	"partnerhub/internal/boot"
)

type keyCommands struct {
	Create keyCreateCommand `cmd:"" help:"Make an API key and print it, this once."`
	Revoke keyRevokeCommand `cmd:"" help:"End an API key; it counts from the next request."`
}

type keyCreateCommand struct {
	As   string `required:"" placeholder:"EMAIL" help:"The user as whom the key's holder acts."`
	Days int    `required:"" help:"After how many days it ends; 0 never ends."`
	Name string `default:"made on the command line" help:"What it is for."`
}

// Help is printed below the usage.
func (keyCreateCommand) Help() string {
	return `Example:

    partnerhub key create --as sync@nimbus.example --days 90 --name "CRM sync"`
}

// Run prints the key and nothing else.
func (c *keyCreateCommand) Run(ctx context.Context, p *Process, s *settings) error {
	if c.Days < 0 {
		return &boot.ConfigError{Setting: "--days", Message: "must not be negative"}
	}
	return shared(ctx, p, s, func(app *boot.App) error {
		key, err := app.Hub.CreateKey(ctx, c.As, c.Name, c.Days)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintln(p.Stdout, key)
		return err
	})
}

type keyRevokeCommand struct {
	Prefix string `arg:"" help:"The key's prefix: what stands between its two underscores."`
}

// Run revokes the key.
func (c *keyRevokeCommand) Run(ctx context.Context, p *Process, s *settings) error {
	prefix := keyPrefix(c.Prefix)
	return shared(ctx, p, s, func(app *boot.App) error {
		if err := app.Hub.RevokeKey(ctx, prefix); err != nil {
			return fmt.Errorf("key %s: %w", prefix, err)
		}
		_, err := fmt.Fprintf(p.Stdout, "revoked %s\n", prefix)
		return err
	})
}

// keyPrefix finds the prefix in as much of a key as somebody has pasted, so that the secret part is never printed again.
func keyPrefix(s string) string {
	prefix, _, _ := strings.Cut(strings.TrimPrefix(s, "hub_"), "_")
	return prefix
}
