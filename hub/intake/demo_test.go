package intake_test

import (
	"os"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/hub/intake"
	"partnerhub/model"
	"partnerhub/store"
)

func TestDemoWorldLoadsWholeAndTwice(t *testing.T) {
	w := newWorld(t)
	first := w.loadDemo()
	for kind, least := range map[string]int{"organizations": 65, "users": 60, "partners": 60, "authorities": 5,
		"programs": 12, "campaigns": 9, "enrollments": 15, "deals": 380} {
		if got := first[kind][intake.Created]; got < least {
			t.Errorf("%s: got %d, want at least %d", kind, got, least)
		}
	}
	second := w.loadDemo()
	for kind, outcomes := range first {
		want := map[intake.Outcome]int{intake.Unchanged: outcomes[intake.Created]}
		if diff := cmp.Diff(want, second[kind]); diff != "" {
			t.Errorf("%s again (-want +got):\n%s", kind, diff)
		}
	}
}

// TestDemoWorldIsWorthLookingAt holds the files to what the world is for: every state and type is there, rivals meet, the two
// partners of the story stand as told, and every persona sees something.
func TestDemoWorldIsWorthLookingAt(t *testing.T) {
	w := newWorld(t)
	w.loadDemo()
	deals := everything(w, w.store.Deals, model.KindDeal)
	programs := everything(w, w.store.Programs, model.KindProgram)

	for _, status := range model.AllDealApprovalStatus {
		if !slices.ContainsFunc(deals, func(d *model.Deal) bool { return d.StatusAt(testTime) == status }) {
			t.Errorf("no deal is %s", status)
		}
	}
	for _, kind := range model.AllProgramType {
		if !slices.ContainsFunc(programs, func(p *model.Program) bool { return p.Type == kind }) {
			t.Errorf("no program is of type %s", kind)
		}
	}
	for _, class := range []model.DealConflictClass{model.DealConflictClassNone, model.DealConflictClassHardProtected, model.DealConflictClassHardEarlier} {
		if !slices.ContainsFunc(deals, func(d *model.Deal) bool { return d.Conflict != nil && d.Conflict.Class == class }) {
			t.Errorf("no deal's conflict is %s", class)
		}
	}
	rivals := w.customersOf(deals, "harbor")
	if !slices.ContainsFunc(w.customersOf(deals, "brightpath"), func(key string) bool { return slices.Contains(rivals, key) }) {
		t.Error("Brightpath and Harbor share no customer")
	}
}

func TestDemoWorldTellsTheStory(t *testing.T) {
	w := newWorld(t)
	w.loadDemo()
	continental := model.DerivedID(model.KindOrganization, "continental")
	for _, c := range []struct {
		account string
		served  bool
	}{{"nimbus/brightpath", true}, {"ironwall/brightpath", true}, {"pixelforge/brightpath", false}, {"nimbus/harbor", true}} {
		p := stored(w, w.store.Partners, model.KindPartner, c.account)
		if got := slices.Contains(p.DistributorIDs, continental); got != c.served {
			t.Errorf("%s served by continental: got %v, want %v", c.account, got, c.served)
		}
	}
	for _, account := range []string{"nimbus/brightpath", "nimbus/harbor"} {
		p := stored(w, w.store.Partners, model.KindPartner, account)
		if p.Coverage[0].UserID != model.DerivedID(model.KindUser, "cam.uk@nimbus.example") {
			t.Errorf("%s is covered by %s first, want the manager for the UK", account, p.Coverage[0].UserID)
		}
	}
	programs, err := w.hub.Programs(w.as("admin@brightpath.example"), model.PageArgs{}, nil, nil)
	mustNot(t, err)
	if got := len(programs.Edges); got == 0 || got >= 11 {
		t.Errorf("Brightpath sees %d programs, want some and not all that are published", got)
	}
}

// TestEveryDemoPersonaSeesSomething signs everybody in whom the binary prints a token for.
func TestEveryDemoPersonaSeesSomething(t *testing.T) {
	w := newWorld(t)
	w.loadDemo()
	text, err := os.ReadFile("../../testdata/demo/personas.csv")
	mustNot(t, err)
	for _, row := range rowsOf(t, string(text)) {
		email := row.Values["email"]
		if _, partners := w.count(email); partners == 0 {
			t.Errorf("%s sees no partner", email)
		}
	}
	if harbor, _ := w.count("sales@harbor.example"); harbor == 0 || harbor > 60 {
		t.Errorf("Harbor sees %d deals, want its own only", harbor)
	}
}

// everything reads all records of a kind, as they are stored.
func everything[T any](w *world, from *store.Collection[T], kind model.Kind) []*T {
	w.tb.Helper()
	docs, err := from.LoadAll(w.tb.Context(), authz.System(kind, "a test looks at what is stored"), filter.Everything(), store.Sort{Field: "_id"}, 1000)
	mustNot(w.tb, err)
	return docs
}

// customersOf lists the customers of a partner organization's deals.
func (w *world) customersOf(deals []*model.Deal, handle string) []string {
	var out []string
	for _, d := range deals {
		if d.PartnerOrgID == model.DerivedID(model.KindOrganization, handle) {
			out = append(out, d.CustomerKey)
		}
	}
	return out
}
