package cli

import (
	"context"
	"fmt"
	"strings"

	"partnerhub/internal/boot"
	"partnerhub/model"
)

type policyExplainCommand struct {
	As     string `required:"" placeholder:"EMAIL" help:"Whose sight it is about."`
	Action string `default:"read" help:"What is to be done."`
	What   string `arg:"" help:"The kind of record, and a field of it if it is about one, such as deal.partnerMargin."`
	ID     string `arg:"" help:"The record."`
}

// Help is printed below the usage.
func (policyExplainCommand) Help() string {
	return `Example:

    partnerhub policy explain --as desk@continental.example deal.partnerMargin deal_06cqp3v2k5x8r7tq5k2e8n4h1w`
}

// Run prints the verdict, and what each line of the person's roles does for the record.
func (c *policyExplainCommand) Run(ctx context.Context, p *Process, s *settings) error {
	q, err := c.question()
	if err != nil {
		return err
	}
	return shared(ctx, p, s, func(app *boot.App) error {
		e, err := app.Hub.ExplainTo(ctx, c.As, q)
		if err != nil {
			return err
		}
		verdict := "no"
		if e.Allowed {
			verdict = "yes"
		}
		fmt.Fprintf(p.Stdout, "%s: %s\n", verdict, e.Reason)
		for _, l := range e.Lines {
			printReason(p, l)
		}
		return nil
	})
}

func (c *policyExplainCommand) question() (boot.PolicyQuestion, error) {
	q := boot.PolicyQuestion{ObjectID: model.ID(c.ID), Action: &c.Action}
	kind, field, named := strings.Cut(c.What, ".")
	if q.ObjectID.Kind() == "" || string(q.ObjectID.Kind()) != kind {
		return q, &boot.ConfigError{Setting: "ID", Message: fmt.Sprintf("%q is no id of a %s", c.ID, kind)}
	}
	if named {
		q.Field = &field
	}
	return q, nil
}

func printReason(p *Process, r *model.VisibilityReason) {
	mark, l := "-", r.Line
	if r.ShowsField {
		mark = "+"
	}
	where := "policy.csv"
	if l.Source == model.VisibilitySourceVendor {
		where = "the vendor's own"
	}
	fmt.Fprintf(p.Stdout, "%s %s, line %d: %s, %s, %s, %s, %s\n  %s\n", mark, where, l.Number, strings.ToLower(string(l.Role)), l.Kind, l.Action, l.Rows,
		strings.Join(l.Fields, " "), r.Why)
}
