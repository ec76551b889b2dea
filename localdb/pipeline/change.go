package pipeline

import (
	"bytes"

	"partnerhub/localdb/fault"
	"partnerhub/localdb/query"
	"partnerhub/localdb/raw"
)

// Change is an update by stages that compute the new document from the old one.
type Change struct {
	pipeline *Pipeline
	filter   *query.Filter
}

// CompileChange checks the stages of an update; only those that turn one document
// into one other are allowed.
func CompileChange(l *query.Language, f *query.Filter, stages []raw.Doc) (*Change, error) {
	c := &compiler{language: l, out: &Pipeline{}, nested: true}
	for _, s := range stages {
		switch name := s.FirstKey(); name {
		case "$set", "$addFields", "$unset", "$project", "$replaceRoot", "$replaceWith":
		default:
			return nil, fault.New(fault.InvalidOptions, "%s is not allowed to be used within an update", name)
		}
		if err := c.add(s); err != nil {
			return nil, err
		}
	}
	return &Change{pipeline: c.out, filter: f}, nil
}

// Replacement is always false: such an update may change many documents.
func (c *Change) Replacement() bool { return false }

// Apply returns the changed document.
func (c *Change) Apply(d raw.Doc) (raw.Doc, error) {
	out, err := c.run(d)
	if err != nil {
		return nil, err
	}
	before, after := d.Get("_id"), out.Get("_id")
	if before.Type != after.Type || !bytes.Equal(before.Data, after.Data) {
		return nil, fault.New(fault.ImmutableField, "Performing an update on the path '_id' would modify the immutable field '_id'")
	}
	return out, nil
}

// Insert returns the document an upsert adds when nothing matched.
func (c *Change) Insert() (raw.Doc, error) {
	d, err := c.filter.Constants()
	if err != nil {
		return nil, err
	}
	return c.run(d)
}

// run pulls one document through the stages.
func (c *Change) run(d raw.Doc) (raw.Doc, error) {
	item, _, err := c.pipeline.Run(from([]Item{Of(d)}))()
	if err != nil {
		return nil, err
	}
	return item.Bytes(), nil
}
