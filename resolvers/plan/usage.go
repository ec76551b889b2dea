package plan

import (
	"errors"
	"strconv"

	"github.com/99designs/gqlgen/graphql"

	"partnerhub/hub"
	"partnerhub/model"
)

// used are the fields that tell with which authority something was done: an object of the authority and of its version then.
func used() []string { return []string{"DealApproval.authority", "DealEvent.authority"} }

// usage plans such a field. Without the authority there is nothing to tell.
func (c *compiler) usage(f *frame, at string, selected graphql.CollectedField, o *object) (writer, error) {
	fields, err := c.collect(selected.Selections, []string{"AuthorityUse"})
	if err != nil {
		return nil, err
	}
	named := ref{slot: f.slot(at + "authorityId"), frame: c.record(model.KindAuthority), below: &object{}}
	version, whole := f.slot(at+"authorityVersion"), &object{}
	for i, of := range fields {
		write, err := c.usageMember(of, named.frame, named.below, version)
		if err != nil {
			return nil, err
		}
		whole.members = append(whole.members, member{keyOf(i, of.Alias), write})
	}
	o.refs = append(o.refs, named)
	return func(x *run, in []hub.Value) error {
		row, err := x.find(named.frame, in[named.slot])
		if err != nil || row == nil {
			return errors.Join(err, x.absent("null"))
		}
		x.used = row
		return whole.write(x, in)
	}, nil
}

// usageMember plans one field of the object. What is selected of the authority is added to what is read of it.
func (c *compiler) usageMember(f graphql.CollectedField, frame *frame, all *object, version int) (writer, error) {
	switch f.Name {
	case "__typename":
		return constant(`"AuthorityUse"`), nil
	case "version":
		return func(x *run, in []hub.Value) error { return x.writeUsedVersion(in[version]) }, nil
	case "authority":
		below, err := c.object("ApprovalAuthority", frame, "", f.Selections)
		if err != nil {
			return nil, err
		}
		all.refs, all.asks = append(all.refs, below.refs...), append(all.asks, below.asks...)
		return func(x *run, _ []hub.Value) error { return below.write(x, x.used) }, nil
	}
	return nil, unplanned("AuthorityUse." + f.Name)
}

// writeUsedVersion writes the version for who is told one.
func (x *run) writeUsedVersion(v hub.Value) error {
	n, ok := v.Int()
	switch {
	case !x.acts.TellsUses():
		x.out = append(x.out, "null"...)
	case !ok && !v.Absent():
		return errForm
	default:
		x.out = strconv.AppendInt(x.out, n, 10)
	}
	return nil
}
