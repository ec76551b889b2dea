package hub

import (
	"context"
	"fmt"
	"slices"
	"time"

	"partnerhub/authz"
	"partnerhub/model"
	"partnerhub/store"
)

// transition is one step in the life of a record as data. Who may do it is the policy's word on the verb; from which states,
// under which guard and with which effect is here. The mutations, availableActions and the documentation read the same steps, so
// that they cannot disagree. An action that two sides do in their own way has a step for each; the first that fits is taken.
type transition[R any, A, S ~string] struct {
	action A
	verb   authz.Action // its own
	from   []S
	to     []S // none: the status stays as it is
	guard  func(who *authz.Principal, record *R) bool
	// refusal tells what the guard asks for, without a word on records that the viewer may not see.
	refusal string
	effect  string // for the documentation
}

func (t transition[R, A, S]) leaves(status S) bool { return slices.Contains(t.from, status) }

// reaches is true when a record may be in a status after the step.
func (t transition[R, A, S]) reaches(before, after S) bool {
	return before == after && len(t.to) == 0 || slices.Contains(t.to, after)
}

// life is how the records of one noun go from state to state.
type life[R any, A, S ~string] struct {
	kind  model.Kind
	noun  string // for refusals
	from  *store.Collection[R]
	steps []transition[R, A, S]
	// status is where a record stands at an instant, and copy one whose own fields and lists can be changed.
	status func(record *R, at time.Time) S
	copy   func(record *R) *R
}

// move is one step of a record under way: the record as it was, as it will be, and who changes it when.
type move[R any, A, S ~string] struct {
	who  *authz.Principal
	old  *R
	doc  *R
	now  time.Time
	step transition[R, A, S]
	// grant is what allows the step.
	grant authz.Grant
	// with is what a distributor does it with, nil for anybody else and where none is asked for.
	with *model.ApprovalAuthority
}

// available lists what somebody can do with a visible record now.
func (l life[R, A, S]) available(h *Hub, who *authz.Principal, record *R) []A {
	return l.possible(who, record, func(step int) authz.Grant { return h.policy.Grant(who, l.kind, l.steps[step].verb) })
}

// possible lists the same, by grants that somebody has made: that for each step's verb.
func (l life[R, A, S]) possible(who *authz.Principal, record *R, grant func(step int) authz.Grant) []A {
	out, status := []A{}, l.status(record, who.At)
	for i := range l.steps {
		s := &l.steps[i]
		if s.leaves(status) && s.guard(who, record) && !slices.Contains(out, s.action) && grant(i).Allows(record) {
			out = append(out, s.action)
		}
	}
	return out
}

// ways lists the steps of an action.
func (l life[R, A, S]) ways(action A) (out []transition[R, A, S]) {
	for _, s := range l.steps {
		if s.action == action {
			out = append(out, s)
		}
	}
	return out
}

// feed finds the vendor of a record that a grant for the action covers. A visible record that none covers is FORBIDDEN,
// anything else is not found.
func (l life[R, A, S]) feed(ctx context.Context, h *Hub, action A, id model.ID) (model.ID, error) {
	var refusal error = model.ErrForbidden
	for _, s := range l.ways(action) {
		g := h.grant(ctx, l.kind, s.verb)
		if g.Empty() {
			continue
		}
		feed, err := l.feedUnder(ctx, h, g, id)
		if code := model.CodeOf(err); err == nil || code != model.CodeNotFound && code != model.CodeForbidden {
			return feed, err
		}
		refusal = err
	}
	return "", refusal
}

func (l life[R, A, S]) feedUnder(ctx context.Context, h *Hub, g authz.Grant, id model.ID) (model.ID, error) {
	record, err := l.from.Load(ctx, g, id)
	if err == nil {
		return any(record).(model.Noun).Feed(), nil
	}
	if model.CodeOf(err) != model.CodeNotFound {
		return "", err
	}
	if _, err := l.from.Get(ctx, h.grant(ctx, l.kind, authz.Read), id); err != nil {
		return "", err
	}
	return "", model.Errorf(model.CodeForbidden, "you may not do this to this %s", l.noun)
}

// begin checks what must hold before the step, at the instant of the change and not of the request: a request may have waited.
func (l life[R, A, S]) begin(ctx context.Context, h *Hub, action A, id model.ID, version int) (*move[R, A, S], error) {
	who := *authz.PrincipalFrom(ctx)
	who.At = h.now()
	if err := h.renewAuthorities(ctx, &who); err != nil {
		return nil, err
	}
	var refusal error = model.ErrNotFound
	for _, s := range l.ways(action) {
		g := h.policy.Grant(&who, l.kind, s.verb)
		old, err := l.from.Load(ctx, g, id)
		if model.CodeOf(err) == model.CodeNotFound && err != nil {
			continue
		}
		if err != nil {
			return nil, err
		}
		if noun(old).Base().VersionFor(who.Side) != version {
			return nil, model.ErrConflict
		}
		if refused := l.refuses(h, s, &who, old); refused != nil {
			refusal = refused
			continue
		}
		return &move[R, A, S]{who: &who, old: old, doc: l.copy(old), now: who.At, step: s, grant: g}, nil
	}
	return nil, refusal
}

// refuses tells why a step cannot be taken, nil when it can.
func (l life[R, A, S]) refuses(h *Hub, s transition[R, A, S], who *authz.Principal, record *R) error {
	if status := l.status(record, who.At); !s.leaves(status) {
		return model.Errorf(model.CodeInvalidTransition, "a %s that is %s cannot take %s; possible now: %v",
			l.noun, status, s.action, l.available(h, who, record))
	}
	if !s.guard(who, record) {
		return model.Errorf(model.CodeForbidden, "%s", s.refusal)
	}
	return nil
}

// finish stores what a step has made of the record, under the grant and version that it was decided on.
func (l life[R, A, S]) finish(ctx context.Context, h *Hub, m *move[R, A, S]) error {
	if before, after := l.status(m.old, m.now), l.status(m.doc, m.now); !m.step.reaches(before, after) {
		return fmt.Errorf("hub: %s takes a %s from %s to %s, which its step does not know", m.step.verb, l.noun, before, after)
	}
	return l.from.Replace(ctx, m.grant, m.old, m.doc, under(h.stamp(m.who, string(m.step.verb)), m.with))
}
