package hub

import (
	"context"
	"slices"
	"strings"

	"partnerhub/model"
)

// cutting is what is left of an entry of a trail. One that stands by itself is shown without any change in it: a comment
// that the viewer may read, the making of a deal, and a reminder.
type cutting struct {
	event  *model.DealEvent
	stands bool
}

// shown cuts entries by the grant and leaves out those of which nothing remains.
func (t *trail) shown(ctx context.Context, chunk []*model.DealEvent) ([]*model.DealEvent, error) {
	cut := make([]cutting, len(chunk))
	for i, e := range chunk {
		cut[i] = t.cut(e)
	}
	names, err := t.namesIn(ctx, cut)
	if err != nil {
		return nil, err
	}
	out := make([]*model.DealEvent, 0, len(chunk))
	for _, c := range cut {
		if c.event.Changes = named(c.event.Changes, names); c.stands || len(c.event.Changes) > 0 {
			out = append(out, c.event)
		}
	}
	return out, nil
}

// cut leaves what the grant shows on the deal as it is now and showed on the deal as it was then, so that nobody learns
// afterwards what was hidden at the time: the draft of another organization, the price of an earlier distributor.
func (t *trail) cut(e *model.DealEvent) cutting {
	left := *e
	left.Comment, left.Changes = nil, nil
	then := e.Is.On(t.deal)
	if !t.grant.Allows(then) {
		return cutting{event: &left}
	}
	if e.Comment != nil {
		if field := fieldOf(*e.Comment); t.both(then, field) {
			left.Comment = e.Comment
		}
		return cutting{&left, left.Comment != nil}
	}
	for _, c := range e.Changes {
		if t.both(then, c.Field) {
			left.Changes = append(left.Changes, t.without(e, c))
		}
	}
	return cutting{&left, e.Was == nil || e.Notice}
}

func (t *trail) both(then *model.Deal, field string) bool {
	return t.grant.Shows(t.deal, field) && t.grant.Shows(then, field)
}

// without is a change whose value of before is left out where the viewer could not see it before.
func (t *trail) without(e *model.DealEvent, c model.DealChange) model.DealChange {
	if e.Was == nil || !t.grant.Shows(e.Was.On(t.deal), c.Field) {
		c.Before = nil
	}
	return c
}

// fieldOf is the field whose readers also read such a comment.
func fieldOf(c model.DealComment) string {
	if c.Shared {
		return "reviewComment"
	}
	return "internalComments"
}

// namesIn finds the names of the records that changes refer to, among those that the viewer sees.
func (t *trail) namesIn(ctx context.Context, cut []cutting) (map[model.ID]string, error) {
	var ids []model.ID
	for _, c := range cut {
		for _, change := range c.event.Changes {
			ids = append(ids, referred(change)...)
		}
	}
	names := map[model.ID]string{}
	for part := range slices.Chunk(ids, MaxIDs) {
		nodes, err := t.hub.Nodes(ctx, part)
		if err != nil {
			return nil, err
		}
		for _, n := range nodes {
			addName(names, n)
		}
	}
	return names, nil
}

func addName(names map[model.ID]string, n model.Node) {
	switch n := n.(type) {
	case *model.Organization:
		names[n.ID] = n.Name
	case *model.Program:
		names[n.ID] = n.Name
	case *model.Campaign:
		names[n.ID] = n.Name
	}
}

// isReference is true for a field that holds the id of a record.
func isReference(field string) bool {
	return strings.HasSuffix(field, "Id") || field == "onBehalfOf"
}

func referred(c model.DealChange) []model.ID {
	var ids []model.ID
	for _, text := range []*string{c.Before, c.After} {
		if isReference(c.Field) && text != nil {
			ids = append(ids, model.ID(*text))
		}
	}
	return ids
}

// named tells changes as the API calls their fields, with names in place of ids. A change between records that are all
// hidden is left out.
func named(changes []model.DealChange, names map[model.ID]string) []model.DealChange {
	out := []model.DealChange{}
	for _, c := range changes {
		if isReference(c.Field) {
			c.Before, c.After = nameOf(c.Before, names), nameOf(c.After, names)
		}
		if c.Before != nil || c.After != nil {
			c.Field = outward(c.Field)
			out = append(out, c)
		}
	}
	slices.SortFunc(out, func(a, b model.DealChange) int { return strings.Compare(a.Field, b.Field) })
	return out
}

func nameOf(id *string, names map[model.ID]string) *string {
	if id == nil {
		return nil
	}
	if name, ok := names[model.ID(*id)]; ok {
		return &name
	}
	return nil
}

// outward is the field's name in the API.
func outward(field string) string {
	if field == "plan" {
		return "pendingSteps"
	}
	return strings.TrimSuffix(field, "Id")
}
