package upsert_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"partnerhub/authz"
	"partnerhub/model"
)

// deal is a whole deal of a partner as the source has it, at a version.
func deal(external string, version int, handle, customer string) *model.SyncDealRow {
	partner, close := account(handle), model.Date("2027-03-31")
	return &model.SyncDealRow{ExternalID: external, SourceVersion: model.Decimal(fmt.Sprint(version)), PartnerID: &partner, Submit: true,
		Customer:        graphql.OmittableOf(&model.SyncDealCustomer{Name: set(customer), Country: set(model.CountryCode("GB"))}),
		Lines:           graphql.OmittableOf([]*model.DealLineInput{{ProductFamily: "cloud", Quantity: 2}}),
		Amount:          graphql.OmittableOf(&model.MoneyInput{Amount: "5000", Currency: "GBP"}),
		ExpectedCloseOn: graphql.OmittableOf(&close)}
}

// stage is a row that says how far a sale has come, and nothing else.
func stage(external string, version int, to model.DealSalesStage) *model.SyncDealRow {
	return &model.SyncDealRow{ExternalID: external, SourceVersion: model.Decimal(fmt.Sprint(version)), SalesStage: &to, Submit: true}
}

func (w *world) sendDeals(rows ...*model.SyncDealRow) []*model.SyncResult {
	w.Helper()
	out, err := w.upsert.Deals(w.as("sync@acme.example"), model.SyncDealsInput{VendorID: org("acme"), Source: "crm", Rows: rows})
	must(w, err)
	return out.Results
}

func (w *world) storedDeal(id *model.ID) *model.Deal {
	w.Helper()
	if id == nil {
		w.Fatal("no deal is named")
	}
	d, err := w.store.Deals.Load(w.Context(), authz.System(model.KindDeal, "a test looks at what is stored"), *id)
	must(w, err)
	return d
}

// nextNumber is how many numbers of deals are spent with the one that it spends.
func (w *world) nextNumber() (n int64) {
	w.Helper()
	must(w, w.store.Tx(w.Context(), []model.ID{org("acme")}, func(ctx context.Context) (err error) {
		n, err = w.store.Next(ctx, "deal-number:"+string(org("acme")))
		return err
	}))
	return n
}

// TestDealsAreRegistrationsOfTheVendors: under the rules of registerDeal, for the partner; the same row again, or a newer one that says the
// same, changes nothing.
func TestDealsAreRegistrationsOfTheVendors(t *testing.T) {
	w := newWorld(t, 2)
	got := w.sendDeals(deal("D1", 1, "p0", "Quarry"), deal("D2", 1, "p1", "Quarry"))
	w.want(got, "CREATED", "CREATED")
	first, second := w.storedDeal(got[0].RecordID), w.storedDeal(got[1].RecordID)
	sender := authz.PrincipalFrom(w.as("sync@acme.example")).UserID
	if first.ApprovalStatus != model.DealApprovalStatusSubmitted || first.SubmittedAt == nil || first.RegisteredBy.UserID != sender ||
		first.OnBehalfOf == nil || *first.OnBehalfOf != org("p0") || !strings.HasPrefix(first.Number, "ACM-D-") || !first.Shared || len(first.Plan) == 0 {
		t.Errorf("got %+v, want a submitted registration for p0", first)
	}
	if first.Conflict != nil && len(first.Conflict.RivalIDs) > 0 || second.Conflict == nil || !slices.Equal(second.Conflict.RivalIDs, []model.ID{first.ID}) {
		t.Errorf("got the conflicts %+v and %+v, want the second to name the first", first.Conflict, second.Conflict)
	}
	if p := w.partner("p0"); len(p.Registered) != 1 || p.Registered[0].Count != 1 {
		t.Errorf("got %v registrations counted, want one", p.Registered)
	}
	w.want(w.sendDeals(deal("D1", 1, "p0", "Quarry"), deal("D2", 2, "p1", " Quarry ")), "UNCHANGED", "UNCHANGED")
	if again := w.storedDeal(got[0].RecordID); again.Version != first.Version {
		t.Errorf("a repetition makes version %d of %d", again.Version, first.Version)
	}
}

// TestWhatANewDealNeeds is named by field, and one bad row keeps no other out.
func TestWhatANewDealNeeds(t *testing.T) {
	w := newWorld(t, 2)
	change := func(f func(*model.SyncDealRow)) *model.SyncDealRow {
		r := deal(fmt.Sprint("D", w.next()), 1, "p0", "Quarry")
		f(r)
		return r
	}
	past := model.Date("2026-01-01")
	for want, f := range map[string]func(*model.SyncDealRow){
		"CREATED":                           func(*model.SyncDealRow) {},
		"REJECTED REQUIRED partnerId":       func(r *model.SyncDealRow) { r.PartnerID = nil },
		"REJECTED REQUIRED customer.name":   func(r *model.SyncDealRow) { r.Customer = graphql.Omittable[*model.SyncDealCustomer]{} },
		"REJECTED REQUIRED customer":        func(r *model.SyncDealRow) { r.Customer = graphql.OmittableOf[*model.SyncDealCustomer](nil) },
		"REJECTED REQUIRED lines":           func(r *model.SyncDealRow) { r.Lines = graphql.OmittableOf([]*model.DealLineInput{}) },
		"REJECTED REQUIRED amount":          func(r *model.SyncDealRow) { r.Amount = graphql.Omittable[*model.MoneyInput]{} },
		"REJECTED CURRENCY_MISMATCH amount": func(r *model.SyncDealRow) { r.Amount = set(model.MoneyInput{Amount: "5", Currency: "USD"}) },
		"REJECTED INVALID expectedCloseOn":  func(r *model.SyncDealRow) { r.ExpectedCloseOn = graphql.OmittableOf(&past) },
		"REJECTED NOT_FOUND programId":      func(r *model.SyncDealRow) { r.ProgramID = set(model.ID("program_x")) },
		"REJECTED NOT_FOUND distributorId":  func(r *model.SyncDealRow) { r.DistributorID = set(org("far")) },
		"REJECTED INVALID externalId":       func(r *model.SyncDealRow) { r.ExternalID = " x" },
		"REJECTED NOT_FOUND dealId":         func(r *model.SyncDealRow) { id := model.ID("deal_x"); r.DealID = &id },
		"REJECTED INVALID lines.quantity": func(r *model.SyncDealRow) {
			r.Lines = graphql.OmittableOf([]*model.DealLineInput{{ProductFamily: "a"}})
		},
	} {
		w.want(w.sendDeals(change(f), deal(fmt.Sprint("G", w.next()), 1, "p1", "Other")), want, "CREATED")
	}
	w.load("partners", "vendor,organization,type,lifeStage", "acme,p0,RESELLER,SUSPENDED")
	w.want(w.sendDeals(deal("S1", 1, "p0", "Quarry")), "REJECTED NOT_ELIGIBLE partnerId")
}

// TestDealsTellNothingOfOthers: partners and deals of another vendor are answered byte for byte as what does not exist.
func TestDealsTellNothingOfOthers(t *testing.T) {
	w := newWorld(t, 1)
	w.load("users", "email,name,organization,roles", "seller@foreign.example,Seller,foreign,PARTNER_SALES")
	foreign := model.DerivedID(model.KindPartner, "bolt/foreign")
	theirs, err := w.hub.RegisterDeal(w.as("seller@foreign.example"), model.RegisterDealInput{VendorID: org("bolt"), PartnerID: &foreign, Submit: true,
		Customer: &model.DealCustomerInput{Name: "Quarry", Country: "GB"}, Lines: []*model.DealLineInput{{ProductFamily: "cloud", Quantity: 1}},
		Amount: &model.MoneyInput{Amount: "5", Currency: "USD"}, ExpectedCloseOn: "2027-03-31"})
	must(t, err)
	answer := func(id *model.ID, partner model.ID) string {
		r := deal("F1", 1, "p0", "Quarry")
		r.DealID, r.PartnerID = id, &partner
		got := w.sendDeals(r)[0]
		if got.Message == nil {
			return told(got)
		}
		return told(got) + *got.Message
	}
	absent, malformed := model.ID("deal_00000000000000000000000000"), model.ID("x;y")
	if a, b, c := answer(&theirs.ID, account("p0")), answer(&absent, account("p0")), answer(&malformed, account("p0")); a != b || b != c {
		t.Errorf("deals: hidden %q, absent %q, malformed %q", a, b, c)
	}
	if a, b, c := answer(nil, foreign), answer(nil, "partner_00000000000000000000000000"), answer(nil, malformed); a != b || b != c {
		t.Errorf("partners: hidden %q, absent %q, malformed %q", a, b, c)
	}
}

// TestTheCapHoldsAcrossRows: the row that goes beyond it is named, spends no number, and comes in once there is room.
func TestTheCapHoldsAcrossRows(t *testing.T) {
	w := newWorld(t, 2)
	w.load("organizations", "handle,kind,name,country,currency,dealPrefix,dealSettings", "acme,VENDOR,Acme,GB,GBP,ACM,registrationCap=2")
	got := w.sendDeals(deal("D1", 1, "p0", "One"), deal("D2", 1, "p0", "Two"), deal("D3", 1, "p0", "Three"), deal("D4", 1, "p1", "Four"))
	w.want(got, "CREATED", "CREATED", "REJECTED LIMIT_REACHED partnerId", "CREATED")
	gone := &model.SyncDealRow{ExternalID: "D1", SourceVersion: "2", Deleted: true}
	w.want(w.sendDeals(gone, deal("D3", 1, "p0", "Three")), "UPDATED", "CREATED")
	if d := w.storedDeal(got[0].RecordID); d.ApprovalStatus != model.DealApprovalStatusWithdrawn {
		t.Errorf("got %s, want the deleted one withdrawn", d.ApprovalStatus)
	}
	w.want(w.sendDeals(deal("D1", 1, "p0", "One")), "UNCHANGED OUTDATED")
	w.want(w.sendDeals(deal("D1", 3, "p0", "One"), stage("D1", 4, model.DealSalesStageCommitted)), "UNCHANGED", "REJECTED DUPLICATE externalId")
	w.want(w.sendDeals(stage("D1", 5, model.DealSalesStageCommitted)), "REJECTED LOCKED salesStage")
	if n := w.nextNumber(); n != 5 {
		t.Errorf("got %d as the next number, want 5: a refused row spends none", n)
	}
}

// TestADraftChangesUntilItIsHandedIn, and then its stage alone.
func TestADraftChangesUntilItIsHandedIn(t *testing.T) {
	w := newWorld(t, 1)
	draft := deal("D1", 1, "p0", "Quarry")
	draft.Submit = false
	got := w.sendDeals(draft)
	w.want(got, "CREATED")
	if d := w.storedDeal(got[0].RecordID); d.ApprovalStatus != model.DealApprovalStatusDraft || d.Shared {
		t.Errorf("got %s, want a draft of the vendor's", d.ApprovalStatus)
	}
	gone := &model.SyncDealRow{ExternalID: "D1", SourceVersion: "2", Deleted: true}
	w.want(w.sendDeals(gone), "UNCHANGED")
	more := deal("D1", 3, "p0", "Quarry & Sons")
	more.Amount, more.Submit = set(model.MoneyInput{Amount: "7000.00", Currency: "GBP"}), false
	w.want(w.sendDeals(more), "UPDATED")
	more.SourceVersion, more.Submit = "4", true
	w.want(w.sendDeals(more), "UPDATED")
	d := w.storedDeal(got[0].RecordID)
	if d.ApprovalStatus != model.DealApprovalStatusSubmitted || d.Amount.Minor != 700000 || *d.Customer.Name != "Quarry & Sons" || d.BaseAmount != nil && d.BaseAmount.Minor != 700000 {
		t.Errorf("got %s, %v of %s", d.ApprovalStatus, d.Amount, *d.Customer.Name)
	}
	on := stage("D1", 5, model.DealSalesStageQualified)
	on.Amount = set(model.MoneyInput{Amount: "7000", Currency: "GBP"})
	w.want(w.sendDeals(on), "UPDATED")
	on.SourceVersion, on.Amount = "6", set(model.MoneyInput{Amount: "7000.01", Currency: "GBP"})
	w.want(w.sendDeals(on), "REJECTED LOCKED amount")
	if d = w.storedDeal(got[0].RecordID); d.SalesStage != model.DealSalesStageQualified || d.Amount.Minor != 700000 {
		t.Errorf("got %s and %v", d.SalesStage, d.Amount)
	}
}

// TestADealOfOthersTakesItsStageAlone: a partner's registration is named once by the hub's id, and stays the partner's.
func TestADealOfOthersTakesItsStageAlone(t *testing.T) {
	w := newWorld(t, 1)
	mine, err := w.hub.RegisterDeal(w.as("admin@p0.example"), model.RegisterDealInput{VendorID: org("acme"), Submit: true,
		Customer: &model.DealCustomerInput{Name: "Quarry", Country: "GB"}, Lines: []*model.DealLineInput{{ProductFamily: "cloud", Quantity: 1}},
		Amount: &model.MoneyInput{Amount: "5", Currency: "GBP"}, ExpectedCloseOn: "2027-03-31"})
	must(t, err)
	named := func(external string, version int) *model.SyncDealRow {
		r := stage(external, version, model.DealSalesStageQualified)
		r.DealID = &mine.ID
		return r
	}
	dearer, later := named("D1", 1), named("D1", 1)
	dearer.Amount = set(model.MoneyInput{Amount: "9", Currency: "GBP"})
	later.ExpectedCloseOn = set(model.Date("2027-05-31"))
	w.want(w.sendDeals(dearer), "REJECTED FORBIDDEN_FIELD amount")
	dry, err := w.upsert.Deals(w.as("sync@acme.example"), model.SyncDealsInput{VendorID: org("acme"), Source: "crm", DryRun: true,
		Rows: []*model.SyncDealRow{dearer, named("D2", 1)}})
	must(t, err)
	w.want(dry.Results, "REJECTED FORBIDDEN_FIELD amount", "UPDATED") // a refused row leaves the deal to another id
	w.want(w.sendDeals(later), "REJECTED LOCKED expectedCloseOn")
	w.want(w.sendDeals(named("D1", 1), named("D2", 1)), "UPDATED", "REJECTED CONFLICT externalId")
	w.want(w.sendDeals(named("D2", 1), stage("D1", 2, model.DealSalesStageCommitted)), "REJECTED CONFLICT externalId", "UPDATED")
	w.want(w.sendDeals(&model.SyncDealRow{ExternalID: "D1", SourceVersion: "3", Deleted: true}), "UNCHANGED")
	if d := w.storedDeal(&mine.ID); d.ApprovalStatus != model.DealApprovalStatusSubmitted || d.SalesStage != model.DealSalesStageCommitted || d.Amount.Minor != 500 {
		t.Errorf("got %s at %s with %v, want it as its partner left it, with the stage", d.ApprovalStatus, d.SalesStage, d.Amount)
	}
}

// TestADryRunOfDealsKeepsNothing, neither a deal nor a number nor a mark.
func TestADryRunOfDealsKeepsNothing(t *testing.T) {
	w := newWorld(t, 1)
	for range 2 {
		out, err := w.upsert.Deals(w.as("sync@acme.example"), model.SyncDealsInput{VendorID: org("acme"), Source: "crm", DryRun: true,
			Rows: []*model.SyncDealRow{deal("D1", 1, "p0", "Quarry")}})
		must(t, err)
		w.want(out.Results, "CREATED")
	}
	if n := w.nextNumber(); n != 1 {
		t.Errorf("got %d as the next number, want the first", n)
	}
	w.want(w.sendDeals(deal("D1", 1, "p0", "Quarry")), "CREATED")
}
