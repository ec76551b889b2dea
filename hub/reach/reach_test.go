package reach_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"partnerhub/hub/reach"
	"partnerhub/model"
	"partnerhub/store"
)

// offered lists what a person sees, programs first, and checks that lists, counts and look-ups agree.
func (w *world) offered(email string) string {
	w.Helper()
	ctx := w.as(email)
	programs, err := w.hub.Programs(ctx, model.PageArgs{First: new(50)}, nil, nil)
	w.must(err)
	campaigns, err := w.hub.Campaigns(ctx, model.PageArgs{First: new(50)}, nil, &model.CampaignOrder{Field: model.CampaignOrderFieldName})
	w.must(err)
	n, err := programs.TotalCount(ctx)
	w.must(err)
	if n != len(programs.Nodes()) {
		w.Errorf("%s: %d programs are counted and %d listed", email, n, len(programs.Nodes()))
	}
	var names []string
	for _, p := range programs.Nodes() {
		if p.Audience != nil || p.Budget != nil || p.DistributorIDs != nil {
			w.Errorf("%s: %s shows more than its core", email, p.Name)
		}
		names = append(names, p.Name)
	}
	for _, c := range campaigns.Nodes() {
		names = append(names, c.Name)
	}
	return strings.Join(names, " ")
}

// TestWhatADistributorIsOffered: what it takes part in, and what one of its partners is offered by type, country and tier; at once when
// any of that moves, and never what is somebody else's or what looks at more.
func TestWhatADistributorIsOffered(t *testing.T) {
	w := newWorld(t)
	gold := func(in *model.UpdateAudienceInput) { in.Tiers = graphql.OmittableOf([]string{"GOLD"}) }
	open := func(in *model.UpdateAudienceInput) { in.Tiers = graphql.OmittableOf([]string(nil)) }
	mine := func(in *model.UpdateAudienceInput) {
		in.DistributorIds = graphql.OmittableOf([]model.ID{model.DerivedID(model.KindOrganization, "south")})
	}
	for _, step := range []struct {
		when         string
		do           func()
		north, south string
	}{
		{"at first", func() {}, "All Msp Push", "All Bolt's South Push Vars"},
		{"with another type", func() { w.load("partners", "vendor|organization|type|lifeStage", "acme|pa|VAR|ACTIVE") },
			"All Push Vars", "All Bolt's South Push Vars"},
		{"promoted", func() { w.load("partners", "vendor|organization|type|lifeStage|employees", "acme|pa|VAR|ACTIVE|100") },
			"All Gold Push Vars", "All Bolt's South Push Vars"},
		{"by hand", func() { w.setTier("pa", "SILVER") }, "All Push Vars", "All Bolt's South Push Vars"},
		{"in another country", func() {
			w.load("partners", "vendor|organization|type|lifeStage|country|employees", "acme|pa|MSP|ACTIVE|DE|10")
		},
			"All German Msp Push", "All Bolt's South Push Vars"},
		{"served by another one", func() {
			w.load("partners", "vendor|organization|type|lifeStage|distributors", "acme|pa|MSP|ACTIVE|south")
		},
			"", "All Bolt's German Msp South Push Vars"},
		{"by both, with a second one", func() {
			w.load("partners", "vendor|organization|type|lifeStage|distributors", "acme|pa|MSP|ACTIVE|south; north", "acme|pc|MSP|ACTIVE|north")
		}, "All German Msp Push", "All Bolt's German Msp South Push Vars"},
		{"with the second one alone", func() { w.load("partners", "vendor|organization|type|lifeStage|distributors", "acme|pa|MSP|ACTIVE|") },
			"All German Msp Push", "All Bolt's South Push Vars"},
		{"for gold", func() { w.audience("all", gold) }, "German Msp Push", "Bolt's South Push Vars"},
		{"for all again", func() { w.audience("all", open) }, "All German Msp Push", "All Bolt's South Push Vars"},
		{"through one distributor", func() { w.audience("all", mine) }, "German Msp Push", "All Bolt's South Push Vars"},
	} {
		step.do()
		for email, want := range map[string]string{"desk@north.example": step.north, "admin@north.example": step.north,
			"finance@north.example": step.north, "manager@north.example": "", "desk@south.example": step.south} {
			if got := w.offered(email); got != want {
				t.Errorf("%s, %s: got %q, want %q", step.when, email, got, want)
			}
		}
	}
}

func (w *world) setTier(partner, tier string) {
	w.Helper()
	p, err := w.store.Partners.Load(w.Context(), everything(model.KindPartner), model.DerivedID(model.KindPartner, "acme/"+partner))
	w.must(err)
	_, err = w.hub.SetPartnerTier(w.as("ops@acme.example"), model.SetPartnerTierInput{ID: p.ID, ExpectedVersion: p.Seen.Vendor.Version, Tier: &tier})
	w.must(err)
}

func (w *world) audience(program string, change func(*model.UpdateAudienceInput)) {
	w.Helper()
	p, err := w.store.Programs.Load(w.Context(), everything(model.KindProgram), model.DerivedID(model.KindProgram, "acme/"+program))
	w.must(err)
	in := model.UpdateAudienceInput{ID: p.ID, ExpectedVersion: p.Seen.Vendor.Version}
	change(&in)
	_, err = w.hub.UpdateProgramAudience(w.as("ops@acme.example"), in)
	w.must(err)
}

// TestAMoveOfOthersPartnersIsSilent: what a distributor reads of an offer, its version and its instant among it, stays the same when
// another one gains and loses sight of it; so does what the vendor and partners read.
func TestAMoveOfOthersPartnersIsSilent(t *testing.T) {
	w := newWorld(t)
	id := model.DerivedID(model.KindProgram, "acme/msp")
	readers := []string{"desk@north.example", "ops@acme.example", "admin@pa.example"}
	before := map[string]*model.Program{}
	for _, email := range readers {
		p, err := w.hub.Program(w.as(email), id)
		w.must(err)
		before[email] = p
	}
	for _, kind := range []string{"MSP", "VAR", "MSP"} {
		w.now = w.now.AddDate(0, 0, 1)
		w.load("partners", "vendor|organization|type|lifeStage", "acme|pb|"+kind+"|ACTIVE")
		if sees := strings.Contains(w.offered("desk@south.example"), "Msp"); sees != (kind == "MSP") {
			t.Errorf("as %s, south sees it: %t", kind, sees)
		}
		for _, email := range readers {
			p, err := w.hub.Program(w.as(email), id)
			w.must(err)
			if p == nil || p.Version != before[email].Version || !p.UpdatedAt.Equal(before[email].UpdatedAt) {
				t.Errorf("as %s, %s reads %+v, want version %d of %s", kind, email, p, before[email].Version, before[email].UpdatedAt)
			}
		}
	}
}

// TestAdopt: offers that were stored before they knew who sees them through a partner are brought up to date once.
func TestAdopt(t *testing.T) {
	w := newWorld(t)
	id := model.DerivedID(model.KindProgram, "acme/msp")
	load := func() *model.Program {
		p, err := w.store.Programs.Load(t.Context(), everything(model.KindProgram), id)
		w.must(err)
		return p
	}
	want := slices.Clone(load().ReachIDs)
	forget := func() {
		w.must(w.store.Tx(t.Context(), []model.ID{load().VendorID}, func(ctx context.Context) error {
			old, err := w.store.Programs.Load(ctx, everything(model.KindProgram), id)
			if err != nil {
				return err
			}
			doc := *old
			doc.ReachIDs = nil
			return w.store.Programs.Replace(ctx, everything(model.KindProgram), old, &doc, store.Stamp{Action: "update", At: w.now})
		}))
	}
	forget()
	w.must(reach.Adopt(t.Context(), w.store, func() time.Time { return w.now }))
	if got := load().ReachIDs; len(want) != 1 || !slices.Equal(got, want) {
		t.Errorf("adopted: %v, want %v", got, want)
	}
	forget()
	w.must(reach.Adopt(t.Context(), w.store, func() time.Time { return w.now }))
	if got := load().ReachIDs; len(got) != 0 {
		t.Errorf("adopted twice: %v", got)
	}
}
