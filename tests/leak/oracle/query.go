package oracle

// Query is an operation as it takes effect: variables and defaults are filled in, directives decided.
type Query struct{ Set []Selection }

// Selection is a field or a fragment. Off is true for one that a directive leaves out.
type Selection struct {
	Off   bool
	Field *Field
	On    string // the type of a fragment
	Set   []Selection
}

// Field is one selected field with what the schema says of its type.
type Field struct {
	Key, Name            string
	Type                 string // the named type
	List, NonNull, Inner bool   // Inner: the elements of the list are non-null
	Leaf                 bool
	Args                 map[string]any
	Set                  []Selection
}

// Cursor is an argument that stands for a position: after the record with this id in this very list, or invalid.
type Cursor struct {
	Valid bool
	After string
}

// Opaque stands for a value that the oracle does not predict.
type Opaque struct{}

// either stands for a value that is one of two.
type either struct{ one, other any }

// Answer is what a query should bring. Codes are those of all errors. Vague is true where the answer may also be a refusal.
type Answer struct {
	Data  any
	Codes map[string]bool
	Vague bool
}

// fieldsOf flattens a selection set for a concrete type. Generated documents select no response key twice.
func fieldsOf(set []Selection, typ string) []*Field {
	var out []*Field
	for _, s := range set {
		switch {
		case s.Off:
		case s.Field != nil:
			out = append(out, s.Field)
		case s.On == typ || s.On == "Node" || s.On == "":
			out = append(out, fieldsOf(s.Set, typ)...)
		}
	}
	return out
}
