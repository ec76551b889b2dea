package cli

import (
	"fmt"
	"text/tabwriter"

	"partnerhub/internal/boot"
)

type columnsCommand struct {
	Kind string `arg:"" enum:"${kinds}" help:"What the file holds: ${enum}."`
}

// Help is printed below the usage.
func (columnsCommand) Help() string {
	return `Example:

    partnerhub columns partners`
}

// Run prints the columns; required ones have a star.
func (c *columnsCommand) Run(p *Process) error {
	columns, err := boot.ImportColumns(c.Kind)
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(p.Stdout, 0, 0, 2, ' ', 0)
	for _, col := range columns {
		star := " "
		if col.Required {
			star = "*"
		}
		fmt.Fprintf(w, "%s %s\t%s\n", star, col.Name, col.Help)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	_, err = fmt.Fprintln(p.Stdout, "\n* required in every file, and never empty")
	return err
}
