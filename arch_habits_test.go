package main_test

import (
	"go/ast"
	"slices"
	"strconv"
	"testing"
)

// maxFile is how long a file may be that a person writes.
const maxFile = 400

func TestFilesAreShort(t *testing.T) {
	t.Parallel()
	for _, s := range sources(t) {
		if !s.generated && s.lines > maxFile {
			t.Errorf("%s has %d lines, want at most %d", s.path, s.lines, maxFile)
		}
	}
}

// wallClock lists the files that may look at the wall clock, and why. Everywhere else the clock is passed in.
var wallClock = map[string]string{
	"localdb/db.go":   "the default of an option",
	"localdb/conn.go": "deadlines of a connection are instants of the wall clock",
}

func TestTheClockIsPassedIn(t *testing.T) {
	t.Parallel()
	for _, s := range sources(t) {
		if s.test || slices.Contains([]string{"internal/boot", "cli", "bench", "."}, s.room) || wallClock[s.path] != "" {
			continue
		}
		for _, name := range []string{"Now", "Since", "Until"} {
			for _, use := range s.uses("time", name) {
				t.Errorf("%s: time.%s; take the clock from the caller", s.at(use), name)
			}
		}
	}
}

func TestContextsComeFromTheCaller(t *testing.T) {
	t.Parallel()
	for _, s := range sources(t) {
		if s.test || slices.Contains([]string{"cli", "bench", "examples", "."}, s.room) {
			continue
		}
		for _, name := range []string{"Background", "TODO"} {
			for _, use := range s.uses("context", name) {
				t.Errorf("%s: context.%s; take the context from the caller", s.at(use), name)
			}
		}
	}
}

func TestNothingRunsOnImport(t *testing.T) {
	t.Parallel()
	for _, s := range sources(t) {
		if s.generated {
			continue
		}
		for _, d := range s.file.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "init" {
				t.Errorf("%s: func init", s.at(fn))
			}
		}
	}
}

// systemUses are the places where the hub acts for itself and no policy is asked. A new line here is a decision: say in the
// reason why no person's grant can do.
var systemUses = []string{
	"hub/deal_register.go: a deal takes its vendor's currency and number prefix",
	"hub/deal_conflict.go: find registrations for the same customer",
	"hub/deal_served_adopt.go: deals say whether their distributor serves the partner",
	"hub/deal_queue.go: find who waits for a customer",
	"hub/deal_queue.go: the first one waiting moves up",
	"hub/deal_submit.go: only an active partner's deals are taken",
	"hub/deal_submit.go: count a partner's open registrations",
	"hub/enrollment_action.go: a term follows its partner",
	"hub/enrollment_action.go: a term follows its program",
	"hub/enrollment_begin.go: terms are counted",
	"hub/enrollment_begin.go: the audience decides who may enroll",
	"hub/enrollment_decide.go: one term follows from another",
	"hub/enrollment_follow.go: terms follow their partner and their program",
	"hub/enrollment_proceed.go: one application and one term in force at a time",
	"hub/enrollment_proceed.go: one term follows from another, or from the clock",
	"hub/enrollment_sweep.go: find terms whose time has run out",
	"hub/engagement_conflict.go: see whether the vendor deals with a deal's customer itself",
	"hub/rate.go: count a deal's amount in the vendor's base currency",
	"hub/settings.go: a deal goes by its vendor's settings",
	"hub/settings.go: a deal goes by its program's settings",
	"hub/rate_set.go: count amounts that no rate was there for",
	"hub/deal_choices.go: a deal goes by its program's settings",
	"hub/skills/skills.go: a partner keeps a copy of what it holds",
	"hub/skills/copy.go: a partner keeps a copy of what it holds",
	"hub/skills/spread.go: what partners hold follows their records",
	"hub/skills/record.go: a certification carries its partner's coverage",
	"hub/skills/adopt.go: records are made of what partners hold",
	"hub/upsert/keeper.go: brought organizations find their vendors",
	"hub/intake/standing.go: rules name a vendor's tiers and attributes",
	"hub/segment.go: rules look at the whole of a visible partner",
	"hub/segment_recompute.go: work out who is in it",
	"hub/segment_rules.go: rules decide what partners see",
	"hub/segment_rules.go: rules name a vendor's tiers and attributes",
	"hub/segment_write.go: a vendor has so many segments at most",
	"hub/segment_write.go: what names a segment keeps it in use",
	"hub/segment_write.go: what names a segment keeps it in use",
	"hub/standing.go: count what a partner hands in",
	"hub/ties.go: who works with whom follows from records",
	"hub/ties.go: who works with whom follows from records",
	"hub/tier_ladder.go: a tier that partners hold can not go",
	"hub/reach/reach.go: a distributor sees what the partners that it serves are offered",
	"hub/segmentation_warn.go: a vendor says when it is warned",
	"hub/tier_ladder.go: rules name a vendor's tiers",
	"hub/tier_settle.go: a tier follows from what a partner meets",
	"hub/tier_sweep.go: find partners whose tier is another one now",
	"hub/tier_sweep.go: find partners whose tier is another one now",
	"hub/tier_sweep.go: find vendors with tiers to work out",
	"hub/webhook.go: an organization has so many endpoints at most",
	"hub/webhook.go: turn off an endpoint that nobody takes messages at",
	"hub/hooks/round.go: find the endpoints that messages go to",
	"hub/hooks/deliver.go: find where a message goes",
	"hub/protection.go: see whose claim is taken over",
	"hub/sweep.go: the clock has decided",
	"hub/sweep.go: find what the clock has decided",
	"hub/sweep.go: see whose claim is over",
	"hub/deal_submit.go: an authority may depend on the partner's tier and country",
	"hub/intake/batch.go: import: the operator's command with direct access",
	"hub/feed/turn.go: find whose coverage begins or ends",
	"hub/feed/turn.go: the clock has moved somebody's sight",
	"hub/managers.go: name the people who cover a visible partner",
	"hub/persona.go: list the personas of a development hub",
	"hub/persona.go: list the personas of a development hub",
	"hub/persona.go: see whether the hub is empty",
	"hub/persona.go: see whether anything is stored",
	"hub/principal.go: find the partnerships of who asks",
	"hub/principal.go: find what salespeople may see of their organization's deals",
	"hub/principal.go: find what who asks may decide with",
	"hub/principal.go: find who a token names",
	"hub/principal.go: find the vendors of who asks",
	"hub/policy_operator.go: the operator's command asks about any record",
	"hub/policy_operator.go: the operator's command names a vendor",
	"hub/policy_operator.go: the operator's command shows a vendor's lines",
	"hub/policy_watch.go: every instance goes by the policies of all vendors",
	"hub/principal.go: find who an API key belongs to",
	"hub/key.go: the operator's command makes and ends keys of anybody",
	"store/leakbugs_on.go: a leak seeded on purpose, in a test build only",
}

func TestUsesOfTheSystemGrant(t *testing.T) {
	t.Parallel()
	var got []string
	for _, s := range sources(t) {
		if s.test || s.room == "authz" {
			continue
		}
		called := s.systemCalls()
		got = append(got, called...)
		if uses := len(s.uses(module+"/authz", "System")); len(called) != uses {
			t.Errorf("%s: authz.System is used %d times and called %d times", s.path, uses, len(called))
		}
	}
	for _, use := range got {
		if !slices.Contains(systemUses, use) {
			t.Errorf("a new use of authz.System: %s", use)
		}
	}
	for _, use := range systemUses {
		if !slices.Contains(got, use) {
			t.Errorf("listed and gone: %s", use)
		}
	}
}

// systemCalls lists the calls of authz.System with their reasons.
func (s source) systemCalls() []string {
	uses := s.uses(module+"/authz", "System")
	var out []string
	ast.Inspect(s.file, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		if sel, ok := call.Fun.(*ast.SelectorExpr); ok && slices.Contains(uses, sel) {
			out = append(out, s.path+": "+reasonOf(call))
		}
		return true
	})
	return out
}

// reasonOf is the reason that the call gives, which must stand there in words.
func reasonOf(call *ast.CallExpr) string {
	if lit, ok := call.Args[len(call.Args)-1].(*ast.BasicLit); ok {
		if reason, err := strconv.Unquote(lit.Value); err == nil {
			return reason
		}
	}
	return "no reason in words"
}
