package reach_test

import (
	"strings"
	"testing"

	"partnerhub/authz"
	"partnerhub/hub/feed"
	"partnerhub/model"
)

// TestTheFeedTellsWhoseSightMoved: when an offer comes into a distributor's reach and leaves it again, that distributor's feed tells so, and
// nobody else's tells anything of the offer.
func TestTheFeedTellsWhoseSightMoved(t *testing.T) {
	w := newWorld(t)
	policy, err := authz.Default()
	w.must(err)
	f, err := feed.New(t.Context(), w.store, policy, w.hub, w.clock, feed.DefaultKeep)
	w.must(err)
	vendor, id := model.DerivedID(model.KindOrganization, "acme"), model.DerivedID(model.KindProgram, "acme/msp")
	readers := []string{"desk@south.example", "desk@north.example", "manager@north.example", "ops@acme.example", "admin@pa.example"}
	cursors := map[string]string{}
	for _, email := range readers {
		page, err := f.Changes(w.as(email), feed.Request{VendorID: &vendor, Kinds: []model.RecordKind{model.RecordKindProgram}})
		w.must(err)
		cursors[email] = page.Cursor
	}
	w.load("partners", "vendor|organization|type|lifeStage", "acme|pb|MSP|ACTIVE")
	w.load("partners", "vendor|organization|type|lifeStage", "acme|pb|VAR|ACTIVE")
	for _, email := range readers {
		after, want := cursors[email], ""
		if email == "desk@south.example" {
			want = "CHANGED REMOVED"
		}
		page, err := f.Changes(w.as(email), feed.Request{VendorID: &vendor, After: &after, Kinds: []model.RecordKind{model.RecordKindProgram}})
		w.must(err)
		var told []string
		for _, c := range page.Changes {
			if c.RecordID == id {
				told = append(told, string(c.Type))
			}
		}
		if got := strings.Join(told, " "); got != want {
			t.Errorf("%s is told %q of the program, want %q", email, got, want)
		}
	}
}
