package plan

import (
	"context"
	"strconv"

	"github.com/99designs/gqlgen/graphql"

	"partnerhub/hub"
)

// pageInfo plans a field of where the page stands.
func pageInfo(f graphql.CollectedField) (pageWriter, error) {
	switch f.Name {
	case "hasNextPage":
		return func(_ context.Context, x *run, p *hub.SheetPage) error {
			x.out = strconv.AppendBool(x.out, p.HasNextPage)
			return nil
		}, nil
	case "hasPreviousPage":
		return func(_ context.Context, x *run, p *hub.SheetPage) error {
			x.out = strconv.AppendBool(x.out, p.HasPreviousPage)
			return nil
		}, nil
	case "startCursor":
		return cursorAt(func(*hub.SheetPage) int { return 0 }), nil
	case "endCursor":
		return cursorAt(func(p *hub.SheetPage) int { return p.Len() - 1 }), nil
	}
	return nil, unplanned("PageInfo." + f.Name)
}

// cursorAt writes the cursor of a row, null on an empty page.
func cursorAt(row func(*hub.SheetPage) int) pageWriter {
	return func(_ context.Context, x *run, p *hub.SheetPage) error {
		if p.Len() == 0 {
			x.out = append(x.out, "null"...)
			return nil
		}
		return writeCursor(x, p, row(p))
	}
}

func writeCursor(x *run, p *hub.SheetPage, i int) error {
	cursor, err := p.Cursor(i)
	if err != nil {
		return err
	}
	x.out = text.quote(x.out, []byte(cursor))
	return nil
}
