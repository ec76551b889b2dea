package plan

import (
	"context"
	"slices"

	"github.com/99designs/gqlgen/graphql"

	"partnerhub/hub"
	"partnerhub/model"
)

// root is the plan of one field of the query.
type root struct {
	frames []*frame
	answer func(ctx context.Context, x *run, a args) error
	// tell writes what a use-case has answered, nil for a field that the plan answers from the stored records itself.
	tell func(ctx context.Context, x *run, told any) error
}

// root plans a field of the query or of the mutations.
func (c *compiler) root(object string, f graphql.CollectedField) (r *root, err error) {
	r = &root{}
	if c.types.told[object+"."+f.Name] != nil {
		r.tell, err = c.telling(object, f)
	} else {
		r.answer, err = c.answer(object, f)
	}
	if err != nil {
		return nil, err
	}
	if err := c.seal(); err != nil {
		return nil, err
	}
	r.frames = c.frames
	return r, nil
}

func (c *compiler) answer(object string, f graphql.CollectedField) (func(context.Context, *run, args) error, error) {
	if len(f.Deferrables) > 0 {
		return nil, unplanned("@defer")
	}
	if object != "Query" {
		return nil, unplanned(object + "." + f.Name)
	}
	if read, ok := pages()[f.Name]; ok {
		return c.page(f, read)
	}
	if kind, ok := records()[f.Name]; ok {
		return c.one(f, kind)
	}
	if read, ok := lists()[f.Name]; ok {
		return c.list(f, read)
	}
	switch f.Name {
	case "viewer":
		return c.viewer(f)
	case "node":
		return c.node(f)
	case "nodes":
		return c.nodes(f)
	}
	return nil, unplanned("Query." + f.Name)
}

// one answers the record with an id.
func (c *compiler) one(f graphql.CollectedField, kind model.Kind) (func(context.Context, *run, args) error, error) {
	frame := c.record(kind)
	below, err := c.object(nouns()[kind].Name(), frame, "", f.Selections)
	return func(ctx context.Context, x *run, a args) error {
		return x.lookUp(ctx, c.frames, []ask{{frame, below, arg[model.ID](a, "id")}}, false)
	}, err
}

// list answers all rows of a list.
func (c *compiler) list(f graphql.CollectedField, read listReader) (func(context.Context, *run, args) error, error) {
	t := c.types.types[c.types.schema.Query.Fields.ForName(f.Name).Type.Name()]
	frame := c.record(t.kind)
	row, err := c.object(t.name, frame, "", f.Selections)
	return func(ctx context.Context, x *run, a args) error {
		rows, err := read(ctx, x.hub, frame.want, a)
		if err != nil {
			return refused{err}
		}
		x.sheets = append(x.sheets, rows)
		for i := range rows.Len() {
			if err := x.name(row, rows.Row(i)); err != nil {
				return err
			}
		}
		if err := x.ahead(ctx, c.frames); err != nil {
			return err
		}
		return x.writeRows(row, rows)
	}, err
}

func (x *run) writeRows(o *object, rows *hub.Sheet) error {
	x.out = append(x.out, '[')
	for i := range rows.Len() {
		if i > 0 {
			x.out = append(x.out, ',')
		}
		if err := o.write(x, rows.Row(i)); err != nil {
			return err
		}
	}
	x.out = append(x.out, ']')
	return nil
}

// node answers the record of any kind with an id.
func (c *compiler) node(f graphql.CollectedField) (func(context.Context, *run, args) error, error) {
	choose, err := c.nodeOf(f)
	return func(ctx context.Context, x *run, a args) error {
		return x.lookUpNodes(ctx, c.frames, choose, []model.ID{arg[model.ID](a, "id")}, false)
	}, err
}

// nodes answers the records with some ids, in their order.
func (c *compiler) nodes(f graphql.CollectedField) (func(context.Context, *run, args) error, error) {
	choose, err := c.nodeOf(f)
	return func(ctx context.Context, x *run, a args) error {
		ids := arg[[]model.ID](a, "ids")
		if len(ids) > hub.MaxIDs {
			return errTooMany
		}
		return x.lookUpNodes(ctx, c.frames, choose, ids, true)
	}, err
}

// lookUpNodes leaves records of a kind that no plan knows to the ordinary resolvers.
func (x *run) lookUpNodes(ctx context.Context, frames []*frame, choose func(model.ID) ask, ids []model.ID, list bool) error {
	asks := make([]ask, len(ids))
	for i, id := range ids {
		if asks[i] = choose(id); asks[i].frame == nil && id.Kind() != "" {
			return errKind
		}
	}
	return x.lookUp(ctx, frames, asks, list)
}

// nodeOf plans what is selected of every kind of node, and chooses by the kind that an id claims.
func (c *compiler) nodeOf(f graphql.CollectedField) (func(model.ID) ask, error) {
	plans := map[model.Kind]ask{}
	for kind, typ := range nouns() {
		if !slices.Contains(c.types.types[typ.Name()].also, "Node") {
			continue
		}
		frame := c.record(kind)
		below, err := c.object(typ.Name(), frame, "", f.Selections)
		if err != nil {
			return nil, err
		}
		plans[kind] = ask{frame: frame, below: below}
	}
	return func(id model.ID) ask {
		chosen := plans[id.Kind()]
		chosen.id = id
		return chosen
	}, nil
}

// ask is a record that the caller names. One of a kind that there is not has no frame.
type ask struct {
	frame *frame
	below *object
	id    model.ID
}

// lookUp reads records by their ids, and all that they name, and writes them.
func (x *run) lookUp(ctx context.Context, frames []*frame, asks []ask, list bool) error {
	for _, a := range asks {
		if a.frame == nil || a.id == "" {
			continue
		}
		x.wishFor(a.frame, a.below, []byte(a.id))
	}
	if err := x.ahead(ctx, frames); err != nil {
		return err
	}
	if !list {
		return x.writeAsked(asks[0])
	}
	x.out = append(x.out, '[')
	for i, a := range asks {
		if i > 0 {
			x.out = append(x.out, ',')
		}
		if err := x.writeAsked(a); err != nil {
			return err
		}
	}
	x.out = append(x.out, ']')
	return nil
}

func (x *run) writeAsked(a ask) error {
	if row := x.rowOf(a); row != nil {
		return a.below.write(x, row)
	}
	x.out = append(x.out, "null"...)
	return nil
}

// rowOf is the record that was asked for, nil for one that is hidden, not there or of no kind.
func (x *run) rowOf(a ask) []hub.Value {
	if a.frame == nil || a.id == "" {
		return nil
	}
	place, asked := x.found[a.frame.at].places[string(a.id)]
	if !asked {
		return nil
	}
	return x.found[a.frame.at].rows[place]
}
