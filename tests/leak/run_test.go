package leak_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"partnerhub/tests/leak/oracle"
)

// report is what the judges saw.
type report struct {
	queries, refused, invalid, vague, compared int
	twins, mutations, letters                  int
	pairs                                      map[string]int // type.field role: how often it was asked for
	reached                                    map[string]int // type role: how many of them answers held for somebody with that role alone
	leaks                                      []string
	caughtBy                                   map[string]int // by judge: after how many queries
	shrinks                                    bool           // a failing history is shrunk
	plans                                      plans          // which hubs answer by plans
}

// plans says which of the two hubs of a run answer by plans.
type plans int

const (
	oneByPlans plans = iota // this one in every other world, its twin in the rest: both answer the same
	bothByPlans
	noneByPlans
)

// of tells it of the hub and of its twin in the world of a seed.
func (p plans) of(seed uint64) (here, there bool) {
	switch p {
	case bothByPlans:
		return true, true
	case noneByPlans:
		return false, false
	}
	return seed%2 == 1, seed%2 == 0
}

func newReport() *report {
	return &report{pairs: map[string]int{}, reached: map[string]int{}, caughtBy: map[string]int{}}
}

func (r *report) leak(judge, format string, args ...any) {
	if _, before := r.caughtBy[judge]; !before {
		r.caughtBy[judge] = r.queries
	}
	if len(r.leaks) < 20 {
		r.leaks = append(r.leaks, judge+": "+fmt.Sprintf(format, args...))
	}
}

// run is one world with its history.
type run struct {
	tb     testing.TB
	random *rand.Rand
	schema *ast.Schema
	tables tables
	world  *oracle.World
	marks  marks
	here   *server
	gen    *generator
	report *report
	asked  []*generated // earlier requests, to be asked again
	touch  map[string]string
	made   []string // deals that people have made
	twin   *twin

	following []*follower

	epochs  []epoch
	events  []event // what has happened, to be told shorter when it fails
	failing int     // the number of the first event that failed, from 1; 0 for none
}

// play draws a world, asks so many queries in it and lives through a history meanwhile.
func play(tb testing.TB, schema *ast.Schema, seed uint64, queries int, rep *report) {
	tb.Helper()
	r, stop := begun(tb, schema, seed, rep)
	defer stop()
	r.readOn()
	for n, next := range r.epochs {
		if len(rep.leaks) > 0 {
			break
		}
		if n > 0 {
			r.note(event{epoch: n}, false)
			r.change(next)
			r.readOn()
			r.replay(queries / len(r.epochs) / 4)
		}
		for goal := rep.queries + queries/len(r.epochs)*3/4; rep.queries < goal && len(rep.leaks) == 0; {
			r.step()
		}
	}
	if len(rep.leaks) == 0 {
		r.laws()
		r.metrics()
	}
	if len(rep.leaks) > 0 && rep.shrinks {
		rep.leaks[0] += "\n" + r.shrunk(seed)
	}
}

// settle makes the oracle's world agree with the files and the clock as they are now.
func (r *run) settle() { r.settleOn(learned(r.schema)...) }

// settleOn is settle where nothing has changed but records of some types.
func (r *run) settleOn(types ...string) {
	before := r.world
	r.world = build(r.tables, r.here.clock.read())
	r.marks = marksOf(r.tables)
	if before != nil {
		r.keep(before, types)
	}
	for id := range r.touch { // what people did stays done
		r.world.Records[id] = before.Records[id]
		forget(r.world.Records[id])
	}
	learn(r.tb, r.here, r.schema, r.tables, r.world, r.touch, types...)
	_ = r.here.log.take()
}

// keep takes over the records of other types: what was learned of them still holds.
func (r *run) keep(before *oracle.World, but []string) {
	for id, known := range before.Records {
		if !slices.Contains(but, known.Type) {
			r.world.Records[id] = known
		}
	}
}

// step asks one thing as somebody.
func (r *run) step() {
	g := r.gen.draw(r.somebody())
	r.judge(g)
	if r.random.IntN(3) == 0 {
		r.turn(g)
	}
	if r.random.IntN(4) == 0 {
		r.seek()
	}
	if r.random.IntN(3) == 0 {
		r.probe()
	}
	if r.random.IntN(6) == 0 {
		r.echo(g)
	}
	if len(r.asked) < 400 {
		r.asked = append(r.asked, g)
	}
}

// somebody is the twin's person every other time.
func (r *run) somebody() string {
	if r.random.IntN(2) == 0 {
		return r.twin.email
	}
	users := r.tables["users"]
	return users[r.random.IntN(len(users))]["email"]
}

// replay asks earlier things again: what was allowed before the change need not be any more.
func (r *run) replay(n int) {
	for range min(n, len(r.asked)) {
		r.judge(r.asked[r.random.IntN(len(r.asked))])
	}
}

// judge asks, and lets all judges look.
func (r *run) judge(g *generated) *reply {
	leaks := len(r.report.leaks)
	defer func() { r.note(event{ask: g}, len(r.report.leaks) > leaks) }()
	got := r.here.ask(r.tb, g.request)
	r.report.queries++
	viewer := r.world.As(userID(g.Email))
	r.twin.compare(r, g.request, got)
	for _, leak := range r.marks.leaked(viewer, withoutLogged(got.text())) {
		r.report.leak("taint", "%s may not see %s\n%s\n%.1500s", r.who(g.Email), leak, show(g.request), got.body)
	}
	for _, leak := range r.marks.leaked(nil, r.here.log.take()) {
		r.report.leak("taint", "the log holds %s", leak)
	}
	r.predict(viewer, g, got)
	return got
}

// predict is the first judge.
func (r *run) predict(viewer *oracle.Viewer, g *generated, got *reply) {
	switch {
	case viewer == nil:
		if !got.has("UNAUTHENTICATED") || got.Data != nil {
			r.report.leak("oracle", "%s may not sign in and got %.300s", g.Email, got.body)
		}
		return
	case got.has("QUERY_TOO_COMPLEX", "RATE_LIMITED", "UNAVAILABLE", "TIMEOUT"):
		r.report.refused++
		return
	case got.has("GRAPHQL_VALIDATION_FAILED", "GRAPHQL_PARSE_FAILED"):
		r.report.invalid++
		r.report.leak("generator", "invalid: %s\n%s", got.body, show(g.request))
		return
	}
	r.report.cover(viewer.User.Roles, g, got)
	want := viewer.Ask(g.query)
	if want.Vague {
		r.report.vague++
		return
	}
	r.report.compared++
	if d := differ(want, got); d != "" {
		r.report.leak("oracle", "%s: %s\n%v\n%s\n%.1500s", r.who(g.Email), d, r.tables[policies], show(g.request), got.body)
	}
}

func differ(want oracle.Answer, got *reply) string {
	if codes := got.codes(); fmt.Sprint(codes) != fmt.Sprint(want.Codes) {
		return fmt.Sprintf("errors: got %v, want %v", codes, want.Codes)
	}
	return oracle.Differ(want.Data, got.Data, "data")
}

func (r *run) who(email string) string {
	u := r.world.Records[userID(email)]
	return email + " " + strings.Join(u.Roles, ";")
}

func show(r request) string { return fmt.Sprintf("%s\n%v", r.Query, r.Variables) }
