package leak_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"
)

// A failure at the end of a history of hundreds of steps says little. So its steps are lived through again, fewer and fewer of them,
// as long as it still fails; what is left is printed.

// event is one step of a history: a change of the world by its number in the plan, a reading of the change feeds, a mutation of a
// deal, or a request.
type event struct {
	epoch  int
	feed   bool // everybody who follows a feed reads on
	ask    *generated
	deal   string // of a mutation
	denied bool   // the mutation was one of a hidden deal
	made   bool   // the mutation made a deal
}

// note writes a step down, and whether it was the first that failed.
func (r *run) note(e event, failed bool) {
	r.events = append(r.events, e)
	if failed && r.failing == 0 {
		r.failing = len(r.events)
	}
}

// shrunk is the shortest history found that ends in the same failure, as text; it says so when the failure needs what cannot be
// repeated: cursors and ids that a hub gave out.
func (r *run) shrunk(seed uint64) string {
	if r.failing == 0 {
		return "the failure is of no single request; it is not shrunk"
	}
	last := r.events[r.failing-1]
	before := slices.DeleteFunc(slices.Clone(r.events[:r.failing-1]), func(e event) bool { return e.ask != nil && e.deal == "" && e.ask.Email != last.ask.Email })
	fails := func(events []event) string { return again(r.tb, r.schema, seed, append(slices.Clone(events), last)) }
	told := fails(before)
	if told == "" { // it takes what others asked
		before = slices.Clone(r.events[:r.failing-1])
		told = fails(before)
	}
	if told == "" {
		return "the failure does not come again without the cursors and ids of its run; it is not shrunk"
	}
	tries := 0
	for size := len(before); size > 0 && tries < maxTries; size /= 2 {
		for at := 0; at < len(before) && tries < maxTries; {
			tries++
			fewer := slices.Delete(slices.Clone(before), at, min(at+size, len(before)))
			if now := fails(fewer); now != "" {
				before, told = fewer, now
				continue
			}
			at += size
		}
	}
	return fmt.Sprintf("shrunk from %d steps to %d in %d tries:\n%s%s", r.failing, len(before)+1, tries, r.story(before), told)
}

// maxTries is how many shorter histories are tried.
const maxTries = 60

// story tells the steps that are left.
func (r *run) story(events []event) string {
	var b strings.Builder
	for _, e := range events {
		switch {
		case e.feed:
			fmt.Fprintln(&b, "  the feeds are read")
		case e.ask == nil:
			fmt.Fprintf(&b, "  %s\n", r.epochs[e.epoch].name)
		default:
			fmt.Fprintf(&b, "  %s asks %.300s\n", r.who(e.ask.Email), strings.ReplaceAll(show(e.ask.request), "\n", " "))
		}
	}
	return b.String()
}

// again lives through some steps in a world of the same seed, and answers the first failure of the last one.
func again(tb testing.TB, schema *ast.Schema, seed uint64, events []event) string {
	r, stop := begun(tb, schema, seed, newReport())
	defer stop()
	for i, e := range events {
		if i == len(events)-1 {
			r.report.leaks = nil
		}
		switch {
		case e.feed:
			r.follow()
		case e.ask == nil:
			next := r.epochs[e.epoch]
			next.mutate = false
			r.change(next)
		case e.deal != "" || e.made:
			r.redo(e)
		case !e.ask.turned:
			r.judge(e.ask)
		}
	}
	if len(r.report.leaks) == 0 {
		return ""
	}
	return r.report.leaks[0]
}

// redo repeats a mutation. What it makes has another id than in the run before, and nothing that follows asks for it.
func (r *run) redo(e event) {
	if r.world.As(userID(e.ask.Email)) == nil {
		return
	}
	r.twin.there.ask(r.tb, e.ask.request)
	got := r.here.ask(r.tb, e.ask.request)
	if !e.denied && r.world.Records[e.deal] != nil {
		r.done(e.ask, e.deal, got)
	}
}

// begun is a run at its beginning: the same for the same seed.
func begun(tb testing.TB, schema *ast.Schema, seed uint64, rep *report) (*run, func()) {
	tb.Helper()
	random := rand.New(rand.NewPCG(seed, 4))
	r := &run{tb: tb, random: random, schema: schema, tables: makeWorld(random), report: rep, touch: map[string]string{}}
	r.epochs = r.plan(random)
	r.twin = newTwin(tb, random, r.epochs)
	herePlans, therePlans := rep.plans.of(seed)
	here, stopHere := serve(tb, r.tables, herePlans)
	r.here = here
	stopThere := r.twin.serve(tb, therePlans)
	r.furnish()
	r.settle()
	r.gen = newGenerator(random, schema, newPool(r.tables))
	r.following = r.followers()
	return r, func() { stopThere(); stopHere() }
}
