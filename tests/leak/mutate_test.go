package leak_test

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"partnerhub/tests/leak/oracle"
)

// steps are the mutations that change a deal by its id, whatever they are called. Those that make a new record are in newdeal_test.go.
func (r *run) steps() []*ast.FieldDefinition {
	var out []*ast.FieldDefinition
	for _, m := range r.schema.Mutation.Fields {
		payload, in := r.schema.Types[m.Type.Name()], m.Arguments.ForName("input")
		if in != nil && payload.Fields.ForName("deal") != nil && idField(r.schema.Types[in.Type.Name()]) != "" && m.Name != "copyDeal" {
			out = append(out, m)
		}
	}
	return out
}

// idField is the field of an input that names the deal.
func idField(d *ast.Definition) string {
	for _, name := range []string{"id", "dealId"} {
		if d.Fields.ForName(name) != nil {
			return name
		}
	}
	return ""
}

// mutation does one step as somebody, with a deal that may be seen, hidden or absent.
func (r *run) mutation() {
	all, deals := r.steps(), r.moving()
	if len(deals) == 0 {
		return
	}
	email, id, def := r.drawStep(all, deals)
	viewer := r.world.As(userID(email))
	if viewer == nil {
		return
	}
	g, input := r.draft(def, email, id)
	if def.Name == "updateDeal" && r.random.IntN(2) == 0 {
		g, input = r.draftRenaming(def, email, r.world.Records[id])
	}
	leaks, hidden := len(r.report.leaks), viewer.Shown(r.world.Records[id]) == nil
	defer func() { r.note(event{ask: g, deal: id, denied: hidden}, len(r.report.leaks) > leaks) }()
	if hidden {
		r.denied(def, g, input)
		return
	}
	got := r.here.ask(r.tb, g.request)
	r.report.queries++
	if email == r.twin.email {
		r.twin.compare(r, g.request, got)
	} else {
		r.twin.there.ask(r.tb, r.twin.here(g.request))
	}
	r.done(g, id, got)
}

// moving are the deals that people may change: those in which the twin world does not differ.
func (r *run) moving() []string {
	out := slices.Clone(r.made)
	for _, d := range r.tables["deals"] {
		if id := idOf("deals", d); !r.twin.still[id] {
			out = append(out, id)
		}
	}
	return out
}

// drawStep draws somebody, a deal and a step with it: mostly ones that go together.
func (r *run) drawStep(all []*ast.FieldDefinition, deals []string) (email, id string, def *ast.FieldDefinition) {
	for range 5 {
		email, id = r.somebody(), deals[r.random.IntN(len(deals))]
		for n := 0; n < 20 && r.random.IntN(8) > 0 && !r.sees(email, id); n++ {
			email, id = r.somebody(), deals[r.random.IntN(len(deals))]
		}
		if def = r.possible(email, id, all); def != nil {
			return email, id, def
		}
	}
	return email, id, all[r.random.IntN(len(all))]
}

func (r *run) sees(email, id string) bool {
	viewer := r.world.As(userID(email))
	return viewer != nil && viewer.Shown(r.world.Records[id]) != nil
}

// possible is a step that the hub says is open to the person, nil for none; now and then it is any. A step's description names its
// mutation.
func (r *run) possible(email, id string, all []*ast.FieldDefinition) *ast.FieldDefinition {
	if r.random.IntN(6) == 0 {
		return all[r.random.IntN(len(all))]
	}
	got := r.here.ask(r.tb, request{Email: email, Query: "query($id:ID!){deal(id:$id){availableActions}}", Variables: map[string]any{"id": id}})
	data, _ := got.Data.(map[string]any)
	deal, _ := data["deal"].(map[string]any)
	actions, _ := deal["availableActions"].([]any)
	if len(actions) == 0 {
		return nil
	}
	action := r.schema.Types["DealAction"].EnumValues.ForName(actions[r.random.IntN(len(actions))].(string))
	for _, m := range all {
		if strings.Contains(action.Description, "`"+m.Name+"`") {
			return m
		}
	}
	return nil
}

// draft writes a mutation. What it stores is plain: marks belong to the records that the files made.
func (r *run) draft(def *ast.FieldDefinition, email, id string) (*generated, map[string]any) {
	r.gen.begin(email)
	input := plain(r.gen.input(r.schema.Types[def.Arguments.ForName("input").Type.Name()], "", "Deal", 0)).(map[string]any)
	return r.draftOf(def, email, id, input)
}

// draftOf writes a mutation with this input, and asks how the deal is afterwards; for some fields in any case.
func (r *run) draftOf(def *ast.FieldDefinition, email, id string, input map[string]any, asked ...string) (*generated, map[string]any) {
	in := def.Arguments.ForName("input")
	shape := r.schema.Types[in.Type.Name()]
	input[idField(shape)] = id
	if version, ok := r.versionFor(email, r.world.Records[id]).(float64); ok && shape.Fields.ForName("expectedVersion") != nil {
		input["expectedVersion"] = version
	}
	deal := r.schema.Types["Deal"]
	chosen := r.gen.choose(deal, 2)
	for _, name := range asked {
		chosen = append(chosen, deal.Fields.ForName(name))
	}
	set := r.gen.fields(chosen, "Deal", 2, 1)
	text := r.gen.text.String()
	r.gen.text.Reset()
	r.gen.text.WriteString("{result:" + def.Name + "(input:" + r.gen.variable(in.Type.String(), input) + "){deal" + text + " userErrors{code field}}}")
	return r.gen.finish("mutation", set), input
}

// denied: a deal that is hidden answers as one that does not exist, byte for byte.
func (r *run) denied(def *ast.FieldDefinition, g *generated, input map[string]any) {
	shape := r.schema.Types[def.Arguments.ForName("input").Type.Name()]
	hidden := r.here.ask(r.tb, g.request)
	r.report.queries++
	for _, id := range []string{"deal_00000000000000000000000000", "nonsense"} {
		input[idField(shape)] = id
		if absent := r.here.ask(r.tb, g.request); canonical(absent) != canonical(hidden) {
			r.report.leak("oracle", "%s: a hidden deal answers %s, an absent one %s\n%s", r.who(g.Email), hidden.body, absent.body, show(g.request))
		}
	}
	viewer := r.world.As(userID(g.Email))
	for _, leak := range r.marks.leaked(viewer, hidden.text()) {
		r.report.leak("taint", "%s may not see %s\n%s\n%s", r.who(g.Email), leak, show(g.request), hidden.body)
	}
}

// done learns what the step did, and judges how the deal came back. A fault in what was selected of the deal, such as a wrong
// cursor below it, does not take the step back: then there is nothing to judge and all the more to learn.
func (r *run) done(g *generated, id string, got *reply) {
	data, _ := got.Data.(map[string]any)
	payload, _ := data["result"].(map[string]any)
	if userErrors, _ := payload["userErrors"].([]any); payload != nil && len(userErrors) == 0 {
		r.report.mutations++
		if strings.Contains(g.Query, "{result:updateDeal(") {
			renamed(r.world.Records[id], r.world.As(userID(g.Email)).Org, inputOf(g))
		}
		r.touched(g, id)
		want := r.world.As(userID(g.Email)).Show(id, g.query.Set)
		if d := oracle.Differ(want.Data, payload["deal"], "deal"); d != "" && !want.Vague && len(got.Errors) == 0 {
			r.report.leak("oracle", "%s: %s\n%s\n%s", r.who(g.Email), d, show(g.request), got.body)
		}
	}
	for _, leak := range r.marks.leaked(r.world.As(userID(g.Email)), got.text()) {
		r.report.leak("taint", "%s may not see %s\n%s\n%s", r.who(g.Email), leak, show(g.request), got.body)
	}
}

// touched notes that people have changed a deal: from now on the files do not tell what it is.
func (r *run) touched(g *generated, id string) {
	d, input := r.world.Records[id], inputOf(g)
	if hide, ok := input["hiddenFromDistributor"].(bool); ok {
		d.Hidden = hide
	}
	u := r.world.Records[userID(g.Email)]
	r.touch[id] = u.ID + " " + u.Organization
	r.settleOn("Deal")
}

func inputOf(g *generated) map[string]any {
	for _, v := range g.Variables {
		if m, ok := v.(map[string]any); ok {
			return m
		}
	}
	return nil
}

// plain replaces whatever looks like a mark.
func plain(value any) any {
	switch value := value.(type) {
	case string:
		if strings.HasPrefix(value, "7") {
			return "10.00"
		}
		return markForm.ReplaceAllString(value, "plain words")
	case []any:
		for i := range value {
			value[i] = plain(value[i])
		}
	case map[string]any:
		for k := range value {
			value[k] = plain(value[k])
		}
	}
	return value
}
