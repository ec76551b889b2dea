package leak_test

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// Some fields lie deep, or behind types that few queries reach. Every few steps a query is drawn towards what a role has not met yet.

// compass points to the fields that a role has never asked for.
type compass struct {
	unmet map[string]bool // type.field
	far   map[string]int  // from a type, how many fields down the next of them is
}

// newCompass looks at what the role has met; nil when it has met everything.
func newCompass(s *ast.Schema, rep *report, role string) *compass {
	c := &compass{map[string]bool{}, map[string]int{}}
	for _, def := range s.Types {
		if def.Kind != ast.Object || !coverable(def.Name) {
			continue
		}
		for _, f := range def.Fields {
			if pair := def.Name + "." + f.Name; !strings.HasPrefix(f.Name, "__") && rep.wanting(def.Name, f.Name, role) {
				c.unmet[pair], c.far[def.Name] = true, 0
			}
		}
	}
	if len(c.unmet) == 0 {
		return nil
	}
	for more := true; more; {
		more = c.spread(s)
	}
	return c
}

// spread tells the types that lead to a known one how far it is.
func (c *compass) spread(s *ast.Schema) (more bool) {
	for _, def := range s.Types {
		for _, to := range ways(s, def) {
			far, known := c.far[to]
			if old, had := c.far[def.Name]; known && (!had || far+1 < old) {
				c.far[def.Name], more = far+1, true
			}
		}
	}
	return more
}

// ways are the types one step down.
func ways(s *ast.Schema, def *ast.Definition) (out []string) {
	for _, t := range s.GetPossibleTypes(def) {
		if t.Name != def.Name {
			out = append(out, t.Name)
		}
	}
	for _, f := range def.Fields {
		if !strings.HasPrefix(f.Name, "__") {
			out = append(out, f.Type.Name())
		}
	}
	return out
}

// pick are the fields of a type that were not met, and one that leads on to others.
func (g *generator) pick(def *ast.Definition) (out []*ast.FieldDefinition) {
	var on []*ast.FieldDefinition
	best := -1
	for _, f := range def.Fields {
		far, known := g.compass.far[f.Type.Name()]
		switch {
		case strings.HasPrefix(f.Name, "__"):
		case g.compass.unmet[def.Name+"."+f.Name]:
			out = append(out, f)
		case known && (best < 0 || far < best):
			on, best = []*ast.FieldDefinition{f}, far
		case known && far == best:
			on = append(on, f)
		}
	}
	g.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	out = out[:min(len(out), 8)]
	if len(on) > 0 {
		out = append(out, on[g.IntN(len(on))])
	}
	if id := def.Fields.ForName("id"); id != nil && !slices.Contains(out, id) {
		out = append(out, id)
	}
	return out
}

// nearest is the type behind an interface from which the next field is closest.
func (g *generator) nearest(possible []*ast.Definition) *ast.Definition {
	best := possible[g.IntN(len(possible))]
	for _, t := range possible {
		far, known := g.compass.far[t.Name]
		if old, had := g.compass.far[best.Name]; known && (!had || far < old) {
			best = t
		}
	}
	return best
}

// seek asks as somebody for what one of this person's roles has not met.
func (r *run) seek() {
	email := r.somebody()
	viewer := r.world.As(userID(email))
	if viewer == nil {
		return
	}
	r.gen.compass = newCompass(r.schema, r.report, viewer.User.Roles[r.random.IntN(len(viewer.User.Roles))])
	if r.gen.compass != nil {
		r.judge(r.gen.draw(email))
	}
	r.gen.compass = nil
}

// wanting tells whether a role has still to meet a pair: it was never asked for, or no answer held its type and one could.
func (r *report) wanting(typ, field, role string) bool {
	return r.pairs[typ+"."+field+" "+role] == 0 || r.reached[typ+" "+role] == 0 && outOfReach(typ, role) == ""
}

// coverable tells whether a role could meet a pair at all: everything is met but what belongs to introspection and mutations.
func coverable(typ string) bool {
	answers := strings.HasSuffix(typ, "Payload") || strings.HasSuffix(typ, "Result") || typ == "UserError"
	return !strings.HasPrefix(typ, "__") && typ != "Mutation" && !answers
}
