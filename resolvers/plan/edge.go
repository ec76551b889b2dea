package plan

import (
	"context"

	"github.com/99designs/gqlgen/graphql"

	"partnerhub/hub"
)

// edges writes the rows with their cursors.
func (p *pagePlan) edges(f graphql.CollectedField) (pageWriter, error) {
	fields, err := p.c.collect(f.Selections, []string{edge(p.name)})
	if err != nil {
		return nil, err
	}
	var parts []edgeMember
	for i, f := range fields {
		part := edgeMember{key: keyOf(i, f.Alias)}
		switch f.Name {
		case "__typename":
			part.constant = `"` + edge(p.name) + `"`
		case "cursor":
			part.cursor = true
		case "node":
			if part.node, err = p.row(f); err != nil {
				return nil, err
			}
		default:
			return nil, unplanned(edge(p.name) + "." + f.Name)
		}
		parts = append(parts, part)
	}
	return eachRow(func(_ context.Context, x *run, page *hub.SheetPage, i int) error { return writeEdge(x, page, i, parts) }), nil
}

// edgeMember is one field of an edge.
type edgeMember struct {
	key      []byte
	node     *object
	cursor   bool
	constant string
}

func writeEdge(x *run, page *hub.SheetPage, i int, parts []edgeMember) error {
	if len(parts) == 0 {
		x.out = append(x.out, '{')
	}
	for n := range parts {
		part := &parts[n]
		x.out = append(append(x.out, part.key...), part.constant...)
		switch {
		case part.cursor:
			if err := writeCursor(x, page, i); err != nil {
				return err
			}
		case part.node != nil:
			if err := part.node.write(x, page.Row(i)); err != nil {
				return err
			}
		}
	}
	x.out = append(x.out, '}')
	return nil
}
