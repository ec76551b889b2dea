package cli

import (
	"context"
	"fmt"
	"os"
	"strings"

	"partnerhub/internal/boot"
)

type policyCommands struct {
	Show    policyShowCommand    `cmd:"" help:"Print the policy that the hub ships with, or a vendor's own lines."`
	Check   policyCheckCommand   `cmd:"" help:"Check a policy's text as the hub would at its start, or the lines that vendors have stored."`
	Explain policyExplainCommand `cmd:"" help:"Tell why somebody sees a record or a field of it, or why not."`
}

type policyShowCommand struct {
	Vendor string `arg:"" optional:"" help:"Handle of a vendor whose own lines to print."`
}

// Run prints the text as it is, or lines in its form.
func (c *policyShowCommand) Run(ctx context.Context, p *Process, s *settings) error {
	if c.Vendor == "" {
		_, err := fmt.Fprint(p.Stdout, boot.PolicyText())
		return err
	}
	return shared(ctx, p, s, func(app *boot.App) error {
		own, err := app.Hub.PolicyOf(ctx, c.Vendor)
		if err != nil {
			return err
		}
		fmt.Fprintf(p.Stdout, "# the own lines of %s, version %d\n", c.Vendor, own.Version)
		for _, l := range own.Lines {
			fmt.Fprintf(p.Stdout, "p, %s, %s, %s, %s, %s, %s\n", strings.ToLower(string(l.Role)), c.Vendor, l.Kind, l.Action, l.Rows, strings.Join(l.Fields, " "))
		}
		return nil
	})
}

type policyCheckCommand struct {
	File   string `arg:"" optional:"" help:"File with the policy; the shipped one when left out."`
	Stored bool   `help:"Check the lines that vendors have stored, which a hub that is not ready may be waiting for."`
}

// Run checks a file, what the hub ships with, or what is stored.
func (c *policyCheckCommand) Run(ctx context.Context, p *Process, s *settings) error {
	if c.Stored {
		return shared(ctx, p, s, func(app *boot.App) error { return c.verdict(p, "every vendor's own policy", app.StoredPolicy()) })
	}
	text, name := boot.PolicyText(), "the shipped policy"
	if c.File != "" {
		raw, err := os.ReadFile(c.File)
		if err != nil {
			return err
		}
		text, name = string(raw), c.File
	}
	return c.verdict(p, name, boot.CheckPolicy(text))
}

func (*policyCheckCommand) verdict(p *Process, name string, err error) error {
	if err == nil {
		_, err = fmt.Fprintf(p.Stdout, "%s is fine\n", name)
	}
	return err
}
