package cli

import (
	"context"
	"fmt"

	"partnerhub/internal/boot"
)

type backupCommand struct {
	Dir string `arg:"" help:"Where the copy goes; empty or missing."`
}

// Help is printed below the usage.
func (backupCommand) Help() string {
	return `Copies the embedded database as it is at this moment and verifies the copy. The server may run meanwhile.

Example:

    partnerhub backup /backups/hub-monday`
}

// Run makes the copy.
func (c *backupCommand) Run(ctx context.Context, p *Process, s *settings) error {
	if err := s.place(); err != nil {
		return err
	}
	if err := boot.Backup(ctx, s.config(p), c.Dir); err != nil {
		return fmt.Errorf("backing up to %s: %w", c.Dir, err)
	}
	_, err := fmt.Fprintf(p.Stdout, "backed up and verified: %s\n", c.Dir)
	return err
}

type restoreCommand struct {
	Dir string `arg:"" help:"A directory that 'partnerhub backup' wrote."`
}

// Help is printed below the usage.
func (restoreCommand) Help() string {
	return `Verifies the backup and copies it to the data directory, which must be empty or missing.

Example:

    partnerhub restore /backups/hub-monday --data ./restored`
}

// Run puts the copy in place.
func (c *restoreCommand) Run(p *Process, s *settings) error {
	if err := s.place(); err != nil {
		return err
	}
	if err := boot.Restore(s.config(p), c.Dir); err != nil {
		return fmt.Errorf("restoring %s: %w", c.Dir, err)
	}
	_, err := fmt.Fprintf(p.Stdout, "restored to %s\n", s.Data)
	return err
}
