package plan

import (
	"reflect"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"partnerhub/graph"
	"partnerhub/hub"
	"partnerhub/model"
)

// registry knows, for the object types of the schema that are records or parts of them, where their fields are stored. It is
// derived from the schema and the model, so that a new plain field is known the day it lands.
type registry struct {
	schema *ast.Schema
	types  map[string]*objectType
	told   map[string]*field // fields of the query and of the mutations that use-cases answer with structs
}

// objectType is one object type of the schema.
type objectType struct {
	name   string
	kind   model.Kind // "" for a part of a record
	also   []string   // its own name and those of its interfaces: what a fragment may be on
	fields map[string]*field
}

// field is one field of an object type. A field whose source is unknown is left to the ordinary resolvers.
type field struct {
	source source
	path   string       // stored, within the object
	typ    reflect.Type // in the model
	list   bool
	null   bool // the schema lets it be null
	leaf   leaf
	of     string // the object type of a part, or of the records named
	kind   model.Kind
	// computed is for a field that is made of others.
	computed *special
	// asks is for a field that a use-case answers; inner is how the answer is written.
	asks       asks
	inner      *field
	noneIsNull bool // an empty list of references is null
}

type source int

const (
	unknown   source = iota
	value            // a scalar or an enum, or a list of these
	part             // a document within the record, or a list of these
	reference        // records that the record names by id
	computed         // made of other stored fields
	asking           // what a use-case works out for many records
	using            // with which authority something was done
	acting           // what the viewer can do with the record
)

// nouns are the types of records by kind. In the schema they have the same names.
func nouns() map[model.Kind]reflect.Type {
	return map[model.Kind]reflect.Type{
		model.KindOrganization:  reflect.TypeFor[model.Organization](),
		model.KindUser:          reflect.TypeFor[model.User](),
		model.KindPartner:       reflect.TypeFor[model.Partner](),
		model.KindProgram:       reflect.TypeFor[model.Program](),
		model.KindCampaign:      reflect.TypeFor[model.Campaign](),
		model.KindDeal:          reflect.TypeFor[model.Deal](),
		model.KindAuthority:     reflect.TypeFor[model.ApprovalAuthority](),
		model.KindEngagement:    reflect.TypeFor[model.DirectEngagement](),
		model.KindEnrollment:    reflect.TypeFor[model.Enrollment](),
		model.KindSegment:       reflect.TypeFor[model.Segment](),
		model.KindWebhook:       reflect.TypeFor[model.WebhookEndpoint](),
		model.KindRate:          reflect.TypeFor[model.ConversionRate](),
		model.KindCertification: reflect.TypeFor[model.PartnerCertification](),
	}
}

func newRegistry(schema *ast.Schema) *registry {
	r := &registry{schema: schema, types: map[string]*objectType{}, told: map[string]*field{}}
	for _, typ := range nouns() {
		r.add(typ.Name(), typ)
	}
	r.addTold()
	return r
}

func (r *registry) add(name string, typ reflect.Type) {
	def := r.schema.Types[name]
	if def == nil || def.Kind != ast.Object || r.types[name] != nil {
		return
	}
	t := &objectType{name: name, kind: kindOf(typ), also: append([]string{name}, def.Interfaces...), fields: map[string]*field{}}
	r.types[name] = t
	for _, f := range def.Fields {
		if !strings.HasPrefix(f.Name, "__") {
			t.fields[f.Name] = r.field(name, typ, f)
			t.guard(f.Name)
		}
	}
}

// guard leaves a field to the ordinary resolvers that is told otherwise than it is stored.
func (t *objectType) guard(name string) {
	if f := t.fields[name]; f.source != computed && f.source != acting && hub.IsPresented(t.kind, f.path) {
		f.source = unknown
	}
}

// field finds out where a field comes from, in the order in which the code generator does.
func (r *registry) field(name string, typ reflect.Type, def *ast.FieldDefinition) *field {
	f := &field{null: !def.Type.NonNull, list: def.Type.Elem != nil, of: def.Type.Name()}
	full := name + "." + def.Name
	if len(def.Arguments) > 0 || f.list && (!def.Type.Elem.NonNull || def.Type.Elem.Elem != nil) {
		return f
	}
	if s, ok := specials()[full]; ok {
		f.source, f.computed = computed, s
		return f
	}
	if kind, ok := actions()[full]; ok {
		f.source, f.kind = acting, kind
		return f
	}
	if a, ok := askable()[full]; ok {
		r.asksOf(f, a)
		return f
	}
	if slices.Contains(used(), full) {
		f.source = using
		return f
	}
	resolver, resolved := resolverOf(name, def.Name)
	if path, ok := references()[full]; ok && resolved {
		f.source, f.path, f.kind, f.noneIsNull = reference, path, kindOf(resolver.Out(0)), strings.HasPrefix(full, "ApprovalAuthority.") && f.list
		return f
	}
	if !resolved && !hasMethod(typ, def.Name) {
		r.bind(f, full, typ, def)
	}
	return f
}

// resolverOf finds the method that resolves a field, false for a field that is read from the model.
func resolverOf(object, name string) (reflect.Type, bool) {
	of, ok := reflect.TypeFor[graph.ResolverRoot]().MethodByName(object)
	if !ok {
		return nil, false
	}
	resolvers := of.Type.Out(0)
	for i := range resolvers.NumMethod() {
		if m := resolvers.Method(i); strings.EqualFold(m.Name, name) {
			return m.Type, true
		}
	}
	return nil, false
}

func hasMethod(typ reflect.Type, name string) bool {
	typ = reflect.PointerTo(typ)
	for i := range typ.NumMethod() {
		if strings.EqualFold(typ.Method(i).Name, name) {
			return true
		}
	}
	return false
}

// kindOf is the kind of records that a resolver answers.
func kindOf(t reflect.Type) model.Kind {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	for kind, typ := range nouns() {
		if typ == t {
			return kind
		}
	}
	return ""
}
