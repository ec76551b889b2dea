package cli

import (
	"fmt"
	"os"

	"partnerhub/internal/boot"
)

type policyCommands struct {
	Show  policyShowCommand  `cmd:"" help:"Print the policy that the hub ships with."`
	Check policyCheckCommand `cmd:"" help:"Check a policy's text as the hub would at its start."`
}

type policyShowCommand struct{}

// Run prints the text as it is.
func (policyShowCommand) Run(p *Process) error {
	_, err := fmt.Fprint(p.Stdout, boot.PolicyText())
	return err
}

type policyCheckCommand struct {
	File string `arg:"" optional:"" help:"File with the policy; the shipped one when left out."`
}

// Run checks a file, or what the hub ships with.
func (c *policyCheckCommand) Run(p *Process) error {
	text, name := boot.PolicyText(), "the shipped policy"
	if c.File != "" {
		raw, err := os.ReadFile(c.File)
		if err != nil {
			return err
		}
		text, name = string(raw), c.File
	}
	if err := boot.CheckPolicy(text); err != nil {
		return err
	}
	_, err := fmt.Fprintf(p.Stdout, "%s is fine\n", name)
	return err
}
