package plan

import (
	"context"

	"github.com/99designs/gqlgen/graphql"

	"partnerhub/hub"
	"partnerhub/model"
)

// viewerMember writes a key with what comes before it, and what the viewer is told behind it: a record of theirs, or words.
type viewerMember struct {
	key    []byte
	record func(hub.Self) ask
	words  func(out []byte, s hub.Self) []byte
}

// viewer answers who asks: the person and the organization as records, the rest as the hub says.
func (c *compiler) viewer(f graphql.CollectedField) (func(context.Context, *run, args) error, error) {
	fields, err := c.collect(f.Selections, []string{"Viewer"})
	if err != nil {
		return nil, err
	}
	own := c.record(model.KindOrganization) // a viewer whose organization is hidden or gone is not answered, whatever is selected
	var members []viewerMember
	for i, selected := range fields {
		m, err := c.viewerMember(selected)
		if err != nil {
			return nil, err
		}
		m.key = keyOf(i, selected.Alias)
		members = append(members, m)
	}
	return func(ctx context.Context, x *run, _ args) error {
		self := x.hub.Self(ctx)
		if self.OrganizationID == "" {
			return errNull
		}
		x.wishFor(own, &object{}, []byte(self.OrganizationID))
		return x.viewer(ctx, c.frames, ask{frame: own, id: self.OrganizationID}, members, self)
	}, nil
}

func (c *compiler) viewerMember(f graphql.CollectedField) (m viewerMember, err error) {
	switch f.Name {
	case "__typename":
		m.words = func(out []byte, _ hub.Self) []byte { return append(out, `"Viewer"`...) }
	case "roles":
		m.words = func(out []byte, s hub.Self) []byte { return appendWords(out, word, s.Roles) }
	case "capabilities":
		m.words = func(out []byte, s hub.Self) []byte { return appendWords(out, text, s.Capabilities) }
	case "user":
		m.record, err = c.viewersOwn(f, model.KindUser, func(s hub.Self) model.ID { return s.UserID })
	case "organization":
		m.record, err = c.viewersOwn(f, model.KindOrganization, func(s hub.Self) model.ID { return s.OrganizationID })
	default:
		err = unplanned("Viewer." + f.Name)
	}
	return m, err
}

// viewersOwn plans a record of the viewer's.
func (c *compiler) viewersOwn(f graphql.CollectedField, kind model.Kind, id func(hub.Self) model.ID) (func(hub.Self) ask, error) {
	frame := c.record(kind)
	below, err := c.object(nouns()[kind].Name(), frame, "", f.Selections)
	return func(s hub.Self) ask { return ask{frame, below, id(s)} }, err
}

// viewer reads the viewer's records and writes the answer. None of them may be missing.
func (x *run) viewer(ctx context.Context, frames []*frame, own ask, members []viewerMember, self hub.Self) error {
	for _, m := range members {
		if m.record == nil {
			continue
		}
		if a := m.record(self); a.id != "" {
			x.wishFor(a.frame, a.below, []byte(a.id))
		}
	}
	if err := x.ahead(ctx, frames); err != nil {
		return err
	}
	if x.rowOf(own) == nil {
		return errNull
	}
	if len(members) == 0 {
		x.out = append(x.out, '{')
	}
	for _, m := range members {
		x.out = append(x.out, m.key...)
		if m.record == nil {
			x.out = m.words(x.out, self)
			continue
		}
		a := m.record(self)
		row := x.rowOf(a)
		if row == nil {
			return errNull
		}
		if err := a.below.write(x, row); err != nil {
			return err
		}
	}
	x.out = append(x.out, '}')
	return nil
}

func appendWords[S ~string](out []byte, l leaf, all []S) []byte {
	out = append(out, '[')
	for i, s := range all {
		if i > 0 {
			out = append(out, ',')
		}
		out = l.quote(out, []byte(s))
	}
	return append(out, ']')
}
