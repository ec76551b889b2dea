package plan

import (
	"reflect"

	"github.com/99designs/gqlgen/graphql"

	"partnerhub/hub"
	"partnerhub/model"
)

// actions are the fields that tell what the viewer can do with a record, by the kind that has them.
func actions() map[string]model.Kind {
	return map[string]model.Kind{
		"Deal.availableActions":       model.KindDeal,
		"Enrollment.availableActions": model.KindEnrollment,
	}
}

// acting plans such a field: the grants that decide are made once for all rows of an answer.
func (c *compiler) acting(f *frame, at string, def *field, selected graphql.CollectedField) (writer, error) {
	typ := nouns()[def.kind]
	all, err := c.filling(f, at, typ, hub.ActionPaths(def.kind))
	if err != nil {
		return nil, err
	}
	switch def.kind {
	case model.KindDeal:
		return func(x *run, in []hub.Value) error {
			if err := fill(all, reflect.ValueOf(&x.acts.deal).Elem(), in); err != nil {
				return err
			}
			x.out = appendWords(x.out, word, x.acts.OfDeal(&x.acts.deal))
			return nil
		}, nil
	case model.KindEnrollment:
		return func(x *run, in []hub.Value) error {
			if err := fill(all, reflect.ValueOf(&x.acts.term).Elem(), in); err != nil {
				return err
			}
			x.out = appendWords(x.out, word, x.acts.OfTerm(&x.acts.term))
			return nil
		}, nil
	}
	return nil, unplanned(selected.ObjectDefinition.Name + "." + selected.Name)
}

// acts is what tells the actions of the rows of one answer, and the record under way.
type acts struct {
	hub.Actions
	deal model.Deal
	term model.Enrollment
}
