package query

import (
	"errors"
	"strings"

	"github.com/256dpi/lungo/bsonkit"
	"github.com/256dpi/lungo/mongokit"
	"go.mongodb.org/mongo-driver/bson"

	"partnerhub/localdb/fault"
	"partnerhub/localdb/raw"
)

// Filter is a checked and compiled filter. It may be used by many at once.
type Filter struct {
	language *Language
	source   raw.Doc
	doc      bson.D
	names    []string // the top-level fields it reads
	whole    bool     // it may read any field
	test     test     // decides most documents by their bytes
}

// Filter compiles a filter, or says what is wrong with it even if no document
// would ever be compared. The source bytes are copied.
func (l *Language) Filter(source raw.Doc) (*Filter, error) {
	f, err := l.compile(source.Decode())
	if err != nil {
		return nil, err
	}
	f.source = append(raw.Doc(nil), source...)
	return f, nil
}

func (l *Language) compile(d bson.D) (*Filter, error) {
	doc, err := rewrite(d)
	if err != nil {
		return nil, err
	}
	f := &Filter{language: l, doc: doc}
	if err := f.check(doc); err != nil {
		return nil, err
	}
	f.reads(doc)
	f.test = fast(doc)
	return f, nil
}

// Source returns the filter as the client sent it.
func (f *Filter) Source() raw.Doc { return f.source }

// Doc returns the compiled conditions for the planner to read.
func (f *Filter) Doc() bson.D { return f.doc }

// Reads returns the top-level fields that decide about a match; whole means that
// any field may.
func (f *Filter) Reads() (names []string, whole bool) { return f.names, f.whole }

// Empty reports that every document matches.
func (f *Filter) Empty() bool { return len(f.doc) == 0 }

// Match reports whether the document matches.
func (f *Filter) Match(d raw.Doc) (bool, error) {
	if v := f.test.on(d); v != unsure {
		return v == yes, nil
	}
	var fields bson.D
	if f.whole {
		fields = d.Decode()
	} else {
		fields = d.DecodeFields(make(bson.D, 0, len(f.names)), f.names)
	}
	return f.MatchFields(fields)
}

// MatchFields is Match for a document that is decoded already.
func (f *Filter) MatchFields(d bson.D) (bool, error) {
	err := mongokit.Process(f.language.context(), &d, f.doc, "", true)
	if errors.Is(err, mongokit.ErrNotMatched) {
		return false, nil
	}
	if err != nil {
		return false, fault.Of(err, fault.BadValue)
	}
	return true, nil
}

// Constants returns the fields that the filter fixes to one value, which an
// upsert starts from.
func (f *Filter) Constants() (raw.Doc, error) {
	d, err := f.constants()
	if err != nil {
		return nil, err
	}
	return raw.Encode(*d), nil
}

func (f *Filter) constants() (bsonkit.Doc, error) {
	d, err := mongokit.Extract(&f.doc)
	if err != nil {
		return nil, fault.Of(err, fault.BadValue)
	}
	return d, nil
}

// check runs every condition once on an empty document, so that a malformed one
// is an error before the first document and not only when one gets that far.
func (f *Filter) check(d bson.D) error {
	for _, e := range d {
		if list, ok := e.Value.(bson.A); ok && logical(e.Key) {
			for _, item := range list {
				if err := f.check(item.(bson.D)); err != nil {
					return err
				}
			}
			continue
		}
		if err := f.checkLeaf(e); err != nil {
			return err
		}
	}
	return nil
}

func (f *Filter) checkLeaf(e bson.E) error {
	conds := bson.D{e}
	if operatorDoc(e.Value) {
		conds = conds[:0]
		for _, op := range e.Value.(bson.D) {
			conds = append(conds, bson.E{Key: e.Key, Value: bson.D{op}})
		}
	}
	for _, c := range conds {
		if err := f.checkElement(c.Value); err != nil {
			return err
		}
		err := mongokit.ProcessExpression(f.language.context(), &bson.D{}, "", c, true)
		if err != nil && !errors.Is(err, mongokit.ErrNotMatched) {
			return fault.Of(err, fault.BadValue)
		}
	}
	return nil
}

// checkElement checks the conditions inside an $elemMatch, which an empty
// document never reaches.
func (f *Filter) checkElement(v any) error {
	d, ok := v.(bson.D)
	if !ok || len(d) != 1 || d[0].Key != "$elemMatch" {
		return nil
	}
	inner := d[0].Value.(bson.D)
	if operatorDoc(inner) && !logical(inner[0].Key) {
		return f.checkLeaf(bson.E{Key: "element", Value: inner})
	}
	return f.check(inner)
}

// reads collects the top-level fields the conditions look at.
func (f *Filter) reads(d bson.D) {
	for _, e := range d {
		switch {
		case logical(e.Key):
			for _, item := range e.Value.(bson.A) {
				f.reads(item.(bson.D))
			}
		case e.Key == "$comment":
		case strings.HasPrefix(e.Key, "$"):
			f.whole = true
		default:
			f.read(e.Key)
		}
	}
}

func (f *Filter) read(path string) {
	name, _, _ := strings.Cut(path, ".")
	for _, known := range f.names {
		if known == name {
			return
		}
	}
	f.names = append(f.names, name)
}
