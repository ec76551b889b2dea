package plan

import (
	"slices"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"partnerhub/hub"
	"partnerhub/model"
)

// compiler makes one plan for one field of the query.
type compiler struct {
	types  *registry
	op     *graphql.OperationContext
	frames []*frame // of records, one a kind
	parts  []*frame // of the elements of lists, and of what use-cases answer
	asks   []*asked
}

// unplanned is a field that no plan knows; its name is that of the schema.
type unplanned string

func (u unplanned) Error() string { return "plan: no plan knows " + string(u) }

// record is the frame of a kind, which all places share that read records of the kind.
func (c *compiler) record(kind model.Kind) *frame {
	at := slices.IndexFunc(c.frames, func(f *frame) bool { return f.kind == kind })
	if at >= 0 {
		return c.frames[at]
	}
	f := newFrame(kind)
	f.at = len(c.frames)
	f.slot("_id")
	c.frames = append(c.frames, f)
	return f
}

// seal ends the making of the plan.
func (c *compiler) seal() error {
	for _, f := range slices.Concat(c.frames, c.parts) {
		if err := f.seal(); err != nil {
			return err
		}
	}
	return nil
}

// collect gathers the fields that are selected of an object, as the executor does.
func (c *compiler) collect(set ast.SelectionSet, also []string) ([]graphql.CollectedField, error) {
	fields := graphql.CollectFields(c.op, set, also)
	for _, f := range fields {
		if len(f.Deferrables) > 0 {
			return nil, unplanned("@defer")
		}
	}
	return fields, nil
}

// object plans what is selected of an object that begins at a path of a frame.
func (c *compiler) object(name string, f *frame, at string, set ast.SelectionSet) (*object, error) {
	t := c.types.types[name]
	if t == nil {
		return nil, unplanned(name)
	}
	fields, err := c.collect(set, t.also)
	if err != nil {
		return nil, err
	}
	o := &object{}
	for i, selected := range fields {
		write, err := c.member(t, f, at, selected, o)
		if err != nil {
			return nil, err
		}
		o.members = append(o.members, member{keyOf(i, selected.Alias), write})
	}
	return o, nil
}

// keyOf is what stands before a value: the brace or the comma, and the name.
func keyOf(i int, alias string) []byte {
	before := ","
	if i == 0 {
		before = "{"
	}
	return []byte(before + `"` + alias + `":`)
}

func (c *compiler) member(t *objectType, f *frame, at string, selected graphql.CollectedField, o *object) (writer, error) {
	if selected.Name == "__typename" {
		return constant(`"` + t.name + `"`), nil
	}
	if def := t.fields[selected.Name]; def != nil {
		return c.field(def, f, at, selected, o)
	}
	return nil, unplanned(t.name + "." + selected.Name)
}

// field plans a field that is known.
func (c *compiler) field(def *field, f *frame, at string, selected graphql.CollectedField, o *object) (writer, error) {
	switch def.source {
	case value:
		return plainValue(f.slot(at+def.path), def), nil
	case asking:
		return c.asking(f, at, def, selected, o)
	case using:
		return c.usage(f, at, selected, o)
	case computed:
		return computedValue(f, at, def.computed), nil
	case acting:
		return c.acting(f, at, def, selected)
	case part:
		if def.list {
			return c.elements(f, at, def, selected, o)
		}
		return c.part(f, at, def, selected, o)
	case reference:
		return c.reference(f, at, def, selected, o)
	}
	return nil, unplanned(selected.ObjectDefinition.Name + "." + selected.Name)
}

// part is a document within the record; its fields have slots of the same frame.
func (c *compiler) part(f *frame, at string, def *field, selected graphql.CollectedField, o *object) (writer, error) {
	slot := f.slot(at + def.path)
	below, err := c.object(def.of, f, at+def.path+".", selected.Selections)
	if err != nil {
		return nil, err
	}
	o.refs, o.asks = append(o.refs, below.refs...), append(o.asks, below.asks...)
	if !isPointer(def.typ) {
		return below.write, nil
	}
	absent := absentOf(def)
	return func(x *run, in []hub.Value) error {
		if in[slot].Absent() {
			return x.absent(absent)
		}
		return below.write(x, in)
	}, nil
}

// elements are the documents of a list; each is read by a frame of its own.
func (c *compiler) elements(f *frame, at string, def *field, selected graphql.CollectedField, o *object) (writer, error) {
	slot, own := f.slot(at+def.path), newFrame("")
	below, err := c.object(def.of, own, "", selected.Selections)
	if err != nil {
		return nil, err
	}
	c.parts = append(c.parts, own)
	all := &elements{own, below}
	if below.leads() {
		o.refs = append(o.refs, ref{slot: slot, list: all})
	}
	absent := absentOf(def)
	return func(x *run, in []hub.Value) error {
		if in[slot].Absent() {
			return x.absent(absent)
		}
		return all.write(x, in[slot])
	}, nil
}

// reference is records that the object names; they are read ahead, and found by their ids when they are written.
func (c *compiler) reference(f *frame, at string, def *field, selected graphql.CollectedField, o *object) (writer, error) {
	to := nouns()[def.kind]
	if to == nil || !def.null && !def.list {
		return nil, unplanned(selected.ObjectDefinition.Name + "." + selected.Name)
	}
	slot, frame := f.slot(at+def.path), c.record(def.kind)
	below, err := c.object(to.Name(), frame, "", selected.Selections)
	if err != nil {
		return nil, err
	}
	named := ref{slot: slot, frame: frame, below: below}
	o.refs = append(o.refs, named)
	if def.list {
		return named.writeAll(def), nil
	}
	return named.writeOne, nil
}
