package resolvers_test

import (
	"bytes"
	"context"
	"log/slog"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/vektah/gqlparser/v2/ast"

	"partnerhub/authz"
	"partnerhub/graph"
	"partnerhub/model"
	"partnerhub/resolvers"
)

// TestAnyAnswerIsToldTheSame lets use-cases answer whatever their types can hold: values that are missing, empty, odd or of no record
// are written alike by a plan and by the executor.
func TestAnyAnswerIsToldTheSame(t *testing.T) {
	p, err := sharedPair()
	must(t, err)
	schema, quiet := resolvers.NewSchema(p.hub, resolvers.Integration{}, true), slog.New(slog.DiscardHandler)
	planned, ordinary := answering(newExecutor(schema, quiet)), answering(newExecutor(resolvers.NewSchema(p.hub, resolvers.Integration{}, false), quiet))
	a := &answers{Rand: rand.New(rand.NewPCG(1, 4)), ids: []model.ID{"", "partner_gone", model.AudienceAny}}
	for _, ids := range p.pool.ids {
		for _, id := range ids {
			a.ids = append(a.ids, model.ID(id))
		}
	}
	slices.Sort(a.ids)
	asked, seen := 0, map[string]int{}
	for _, root := range tellable(schema.Schema()) {
		for _, selection := range append(alone(schema.Schema(), root.answer, 3, seen), "..."+everything(schema.Schema(), root.answer, 3)) {
			who := p.people[a.IntN(len(p.people))]
			ctx := context.WithValue(who, answered{}, a.of(root.typ).Interface())
			query := root.operation + " { told: " + root.field + " {" + selection + "} }"
			asked++
			want := answerBytes(t, ctx, ordinary, query, nil)
			if got := answerBytes(t, ctx, planned, query, nil); !bytes.Equal(got, want) {
				t.Errorf("as %s: %s\ngot  %.600s\nwant %.600s", authz.PrincipalFrom(who).Roles, query, got, want)
			}
		}
	}
	if told := schema.Plans().Planned(); asked < 500 || told < uint64(asked)*9/10 {
		t.Errorf("of %d answers plans wrote %d; left: %v", asked, told, schema.Plans().Left())
	}
}

// answered is the key of what a use-case is to answer.
type answered struct{}

// answering has an executor answer from the context what the use-cases would.
func answering(e *executor.Executor) *executor.Executor {
	e.AroundFields(func(ctx context.Context, next graphql.Resolver) (any, error) {
		if f := graphql.GetFieldContext(ctx); f.Object == "Mutation" || f.Object == "Query" {
			return ctx.Value(answered{}), nil
		}
		return next(ctx)
	})
	return e
}

// tells is a field that a use-case answers.
type tells struct {
	operation, field string // with its arguments
	answer           *ast.Definition
	typ              reflect.Type
}

// tellable are the mutations of each answer, and the fields of the query that plans write although use-cases answer them.
func tellable(schema *ast.Schema) (out []tells) {
	seen := map[string]bool{}
	add := func(operation string, def *ast.FieldDefinition, of reflect.Type) {
		answer := schema.Types[def.Type.Name()]
		for i := range of.NumMethod() {
			if m := of.Method(i); strings.EqualFold(m.Name, def.Name) && answer.Kind == ast.Object && !seen[operation+answer.Name] {
				seen[operation+answer.Name] = true
				out = append(out, tells{operation, def.Name + literals(schema, def.Arguments), answer, m.Type.Out(0)})
			}
		}
	}
	for _, def := range schema.Mutation.Fields {
		add("mutation", def, reflect.TypeFor[graph.MutationResolver]())
	}
	for _, name := range []string{"changes", "dealInsights", "dealSettings", "explainEligibility", "explainVisibility", "rateLimit", "salesSettings",
		"segmentation", "tierLadder", "visibilityPolicy", "visibilityRows"} {
		add("query", schema.Query.Fields.ForName(name), reflect.TypeFor[graph.QueryResolver]())
	}
	return out
}

// literals are arguments that a field cannot do without.
func literals(schema *ast.Schema, arguments ast.ArgumentDefinitionList) string {
	var out []string
	for _, a := range arguments {
		if a.Type.NonNull {
			out = append(out, a.Name+": "+literal(schema, a.Type))
		}
	}
	if out == nil {
		return ""
	}
	return "(" + strings.Join(out, ", ") + ")"
}

func literal(schema *ast.Schema, t *ast.Type) string {
	def := schema.Types[t.Name()]
	switch {
	case t.Elem != nil:
		return "[]"
	case def.Kind == ast.Enum:
		return def.EnumValues[0].Name
	case def.Kind == ast.InputObject:
		var out []string
		for i, f := range def.Fields {
			if f.Type.NonNull && f.DefaultValue == nil || i == 0 && def.Directives.ForName("oneOf") != nil {
				out = append(out, f.Name+": "+literal(schema, f.Type))
			}
		}
		return "{" + strings.Join(out, ", ") + "}"
	}
	known := map[string]string{"Int": "1", "Boolean": "true", "Date": `"2026-01-01"`, "DateTime": `"2026-01-01T00:00:00Z"`, "Decimal": `"1"`,
		"CurrencyCode": `"GBP"`, "CountryCode": `"GB"`, "Email": `"a@b.example"`}[def.Name]
	if known == "" {
		return `"a"`
	}
	return known
}

// answers draws values of the model.
type answers struct {
	*rand.Rand
	ids []model.ID
}

// of is a value of a type that no viewer has been spared.
func (a *answers) of(typ reflect.Type) reflect.Value {
	v := reflect.New(typ).Elem()
	if typ.Kind() == reflect.Pointer {
		v.Set(reflect.New(typ.Elem()))
		a.fill(v.Elem(), 6)
		return v
	}
	a.fill(v, 6)
	return v
}

func (a *answers) fill(v reflect.Value, depth int) {
	switch {
	case v.Type() == reflect.TypeFor[time.Time]():
		v.Set(reflect.ValueOf([]time.Time{noon, model.Forever, noon.Add(-time.Hour), noon.Add(time.Hour), noon.Add(1234567 * time.Nanosecond)}[a.IntN(5)]))
	case v.Type() == reflect.TypeFor[model.ID]():
		v.Set(reflect.ValueOf(a.ids[a.IntN(len(a.ids))]))
	case v.Type() == reflect.TypeFor[model.CurrencyCode]():
		v.SetString([]string{"", "GBP", "JPY", "KWD"}[a.IntN(4)])
	case v.Type() == reflect.TypeFor[model.DealApprovalStatus]():
		v.Set(reflect.ValueOf(model.AllDealApprovalStatus[a.IntN(len(model.AllDealApprovalStatus))]))
	case v.Type() == reflect.TypeFor[model.EnrollmentStatus]():
		v.Set(reflect.ValueOf(model.AllEnrollmentStatus[a.IntN(len(model.AllEnrollmentStatus))]))
	case v.Kind() == reflect.String:
		v.SetString([]string{"", "a", "odd \" \\ \t\n\x01 é 😀 \u2028 </script>", "2026-01-01", string(model.NoLastDay), "1.50"}[a.IntN(6)])
	case v.CanInt():
		v.SetInt(int64(a.IntN(5) - 1))
	case v.Kind() == reflect.Bool:
		v.SetBool(a.IntN(2) == 0)
	case v.Kind() == reflect.Pointer && depth > 0 && a.IntN(4) > 0:
		v.Set(reflect.New(v.Type().Elem()))
		a.fill(v.Elem(), depth-1)
	case v.Kind() == reflect.Slice && a.IntN(4) > 0:
		v.Set(reflect.MakeSlice(v.Type(), 0, 3))
		for range a.IntN(4) {
			one := reflect.New(v.Type().Elem()).Elem()
			if a.fill(one, depth-1); one.Kind() != reflect.Pointer || !one.IsNil() {
				v.Set(reflect.Append(v, one))
			}
		}
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			f := v.Type().Field(i)
			if f.IsExported() {
				a.fill(v.Field(i), depth)
			}
			if strings.HasSuffix(f.Tag.Get("bson"), ",omitempty") && f.Type.Kind() == reflect.Slice && v.Field(i).Len() == 0 {
				v.Field(i).SetZero() // no record comes from the store with an empty list there
			}
		}
		tellAsUseCasesDo(v.Addr().Interface())
	}
}

// tellAsUseCasesDo does to a record what is done to each before it is answered.
func tellAsUseCasesDo(record any) {
	switch r := record.(type) {
	case *model.Deal:
		r.ProtectionActive, r.EscalatedAt = r.ProtectedAt(noon), r.EscalatedBy(noon)
		r.ApprovalStatus = r.StatusAt(noon)
	case *model.Enrollment:
		if r.Status = r.StatusAt(noon); r.ValidUntil != nil && r.ValidUntil.Equal(model.Forever) {
			r.ValidUntil = nil
		}
	}
}
