package plan

import (
	"reflect"
	"strings"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
)

// bind finds the field of the struct that the schema's field is read from, and how it is stored.
func (r *registry) bind(f *field, full string, typ reflect.Type, def *ast.FieldDefinition) {
	name := def.Name
	if other, ok := renamed()[full]; ok {
		name = other
	}
	member, ok := fieldNamed(typ, name)
	if !ok {
		return
	}
	stored := storedAs(member)
	if stored == "" {
		return
	}
	f.path, f.typ = stored, member.Type
	element := member.Type
	if f.list != (element.Kind() == reflect.Slice) {
		return
	}
	if f.list {
		element = element.Elem()
	}
	r.classify(f, element)
}

// storedAs is the name of a field among the bytes, "" for one that is not there.
func storedAs(f reflect.StructField) string {
	stored, options, _ := strings.Cut(f.Tag.Get("bson"), ",")
	switch {
	case stored == "-" || options == "inline":
		return ""
	case stored == "" && len(f.Index) == 1:
		return strings.ToLower(f.Name) // as the driver names what no tag does
	}
	return stored
}

// classify tells a scalar from a part. A type that it does not know leaves the field unknown.
func (r *registry) classify(f *field, typ reflect.Type) {
	typ = deref(typ)
	if def := r.schema.Types[f.of]; def != nil && def.Kind == ast.Object {
		if typ.Kind() == reflect.Struct {
			f.source = part
			r.add(f.of, typ)
		}
		return
	}
	if f.leaf = leafOf(typ, f.of); f.leaf != noLeaf {
		f.source = value
	}
}

// leafOf is how a type of the model is written as a type of the schema.
func leafOf(typ reflect.Type, name string) leaf {
	switch {
	case typ == reflect.TypeFor[time.Time]() && name == "DateTime":
		return instant
	case typ == reflect.TypeFor[string]() && (name == "String" || name == "Email" || name == "Cursor"):
		return text
	case typ.Kind() == reflect.String && typ.Implements(reflect.TypeFor[graphql.Marshaler]()):
		return word
	case typ == reflect.TypeFor[int]() && name == "Int":
		return number
	case typ == reflect.TypeFor[bool]() && name == "Boolean":
		return truth
	}
	return noLeaf
}

// fieldNamed finds a field as the code generator does, by its name in whatever case.
func fieldNamed(typ reflect.Type, name string) (reflect.StructField, bool) {
	for _, f := range reflect.VisibleFields(typ) {
		if f.IsExported() && !f.Anonymous && strings.EqualFold(f.Name, name) {
			return f, true
		}
	}
	return reflect.StructField{}, false
}

func deref(t reflect.Type) reflect.Type {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t
}
