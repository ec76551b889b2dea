package plan

import (
	"context"
	"reflect"
	"slices"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"partnerhub/hub"
)

// What a use-case answers with structs, a plan writes: it takes their bytes, as if they were stored, and reads ahead what they name. The
// use-case has decided what its viewer sees of them.

// answerPath is the path of what a use-case has answered.
const answerPath = "v"

// tellable are the fields of the query whose answers are told by use-cases. All mutations are.
func tellable() []string {
	return []string{"changes", "dealInsights", "dealSettings", "explainEligibility", "explainVisibility", "rateLimit", "salesSettings",
		"segmentation", "tierLadder", "visibilityPolicy", "visibilityRows"}
}

// addTold adds the fields that use-cases answer, as the types of their resolvers say.
func (r *registry) addTold() {
	for _, object := range []*ast.Definition{r.schema.Query, r.schema.Mutation} {
		if object == nil {
			continue
		}
		for _, def := range object.Fields {
			if object == r.schema.Query && !slices.Contains(tellable(), def.Name) {
				continue
			}
			if resolver, ok := resolverOf(object.Name, def.Name); ok {
				r.tellAs(object.Name, def, resolver.Out(0))
			}
		}
	}
}

func (r *registry) tellAs(object string, def *ast.FieldDefinition, typ reflect.Type) {
	f := &field{null: !def.Type.NonNull, list: def.Type.Elem != nil, of: def.Type.Name(), path: answerPath, typ: typ}
	if f.list != (typ.Kind() == reflect.Slice) {
		return
	}
	if f.list {
		typ = typ.Elem()
	}
	r.classify(f, typ)
	r.told[object+"."+def.Name] = f
}

// telling plans how an answer is written.
func (c *compiler) telling(of string, f graphql.CollectedField) (func(context.Context, *run, any) error, error) {
	if len(f.Deferrables) > 0 {
		return nil, unplanned("@defer")
	}
	own, names := newFrame(""), &object{}
	write, err := c.field(c.types.told[of+"."+f.Name], own, "", f, names)
	if err != nil {
		return nil, err
	}
	c.parts = append(c.parts, own)
	return func(ctx context.Context, x *run, told any) error {
		in, err := x.slotsOf(own, told)
		if err != nil {
			return err
		}
		if err := x.name(names, in); err != nil {
			return err
		}
		if err := x.ahead(ctx, c.frames); err != nil {
			return err
		}
		return write(x, in)
	}, nil
}

// slotsOf reads an answer into slots, as it would be stored.
func (x *run) slotsOf(f *frame, told any) ([]hub.Value, error) {
	d, err := hub.BytesOf(answerPath, told)
	if err != nil {
		return nil, err
	}
	in := x.borrow(f.shape.Slots())
	if !f.shape.Read(d, in) {
		return nil, errForm
	}
	return in, nil
}

// isNothing is true for no answer.
func isNothing(told any) bool {
	v := reflect.ValueOf(told)
	return !v.IsValid() || (v.Kind() == reflect.Pointer || v.Kind() == reflect.Slice) && v.IsNil()
}
