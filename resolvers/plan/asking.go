package plan

import (
	"context"
	"errors"
	"reflect"
	"slices"

	"github.com/99designs/gqlgen/graphql"

	"partnerhub/hub"
	"partnerhub/model"
)

// useCase works something out for many records at once: for all rows of a level.
type useCase struct {
	name   string
	record reflect.Type // of the model
	paths  []string     // what it looks at, of the record as the viewer was shown it; the id always
	answer reflect.Type
	ask    func(ctx context.Context, h *hub.Hub, records []reflect.Value) ([]any, error)
}

// asks is a field that a use-case answers: by what it answers, or by a part of that.
type asks struct {
	use  *useCase
	part string // of the answer, by its name in Go; "" for the whole
}

func use[R, T any](name string, paths []string, read func(*hub.Hub, context.Context, []*R) ([]T, error)) *useCase {
	return &useCase{name, reflect.TypeFor[R](), append([]string{"_id"}, paths...), reflect.TypeFor[T](),
		func(ctx context.Context, h *hub.Hub, records []reflect.Value) ([]any, error) {
			all := make([]*R, len(records))
			for i, r := range records {
				all[i] = r.Interface().(*R)
			}
			answers, err := read(h, ctx, all)
			out := make([]any, len(answers))
			for i := range answers {
				out[i] = answers[i]
			}
			return out, err
		}}
}

// each makes a use-case of one that takes a record at a time.
func each[R, T any](read func(*hub.Hub, context.Context, *R) (T, error)) func(*hub.Hub, context.Context, []*R) ([]T, error) {
	return func(h *hub.Hub, ctx context.Context, all []*R) (out []T, err error) {
		for _, one := range all {
			answer, err := read(h, ctx, one)
			if err != nil {
				return nil, err
			}
			out = append(out, answer)
		}
		return out, nil
	}
}

// askable are the fields that use-cases answer.
func askable() map[string]asks {
	choices := use("choices", nil, (*hub.Hub).ChoicesOf)
	return map[string]asks{
		"Deal.refusalChoices": {choices, "Refusals"},
		"Deal.lossChoices":    {choices, "Losses"},
		"Deal.benefitEntries": {use("benefits", nil, (*hub.Hub).BenefitsOf), ""},
		"Partner.managers":    {use("managers", []string{"vendorId", "coverage"}, (*hub.Hub).ManagersOf), ""},
		"Partner.segments":    {use("segments", []string{"vendorId", "segmentIds"}, (*hub.Hub).SegmentsOf), ""},
		"User.apiKeys":        {use("keys", []string{"serviceAccount"}, (*hub.Hub).KeysOf), ""},
		"Partner.certifications": {use("valid", []string{"certifications"}, each(func(h *hub.Hub, _ context.Context, p *model.Partner) ([]string, error) {
			return h.CertificationsOf(p), nil
		})), ""},
		"Segment.rule": {use("rule", []string{"source"}, each(func(_ *hub.Hub, _ context.Context, s *model.Segment) (*model.Rule, error) {
			return s.Source.Rule()
		})), ""},
	}
}

// asksOf binds a field to the use-case that answers it.
func (r *registry) asksOf(f *field, a asks) {
	inner := *f
	inner.path, inner.typ = answerPath, a.use.answer
	if a.part != "" {
		member, _ := fieldNamed(deref(a.use.answer), a.part)
		name, typ := storedAs(member), member.Type
		inner.path, inner.typ = answerPath+"."+name, typ
	}
	element := inner.typ
	if inner.list {
		element = element.Elem()
	}
	r.classify(&inner, element)
	if inner.source != unknown {
		f.source, f.asks, f.inner = asking, a, &inner
	}
}

// asked is the plan of what a use-case is asked about the records of one place.
type asked struct {
	at    int // among those of the plan
	use   *useCase
	of    *frame
	above string
	id    int // the slot of the record's id
	fill  []filling
	frame *frame  // of the answer
	names *object // what answers name
}

// asking plans a field that a use-case answers. Fields of one use-case share what it is asked.
func (c *compiler) asking(f *frame, at string, def *field, selected graphql.CollectedField, o *object) (writer, error) {
	a, err := c.asked(f, at, def.asks.use, o)
	if err != nil {
		return nil, err
	}
	write, err := c.field(def.inner, a.frame, "", selected, a.names)
	return func(x *run, in []hub.Value) error {
		answer := x.answerTo(a, in)
		if answer == nil {
			return errForm
		}
		return write(x, answer)
	}, err
}

func (c *compiler) asked(f *frame, at string, u *useCase, o *object) (a *asked, err error) {
	for _, known := range c.asks {
		if known.use.name == u.name && known.of == f && known.above == at {
			a = known
		}
	}
	if a == nil {
		a = &asked{at: len(c.asks), use: u, of: f, above: at, id: f.slot(at + "_id"), frame: newFrame(""), names: &object{}}
		if a.fill, err = c.filling(f, at, u.record, u.paths); err != nil {
			return nil, err
		}
		c.asks, c.parts = append(c.asks, a), append(c.parts, a.frame)
	}
	o.asks = append(o.asks, a)
	return a, nil
}

// question is what a use-case is asked in one answer, and what it said.
type question struct {
	of      *asked
	places  map[string]int // by the record's id
	open    []reflect.Value
	answers [][]hub.Value
}

// wonder notes a record that a use-case is to be asked about, unless it was before.
func (x *run) wonder(a *asked, row []hub.Value) error {
	id, ok := row[a.id].Text()
	if !ok {
		return errForm
	}
	for len(x.questions) <= a.at {
		x.questions = append(x.questions, question{places: map[string]int{}})
	}
	q := &x.questions[a.at]
	q.of = a
	if _, known := q.places[string(id)]; known {
		return nil
	}
	q.places[string(id)] = len(q.answers) + len(q.open)
	record := reflect.New(a.use.record)
	q.open = append(q.open, record)
	return fill(a.fill, record.Elem(), row)
}

// askAll asks the use-cases what is open, and notes what their answers name.
func (x *run) askAll(ctx context.Context) error {
	for i := range x.questions {
		open := x.questions[i].open
		if len(open) == 0 {
			continue
		}
		x.questions[i].open = nil
		if err := x.ask(ctx, i, open); err != nil {
			return err
		}
	}
	return nil
}

func (x *run) ask(ctx context.Context, question int, open []reflect.Value) error {
	a := x.questions[question].of
	said, err := a.use.ask(ctx, x.hub, open)
	if err != nil || len(said) != len(open) {
		return errors.Join(errForm, err)
	}
	for _, answer := range said {
		d, err := hub.BytesOf(answerPath, answer)
		if err != nil {
			return err
		}
		in := make([]hub.Value, a.frame.shape.Slots())
		if !a.frame.shape.Read(d, in) {
			return errForm
		}
		x.questions[question].answers = append(x.questions[question].answers, in)
		if err := x.name(a.names, in); err != nil {
			return err
		}
	}
	return nil
}

// isWondering is true while a use-case has still to be asked.
func (x *run) isWondering() bool {
	return slices.ContainsFunc(x.questions, func(q question) bool { return len(q.open) > 0 })
}

// answerTo is what the use-case said of a record, nil where it was not asked.
func (x *run) answerTo(a *asked, row []hub.Value) []hub.Value {
	id, ok := row[a.id].Text()
	if !ok || len(x.questions) <= a.at {
		return nil
	}
	place, known := x.questions[a.at].places[string(id)]
	if !known || place >= len(x.questions[a.at].answers) {
		return nil
	}
	return x.questions[a.at].answers[place]
}
