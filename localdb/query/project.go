package query

import (
	"strconv"
	"strings"

	"github.com/256dpi/lungo/mongokit"
	"go.mongodb.org/mongo-driver/bson"

	"partnerhub/localdb/expr"
	"partnerhub/localdb/fault"
	"partnerhub/localdb/raw"
)

// Projection says which fields of a document are returned. Plain inclusions and
// exclusions copy bytes; $slice and $elemMatch go through the library; computed
// fields are evaluated and set on the result.
type Projection struct {
	include  bool
	id       bool
	tree     branch
	library  bson.D
	computed []computed
}

// branch is a tree of field names; an empty one ends a path.
type branch map[string]branch

type computed struct {
	path string
	node expr.Node
}

// Project compiles a projection document; an empty one returns everything.
func Project(d bson.D) (*Projection, error) {
	p := &Projection{id: true, tree: branch{}}
	if err := p.read(d, "", true); err != nil {
		return nil, err
	}
	if len(p.library) > 0 && len(p.computed) > 0 {
		return nil, fault.New(fault.NotImplemented, "$slice or $elemMatch beside computed fields is not supported")
	}
	if len(p.library) > 0 {
		p.library = d
	}
	return p, nil
}

// All reports that the projection changes nothing.
func (p *Projection) All() bool {
	return p == nil || (!p.include && p.id && len(p.tree) == 0 && len(p.library) == 0 && len(p.computed) == 0)
}

// Plain reports that the projection only takes or leaves fields. Such a one has no
// state and may be used by many at once.
func (p *Projection) Plain() bool { return len(p.library) == 0 && len(p.computed) == 0 }

// read sorts the entries into inclusions, exclusions and the rest.
func (p *Projection) read(d bson.D, prefix string, find bool) error {
	for _, e := range d {
		path := prefix + e.Key
		if err := checkPath(path); err != nil {
			return err
		}
		sub, isDoc := e.Value.(bson.D)
		var err error
		switch {
		case isDoc && len(sub) > 0 && find && (sub[0].Key == "$slice" || sub[0].Key == "$elemMatch"):
			p.library = append(p.library, e)
		case isDoc && len(sub) > 0 && !strings.HasPrefix(sub[0].Key, "$"):
			err = p.read(sub, path+".", find)
		case flag(e.Value) >= 0:
			err = p.mark(path, flag(e.Value) == 1)
		default:
			err = p.compute(path, e.Value)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func checkPath(path string) error {
	for _, s := range strings.Split(path, ".") {
		if s == "" {
			return fault.New(40352, "FieldPath cannot be constructed with an empty part: %q", path)
		}
		if s[0] == '$' {
			return fault.New(fault.NotImplemented, "positional projection %q is not supported", path)
		}
	}
	return nil
}

// flag reads 1 and 0 in all their types, or answers -1.
func flag(v any) int {
	switch v := v.(type) {
	case bool:
		if v {
			return 1
		}
		return 0
	case int32, int64, float64:
		if f, _ := expr.Float(v); f == 0 {
			return 0
		}
		return 1
	}
	return -1
}

func (p *Projection) mark(path string, include bool) error {
	if path == "_id" {
		p.id = include
		if include && len(p.tree) == 0 {
			p.include = true
			p.tree["_id"] = branch{}
		}
		return nil
	}
	if rest := len(p.tree); rest > 0 && p.include != include {
		if _, only := p.tree["_id"]; !only || rest > 1 || include {
			return fault.New(31254, "Cannot do exclusion on field %s in inclusion projection or the reverse", path)
		}
		delete(p.tree, "_id")
	}
	p.include = include
	return p.tree.add(path)
}

// add grows the tree by a path and refuses one that covers or is covered.
func (b branch) add(path string) error {
	segments := strings.Split(path, ".")
	at := b
	for i, s := range segments {
		next, known := at[s]
		last := i == len(segments)-1
		if known && (last || len(next) == 0) {
			return fault.New(31250, "Path collision at %s", path)
		}
		if !known {
			next = branch{}
			at[s] = next
		}
		at = next
	}
	return nil
}

func (p *Projection) compute(path string, v any) error {
	node, err := expr.Compile(v)
	if err != nil {
		return err
	}
	if len(p.tree) == 0 {
		p.include = true
	}
	if !p.include {
		return fault.New(31310, "Cannot use an expression in an exclusion projection: %s", path)
	}
	p.computed = append(p.computed, computed{path: path, node: node})
	return nil
}

// Apply appends the projected document to dst.
func (p *Projection) Apply(dst []byte, d raw.Doc) ([]byte, error) {
	if p.All() {
		return append(dst, d...), nil
	}
	if len(p.library) > 0 {
		return p.viaLibrary(dst, d)
	}
	at := len(dst)
	dst = p.copyDoc(dst, d, p.tree, true)
	if len(p.computed) == 0 {
		return dst, nil
	}
	out, err := p.set(raw.Doc(dst[at:]).Decode(), d)
	if err != nil {
		return nil, err
	}
	return raw.AppendDoc(dst[:at], out), nil
}

func (p *Projection) set(out bson.D, d raw.Doc) (bson.D, error) {
	scope := expr.Root(d.Decode())
	for _, c := range p.computed {
		v, err := c.node.Eval(scope)
		if err != nil {
			return nil, err
		}
		out = expr.SetPath(out, c.path, v)
	}
	return out, nil
}

func (p *Projection) viaLibrary(dst []byte, d raw.Doc) ([]byte, error) {
	doc := d.Decode()
	out, err := mongokit.Project(&doc, &p.library)
	if err != nil {
		return nil, fault.Of(err, fault.BadValue)
	}
	return raw.AppendDoc(dst, *out), nil
}

// copyDoc copies the fields of d that the tree keeps, in the document's order.
func (p *Projection) copyDoc(dst []byte, d raw.Doc, tree branch, top bool) []byte {
	at := len(dst)
	dst = raw.Open(dst)
	for b := d.Elements(); ; {
		name, v, rest, ok := raw.Next(b)
		if !ok {
			return raw.Close(dst, at)
		}
		dst = p.copyField(dst, name, v, tree, top)
		b = rest
	}
}

func (p *Projection) copyField(dst, name []byte, v raw.Value, tree branch, top bool) []byte {
	if top && string(name) == "_id" {
		if p.id {
			return raw.AppendElement(dst, "_id", v)
		}
		return dst
	}
	sub, named := tree[string(name)]
	switch {
	case named && len(sub) > 0 && (v.Type == raw.TypeDoc || v.Type == raw.TypeArray):
		return p.copyNested(dst, string(name), v, sub)
	case named && len(sub) > 0:
		named = false // a path into a scalar reaches nothing
	}
	if named == p.include {
		return raw.AppendElement(dst, string(name), v)
	}
	return dst
}

func (p *Projection) copyNested(dst []byte, name string, v raw.Value, tree branch) []byte {
	dst = append(append(append(dst, v.Type), name...), 0)
	if v.Type == raw.TypeDoc {
		return p.copyDoc(dst, v.Doc(), tree, false)
	}
	return p.copyArray(dst, v.Doc(), tree)
}

// copyArray projects each element that is a document or an array; scalars stay
// only in an exclusion.
func (p *Projection) copyArray(dst []byte, d raw.Doc, tree branch) []byte {
	at, n := len(dst), 0
	dst = raw.Open(dst)
	for b := d.Elements(); ; {
		_, v, rest, ok := raw.Next(b)
		if !ok {
			return raw.Close(dst, at)
		}
		b = rest
		name := strconv.Itoa(n)
		switch {
		case v.Type == raw.TypeDoc || v.Type == raw.TypeArray:
			dst = p.copyNested(dst, name, v, tree)
		case p.include:
			continue
		default:
			dst = raw.AppendElement(dst, name, v)
		}
		n++
	}
}
