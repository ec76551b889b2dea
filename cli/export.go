package cli

import (
	"bufio"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"partnerhub/internal/boot"
)

type exportCommand struct {
	Kind   string `arg:"" enum:"${exports}" help:"What to give out: ${enum}."`
	As     string `required:"" xor:"who" placeholder:"EMAIL" help:"The user whose sight decides which rows and columns there are."`
	Key    string `required:"" xor:"who" placeholder:"KEY" help:"An API key whose holder's sight decides, or @FILE for one that a file holds."`
	Format string `default:"csv" enum:"csv,ndjson" help:"The form of the file: ${enum}; ${default} by default."`
	Out    string `short:"o" placeholder:"FILE" help:"Where to write; the standard output when left out."`
}

func exportKinds() string { return strings.Join(boot.ExportKinds(), ",") }

// Help is printed below the usage.
func (exportCommand) Help() string {
	return `The rows are those that the user's lists have, the columns those of which the user sees every row. Organizations and
partners have the names that the import knows: importing the file again changes nothing. In CSV, a value that a
spreadsheet would take for a formula begins with an apostrophe, which the import takes away. A server that holds the
data runs the command; -o still names a file here.

Examples:

    partnerhub export partners --as ops@nimbus.example -o partners.csv
    partnerhub export deals --key @crm.key --format ndjson | jq .number`
}

// Run writes the file. One that cannot be finished is removed, so that nobody takes a part for the whole.
func (c *exportCommand) Run(ctx context.Context, p *Process, s *settings) error {
	if err := c.readKey(p); err != nil {
		return err
	}
	if c.Out == "" {
		return c.to(ctx, p, s, p.Stdout)
	}
	f, err := os.OpenFile(c.Out, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if err := errors.Join(c.to(ctx, p, s, f), f.Close()); err != nil {
		return errors.Join(err, os.Remove(c.Out))
	}
	return nil
}

// readKey takes a key out of the file that was named in its place: of the caller's files, so never inside a server. Nobody is asked for
// with an empty name.
func (c *exportCommand) readKey(p *Process) error {
	if file, named := strings.CutPrefix(c.Key, "@"); named && p.app == nil {
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		c.Key = strings.TrimSpace(string(text))
	}
	if c.Key == "" && c.As == "" {
		return errors.New("the key, or the user's address, is empty")
	}
	return nil
}

func (c *exportCommand) to(ctx context.Context, p *Process, s *settings, out io.Writer) error {
	who := "--as=" + c.As
	if c.Key != "" {
		who = "--key=" + c.Key
	}
	return sharedAs(ctx, p, s, []string{"export", c.Kind, who, "--format=" + c.Format}, out, func(app *boot.App) error {
		sheet, err := c.sheet(ctx, app)
		if err != nil {
			return err
		}
		return c.write(ctx, sheet, out)
	})
}

func (c *exportCommand) sheet(ctx context.Context, app *boot.App) (boot.ExportSheet, error) {
	if c.Key != "" {
		return app.ExportWithKey(ctx, c.Kind, c.Key)
	}
	return app.Export(ctx, c.Kind, c.As)
}

func (c *exportCommand) write(ctx context.Context, sheet boot.ExportSheet, to io.Writer) error {
	out := bufio.NewWriter(to)
	put := writeObject
	if c.Format == "csv" {
		put = writeCells
		if err := put(out, nil, sheet.Columns()); err != nil {
			return err
		}
	}
	for {
		rows, err := sheet.Next(ctx)
		if err != nil {
			return err
		}
		for _, row := range rows {
			if err := put(out, sheet.Columns(), row); err != nil {
				return err
			}
		}
		if len(rows) == 0 {
			return out.Flush()
		}
	}
}

func writeCells(out io.Writer, _, values []string) error {
	cells := make([]string, len(values))
	for i, v := range values {
		cells[i] = tame(v)
	}
	w := csv.NewWriter(out)
	if err := w.Write(cells); err != nil {
		return err
	}
	w.Flush()
	return w.Error()
}

// writeObject writes one line, the fields in the order of the columns.
func writeObject(out io.Writer, columns, values []string) error {
	for i, v := range values {
		name, err := json.Marshal(columns[i])
		if err != nil {
			return err
		}
		value, err := json.Marshal(v)
		if err != nil {
			return err
		}
		before := ","
		if i == 0 {
			before = "{"
		}
		if _, err := fmt.Fprintf(out, "%s%s:%s", before, name, value); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintln(out, "}")
	return err
}

// formula begins a value that a spreadsheet would work out.
const formula = "=+-@\t\r"

// tame keeps a spreadsheet from taking a value for a formula. wild takes that away again; of a value that no export has made so, it
// takes nothing.
func tame(v string) string {
	if rest := strings.TrimLeft(v, "'"); rest != "" && strings.ContainsAny(rest[:1], formula) {
		return "'" + v
	}
	return v
}

func wild(v string) string {
	if rest := strings.TrimLeft(v, "'"); v != rest && rest != "" && strings.ContainsAny(rest[:1], formula) {
		return v[1:]
	}
	return v
}
