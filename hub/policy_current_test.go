package hub_test

import (
	"testing"

	"partnerhub/model"
)

// TestLinesOfAnEarlierRelease: a vendor's line for its distributors' comments on whatever names them, which was right when it was stored,
// keeps no instance from being ready; it lets a distributor comment where it serves, and the vendor can go on from it.
func TestLinesOfAnEarlierRelease(t *testing.T) {
	w := newPolicyWorld(t)
	d := w.registers("sales@pa.example", order{distributor: "dist"})
	w.keep(1, model.PolicyLine{Role: "DISTRIBUTOR_DEAL_DESK", Kind: "deal", Action: "comment", Rows: "linked", Fields: []string{"core", "review"}})
	w.importWorld.hub = w.instance()
	mustNot(t, w.hub.Ready(t.Context()))
	says := func(want string) {
		t.Helper()
		_, err := w.hub.AddDealComment(w.as("desk@dist.example"), model.AddDealCommentInput{DealID: d.ID, Body: "a word", Shared: true})
		if got := outcome(err); got != want {
			t.Errorf("a comment: got %v, want %q", err, want)
		}
	}
	says("")
	p, err := w.update(1, "distributor_deal_desk deal approve linked_by_others core")
	mustNot(t, err)
	for i, want := range []string{"linked_served", "linked_by_others_served"} {
		if got := w.hub.PolicyOverrides(p)[i].Rows; got != want {
			t.Errorf("line %d: got rows %s, want %s", i+1, got, want)
		}
	}
	w.serves("")
	says("FORBIDDEN")
}
