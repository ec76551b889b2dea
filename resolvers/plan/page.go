package plan

import (
	"context"
	"strconv"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"partnerhub/hub"
)

// pageWriter writes a part of a page.
type pageWriter func(ctx context.Context, x *run, p *hub.SheetPage) error

type pageMember struct {
	key   []byte
	write pageWriter
}

// pagePlan is the plan of a connection.
type pagePlan struct {
	c    *compiler
	f    *frame
	name string // of the records' type
	rows []*object
}

// connection and edge are the names that the schema gives to the pages and edges of a type.
func connection(of string) string { return of + "Connection" }
func edge(of string) string       { return of + "Edge" }

// page answers one page of a list.
func (c *compiler) page(f graphql.CollectedField, read pageReader) (func(context.Context, *run, args) error, error) {
	name := c.types.schema.Query.Fields.ForName(f.Name).Type.Name()
	name = name[:len(name)-len(connection(""))]
	t := c.types.types[name]
	if t == nil || t.kind == "" {
		return nil, unplanned("Query." + f.Name)
	}
	p := &pagePlan{c: c, f: c.record(t.kind), name: name}
	members, err := p.members(f.Selections, connection(name), p.member)
	return func(ctx context.Context, x *run, a args) error {
		page, err := read(ctx, x.hub, p.f.want, a)
		if err != nil {
			return refused{err}
		}
		x.sheets = append(x.sheets, page.Sheet)
		if err := p.ahead(ctx, x, page); err != nil {
			return err
		}
		return writePage(ctx, x, page, members)
	}, err
}

func (p *pagePlan) ahead(ctx context.Context, x *run, page *hub.SheetPage) error {
	for i := range page.Len() {
		for _, o := range p.rows {
			if err := x.name(o, page.Row(i)); err != nil {
				return err
			}
		}
	}
	return x.ahead(ctx, p.c.frames)
}

// members plans what is selected of one of the objects that a page consists of.
func (p *pagePlan) members(set ast.SelectionSet, of string, plan func(graphql.CollectedField) (pageWriter, error)) ([]pageMember, error) {
	fields, err := p.c.collect(set, []string{of})
	if err != nil {
		return nil, err
	}
	var out []pageMember
	for i, f := range fields {
		write := literal(`"` + of + `"`)
		if f.Name != "__typename" {
			if write, err = plan(f); err != nil {
				return nil, err
			}
		}
		out = append(out, pageMember{keyOf(i, f.Alias), write})
	}
	return out, nil
}

func (p *pagePlan) member(f graphql.CollectedField) (pageWriter, error) {
	switch f.Name {
	case "nodes":
		o, err := p.row(f)
		return eachRow(func(_ context.Context, x *run, page *hub.SheetPage, i int) error { return o.write(x, page.Row(i)) }), err
	case "edges":
		return p.edges(f)
	case "pageInfo":
		members, err := p.members(f.Selections, "PageInfo", pageInfo)
		return func(ctx context.Context, x *run, page *hub.SheetPage) error { return writePage(ctx, x, page, members) }, err
	case "totalCount":
		return writeTotal, nil
	}
	return nil, unplanned(connection(p.name) + "." + f.Name)
}

// row plans what is selected of each row.
func (p *pagePlan) row(f graphql.CollectedField) (*object, error) {
	o, err := p.c.object(p.name, p.f, "", f.Selections)
	if err != nil {
		return nil, err
	}
	if o.leads() {
		p.rows = append(p.rows, o)
	}
	return o, nil
}

// eachRow writes something for every row.
func eachRow(write func(ctx context.Context, x *run, p *hub.SheetPage, i int) error) pageWriter {
	return func(ctx context.Context, x *run, p *hub.SheetPage) error {
		x.out = append(x.out, '[')
		for i := range p.Len() {
			if i > 0 {
				x.out = append(x.out, ',')
			}
			if err := write(ctx, x, p, i); err != nil {
				return err
			}
		}
		x.out = append(x.out, ']')
		return nil
	}
}

func writePage(ctx context.Context, x *run, p *hub.SheetPage, members []pageMember) error {
	if len(members) == 0 {
		x.out = append(x.out, '{')
	}
	for _, m := range members {
		x.out = append(x.out, m.key...)
		if err := m.write(ctx, x, p); err != nil {
			return err
		}
	}
	x.out = append(x.out, '}')
	return nil
}

func writeTotal(ctx context.Context, x *run, p *hub.SheetPage) error {
	n, err := p.Total(ctx)
	x.out = strconv.AppendInt(x.out, int64(n), 10)
	return err
}

func literal(s string) pageWriter {
	return func(_ context.Context, x *run, _ *hub.SheetPage) error {
		x.out = append(x.out, s...)
		return nil
	}
}

// refused is a refusal of the use-case itself: the ordinary resolver would meet the same.
type refused struct{ error }

func (r refused) Unwrap() error { return r.error }
