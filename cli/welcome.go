package cli

import (
	"context"
	"encoding/csv"
	"fmt"
	"time"

	"partnerhub/internal/boot"
)

// tokenLife is how long the tokens last that a development server prints.
const tokenLife = 12 * time.Hour

// welcome tells where the hub is and, in development with the demo world, how to be somebody there.
func (c *serveCommand) welcome(ctx context.Context, p *Process, s *settings, app *boot.App) {
	fmt.Fprintf(p.Stdout, "\nAPI  http://%s/graphql\n", app.Addr())
	if s.ide() {
		fmt.Fprintf(p.Stdout, "IDE  http://%s/\n", app.Addr())
	}
	if c.Demo && s.Dev {
		printPersonas(ctx, p, app)
	}
}

// printPersonas prints a ready token for each persona of the demo world that the hub knows.
func printPersonas(ctx context.Context, p *Process, app *boot.App) {
	personas, err := demoPersonas(p)
	if err != nil {
		return // a binary without the demo's files has nobody to present
	}
	fmt.Fprintf(p.Stdout, "\nTokens for the next %.0f hours, one for each persona:\n", tokenLife.Hours())
	for _, persona := range personas {
		token, err := app.Token(ctx, persona[0], tokenLife)
		if err != nil {
			continue // the data is not the demo world's, or the persona has been disabled
		}
		fmt.Fprintf(p.Stdout, "\n# %s\n%s  %s\n", persona[1], persona[0], token)
	}
	fmt.Fprintln(p.Stdout)
}

// demoPersonas are e-mail addresses, each with what there is to see.
func demoPersonas(p *Process) ([][]string, error) {
	f, err := p.Demo.Open("personas.csv")
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	records, err := csv.NewReader(f).ReadAll()
	if err != nil || len(records) == 0 {
		return nil, err
	}
	return records[1:], nil
}
