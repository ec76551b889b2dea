package plan_test

import (
	"testing"

	"partnerhub/hub"
	"partnerhub/internal/canary"
	"partnerhub/resolvers/plan"
)

// TestNothingOfARequestIsKept: what the work on an answer gives back for the next one holds nothing of it, whatever its fields are and
// however much of it was asked for last.
func TestNothingOfARequestIsKept(t *testing.T) {
	for _, cut := range []bool{false, true} {
		x := plan.NewRun()
		canary.Fill(x, &hub.Sheet{})
		if len(canary.Find(x)) == 0 {
			t.Fatal("nothing was filled")
		}
		if cut {
			x.Cut()
		}
		x.End()
		if left := canary.Find(x); len(left) > 0 {
			t.Errorf("cut %v: left at %q, want nothing", cut, left)
		}
	}
}
