package cli

import (
	"github.com/vektah/gqlparser/v2/formatter"

	"partnerhub/graph"
)

type schemaCommand struct{}

// Run prints the schema as one document, for code generators.
func (schemaCommand) Run(p *Process) error {
	formatter.NewFormatter(p.Stdout, formatter.WithIndent("  ")).FormatSchema(graph.NewExecutableSchema(graph.Config{}).Schema())
	return nil
}
