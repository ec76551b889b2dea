package hub_test

import (
	"context"
	"testing"
	"time"

	"partnerhub/authz"
	"partnerhub/hub"
	"partnerhub/model"
	"partnerhub/store"
)

// TestARegistrationIsJudgedWhenItsTurnComes ends a partnership, and a program, at each instant that a registration under way looks at
// the clock, by another process. Whenever that was, it came before the registration, and no deal is handed in.
func TestARegistrationIsJudgedWhenItsTurnComes(t *testing.T) {
	const instants, reachedAtLeast = 6, 3
	for name, end := range map[string]func(context.Context, *store.Store) error{"the partner": endPartner, "the program": endProgram} {
		t.Run(name, func(t *testing.T) {
			refusedAtEachLook(t, instants, reachedAtLeast, func(at int) (*int, error) {
				l := newLife(t)
				slow, looks := l.interrupted(at, func(ctx context.Context) error { return end(ctx, l.store) })
				_, err := slow.RegisterDeal(l.as("sales@pa.example"), order{program: "reg", customer: "Late"}.input())
				return looks, err
			})
		})
	}
}

// refusedAtEachLook tries something that is interrupted at one look at the clock after the other. Whenever that was, it is refused.
func refusedAtEachLook(t *testing.T, instants, reachedAtLeast int, try func(at int) (looks *int, err error)) {
	t.Helper()
	reached := 0
	for at := range instants {
		looks, err := try(at)
		if *looks <= at {
			continue
		}
		reached++
		if outcome(err) != "USER" {
			t.Errorf("at the look %d of %d at the clock: got %v, want a fault", at+1, *looks, err)
		}
	}
	if reached < reachedAtLeast {
		t.Errorf("the clock was looked at %d times, want %d at least", reached, reachedAtLeast)
	}
}

// interrupted is another process's hub on the same records, which looks at the clock: when it has done so often enough, something else
// is done before it goes on.
func (l *life) interrupted(after int, do func(context.Context) error) (h *hub.Hub, looks *int) {
	l.tb.Helper()
	return l.importWorld.interrupted(l.clock, after, do)
}

func (w *importWorld) interrupted(clock func() time.Time, after int, do func(context.Context) error) (h *hub.Hub, looks *int) {
	w.tb.Helper()
	policy, err := authz.Default()
	mustNot(w.tb, err)
	looks = new(-1) // none counts until the hub is there
	h, err = hub.New(w.tb.Context(), w.store, policy, func() time.Time {
		if *looks >= 0 {
			*looks++
		}
		if *looks == after+1 {
			mustNot(w.tb, w.store.Tx(w.tb.Context(), nil, do))
		}
		return clock()
	})
	mustNot(w.tb, err)
	*looks = 0
	return h, looks
}

func endPartner(ctx context.Context, s *store.Store) error {
	g := authz.System(model.KindPartner, "end a partnership")
	old, err := s.Partners.Load(ctx, g, model.DerivedID(model.KindPartner, "acme/pa"))
	if err != nil {
		return err
	}
	doc, stage := *old, model.LifeStageTerminated
	doc.LifeStage = &stage
	return s.Partners.Replace(ctx, g, old, &doc, store.Stamp{Action: "update"})
}

func endProgram(ctx context.Context, s *store.Store) error {
	g := authz.System(model.KindProgram, "end a program")
	old, err := s.Programs.Load(ctx, g, model.DerivedID(model.KindProgram, "acme/reg"))
	if err != nil {
		return err
	}
	doc := *old
	doc.Status = model.ProgramStatusEnded
	return s.Programs.Replace(ctx, g, old, &doc, store.Stamp{Action: "update"})
}
