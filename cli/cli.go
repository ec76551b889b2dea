// Package cli is the commands behind the binary: what a person types, what they read, and the exit code. It turns arguments
// into a configuration, calls boot, and prints. No rule of the hub, no database and no HTTP belongs here.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"partnerhub/internal/boot"
)

// Process is what a command may touch of the process that it runs in.
type Process struct {
	Args           []string
	Stdout, Stderr io.Writer
	Demo           fs.FS // the demo world's files
	Version        string
	Now            func() time.Time

	app *boot.App // the server in which the command runs, nil in a process of its own
}

// The exit codes.
const (
	exitFine    = 0
	exitFailed  = 1 // something went wrong while running
	exitMisused = 2 // the arguments or settings cannot work
)

// commands is everything that can be typed.
type commands struct {
	settings `embed:""`

	Serve    serveCommand    `cmd:"" help:"Serve the API until told to stop."`
	Seed     seedCommand     `cmd:"" help:"Load the demo world: three vendors, two distributors, sixty partners and their deals."`
	Import   importCommand   `cmd:"" help:"Take a CSV or NDJSON file in."`
	Export   exportCommand   `cmd:"" help:"Give records out as CSV or NDJSON, as a user sees them."`
	Columns  columnsCommand  `cmd:"" help:"Describe the columns of a kind of file."`
	Token    tokenCommand    `cmd:"" help:"Print a development token for a user (with --dev only)."`
	Key      keyCommands     `cmd:"" help:"Make and revoke API keys for integrations."`
	Backup   backupCommand   `cmd:"" help:"Copy the embedded database, also while the server runs."`
	Restore  restoreCommand  `cmd:"" help:"Put a copy in the place of an empty data directory."`
	Schema   schemaCommand   `cmd:"" help:"Print the GraphQL schema."`
	Webhooks webhookCommands `cmd:"" help:"Receive webhooks on this machine."`
	Policy   policyCommands  `cmd:"" help:"Show or check the policy that decides who sees what."`
	Version  versionCommand  `cmd:"" help:"Print the version."`
}

const description = `The middle of the triangle between vendors, distributors and channel partners: one GraphQL API
in which each of them sees its own slice.

To look around:

    partnerhub serve --demo --dev

To serve for real:

    export HUB_OIDC_ISSUER=https://login.example.com HUB_OIDC_AUDIENCE=partnerhub
    export MONGODB_URI=mongodb://db.example.com/?replicaSet=rs0
    partnerhub serve --listen 0.0.0.0:8080`

// Run does what the arguments say and answers the exit code. A fault is one line on Stderr.
func Run(ctx context.Context, p *Process) int {
	err := run(ctx, p)
	if err == nil {
		return exitFine
	}
	var elsewhere ranElsewhere
	if errors.As(err, &elsewhere) {
		return int(elsewhere)
	}
	fmt.Fprintf(p.Stderr, "partnerhub: %s\n", strings.ReplaceAll(err.Error(), "\n", "; "))
	var misused *kong.ParseError
	var wrong *boot.ConfigError
	if errors.As(err, &misused) || errors.As(err, &wrong) {
		return exitMisused
	}
	return exitFailed
}

func run(ctx context.Context, p *Process) error {
	var c commands
	helped := false // the help was printed, and what follows of the arguments does not matter
	parser, err := kong.New(&c, kong.Name("partnerhub"), kong.Description(description), kong.Writers(p.Stdout, p.Stderr),
		kong.Exit(func(int) { helped = true }), kong.ConfigureHelp(kong.HelpOptions{Compact: true, FlagsLast: true, WrapUpperBound: 100}),
		kong.Vars{"kinds": importKinds(), "exports": exportKinds()}, kong.BindTo(ctx, (*context.Context)(nil)), kong.Bind(p, &c.settings))
	if err != nil {
		return err
	}
	args := p.Args
	if len(args) == 0 {
		args = []string{"--help"}
	}
	parsed, err := parser.Parse(args)
	if helped {
		return nil
	}
	if err != nil {
		return err
	}
	return parsed.Run()
}
