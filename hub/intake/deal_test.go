package intake_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"partnerhub/hub/intake"
	"partnerhub/model"
)

// dealWorld is the small world with authorities: dist approves up to 50,000 GBP and endorses beyond.
func dealWorld(tb testing.TB) *world {
	tb.Helper()
	w := fewRows(tb)
	w.loadAll("authorities", "vendor,distributor,slug,mode,validFrom,maxAmount\n"+
		"acme,dist,small,APPROVE,2025-01-01,50000 GBP\nacme,dist,any,ENDORSE,2025-01-01,\n")
	return w
}

// deals writes rows of "columns and their values" over an ordinary submitted deal of partner pa, as a file.
func dealRow(line int, change string) intake.Row {
	values := map[string]string{"vendor": "acme", "externalId": "1", "partner": "pa", "distributor": "dist", "customerName": "Customer",
		"customerCountry": "GB", "lines": "cloud:::1:", "amount": "30.00 GBP", "expectedCloseOn": "2027-01-01", "status": "SUBMITTED",
		"registeredBy": "sales@pa.example", "submittedAt": "today-5d", "protectedUntil": "", "outcome": "", "reason": "", "approvals": ""}
	for _, c := range strings.Split(change, "|") {
		if column, value, ok := strings.Cut(c, "="); ok {
			values[column] = value
		}
	}
	if values["partner"] == "pb" {
		values["registeredBy"] = "sales@pb.example"
	}
	return intake.Row{Line: line, Values: values}
}

// deal imports one row.
func (w *world) deal(change string) intake.Result {
	w.tb.Helper()
	results, err := w.intake.Import(w.tb.Context(), "deals", []intake.Row{dealRow(2, change)}, false)
	mustNot(w.tb, err)
	return results[0]
}

func (w *world) dealGoesIn(change string) *model.Deal {
	w.tb.Helper()
	if r := w.deal(change); r.Outcome == intake.Rejected {
		w.tb.Fatalf("%s: got %s, want it in", change, text(r))
	}
	return stored(w, w.store.Deals, model.KindDeal, "acme/"+dealRow(0, change).Values["externalId"])
}

func TestImportedDealsQueueByFirstSubmission(t *testing.T) {
	w := dealWorld(t)
	results, err := w.intake.Import(t.Context(), "deals", []intake.Row{
		dealRow(2, "externalId=late|partner=pb|submittedAt=today-1d"),
		dealRow(3, "externalId=draft|status=DRAFT|submittedAt="),
		dealRow(4, "externalId=early|submittedAt=today-9d"),
		dealRow(5, "externalId=other|submittedAt=today-4d|lines=backup:::1:"),
	}, false)
	mustNot(t, err)
	for i, r := range results {
		if r.Outcome != intake.Created || r.Line != i+2 {
			t.Errorf("got %s, want line %d created", text(r), i+2)
		}
	}
	for id, want := range map[string]struct {
		sequence int64
		class    model.DealConflictClass
	}{"early": {1, model.DealConflictClassNone}, "other": {2, model.DealConflictClassNone}, "late": {3, model.DealConflictClassHardEarlier}} {
		d := stored(w, w.store.Deals, model.KindDeal, "acme/"+id)
		if d.Sequence != want.sequence || d.Conflict.Class != want.class || !d.Shared {
			t.Errorf("%s: got sequence %d and %s, want %d and %s", id, d.Sequence, d.Conflict.Class, want.sequence, want.class)
		}
	}
	if d := stored(w, w.store.Deals, model.KindDeal, "acme/draft"); d.Shared || d.Sequence != 0 || d.Conflict != nil {
		t.Errorf("draft: got shared %v, sequence %d, conflict %v, want none of them", d.Shared, d.Sequence, d.Conflict)
	}
}

func TestImportedDealsHaveTheirPlan(t *testing.T) {
	approval, endorsement, vendor := model.DealStepDistributorApproval, model.DealStepDistributorEndorsement, model.DealStepVendorApproval
	for _, c := range []struct {
		change string
		want   []model.DealStep
	}{
		{"amount=50000 GBP", []model.DealStep{approval}},
		{"amount=50001 GBP", []model.DealStep{endorsement, vendor}},
		{"amount=50001 GBP|approvals=desk@dist.example:ENDORSED:DISTRIBUTOR_ENDORSEMENT:today-1d", []model.DealStep{vendor}},
		{"distributor=", []model.DealStep{vendor}},
		{"registeredBy=desk@dist.example", []model.DealStep{vendor}},
		{"program=reg|hiddenFromDistributor=true", []model.DealStep{vendor}},
		{"status=DRAFT|submittedAt=", []model.DealStep{}},
		{"status=REJECTED|reason=OTHER", []model.DealStep{}},
	} {
		t.Run(c.change, func(t *testing.T) {
			d := dealWorld(t).dealGoesIn(c.change)
			if diff := cmp.Diff(c.want, d.Plan); diff != "" {
				t.Errorf("plan (-want +got):\n%s", diff)
			}
		})
	}
}

func TestImportedProtectionTakesTheClaim(t *testing.T) {
	w := dealWorld(t)
	protected := "status=APPROVED|protectedUntil=today+30d"
	w.dealGoesIn("externalId=1|" + protected)
	for _, c := range []struct {
		name, change string
		want         intake.Outcome
	}{
		{"a rival's for the same customer", "externalId=2|partner=pb|customerName=CUSTOMER Ltd|" + protected, intake.Rejected},
		{"one's own second", "externalId=3|" + protected, intake.Rejected},
		{"a rival that waits", "externalId=2|partner=pb", intake.Created},
		{"another family", "externalId=4|partner=pb|lines=backup:::1:|" + protected, intake.Created},
		{"one that is over", "externalId=5|status=EXPIRED|protectedUntil=today-1d", intake.Created},
		{"the first again", "externalId=1|" + protected, intake.Unchanged},
		{"the first for longer", "externalId=1|status=APPROVED|protectedUntil=today+40d", intake.Updated},
		{"the first with a family that is held", "externalId=1|lines=cloud:::1:; backup:::1:|" + protected, intake.Rejected},
		{"the rival still", "externalId=2|partner=pb|" + protected, intake.Rejected},
		{"the first is lost", "externalId=1|status=CLOSED|outcome=LOST|protectedUntil=today+40d", intake.Updated},
		{"the rival then", "externalId=2|partner=pb|" + protected, intake.Updated},
	} {
		r := w.deal(c.change)
		if r.Outcome != c.want || (c.want == intake.Rejected && r.Field != "status") {
			t.Errorf("%s: got %s, want %s", c.name, text(r), c.want)
		}
	}
	if d := stored(w, w.store.Deals, model.KindDeal, "acme/2"); !d.ProtectedAt(testTime) {
		t.Errorf("the rival is %s, want it protected", d.ApprovalStatus)
	}
}

// TestTwoApprovalsInOneFile: of two rows for one claim the earlier submission holds it, the other is named.
func TestTwoApprovalsInOneFile(t *testing.T) {
	w := dealWorld(t)
	protected := "status=APPROVED|protectedUntil=today+30d"
	results, err := w.intake.Import(t.Context(), "deals", []intake.Row{
		dealRow(2, "externalId=1|submittedAt=today-2d|"+protected), dealRow(3, "externalId=2|partner=pb|submittedAt=today-3d|"+protected),
		dealRow(4, "externalId=3|customerName=Somebody else|"+protected)}, false)
	mustNot(t, err)
	for i, want := range []intake.Outcome{intake.Rejected, intake.Created, intake.Created} {
		if results[i].Outcome != want {
			t.Errorf("got %s, want %s", text(results[i]), want)
		}
	}
}

func TestAFileNeverTakesADealBack(t *testing.T) {
	history := map[string]string{
		"DRAFT": "status=DRAFT|submittedAt=", "SUBMITTED": "", "UNDER_REVIEW": "status=UNDER_REVIEW",
		"RETURNED": "status=RETURNED|returnedFields=amount", "APPROVED": "status=APPROVED|protectedUntil=today+30d",
		"EXPIRED": "status=EXPIRED|protectedUntil=today-1d", "REJECTED": "status=REJECTED|reason=OTHER",
		"WITHDRAWN": "status=WITHDRAWN", "CLOSED": "status=CLOSED|outcome=WON|protectedUntil=today+30d",
	}
	for _, c := range []struct {
		from, to string
		want     bool
	}{
		{"DRAFT", "SUBMITTED", true}, {"SUBMITTED", "UNDER_REVIEW", true}, {"UNDER_REVIEW", "RETURNED", true}, {"RETURNED", "UNDER_REVIEW", true},
		{"UNDER_REVIEW", "APPROVED", true}, {"APPROVED", "EXPIRED", true}, {"EXPIRED", "APPROVED", true}, {"APPROVED", "CLOSED", true},
		{"SUBMITTED", "WITHDRAWN", true}, {"SUBMITTED", "SUBMITTED", true}, {"REJECTED", "REJECTED", true},
		{"SUBMITTED", "DRAFT", false}, {"UNDER_REVIEW", "SUBMITTED", false}, {"APPROVED", "UNDER_REVIEW", false}, {"APPROVED", "REJECTED", false},
		{"APPROVED", "WITHDRAWN", false}, {"CLOSED", "APPROVED", false}, {"REJECTED", "WITHDRAWN", false}, {"WITHDRAWN", "SUBMITTED", false},
	} {
		t.Run(c.from+" to "+c.to, func(t *testing.T) {
			w := dealWorld(t)
			w.dealGoesIn(history[c.from])
			r := w.deal(history[c.to])
			if in := r.Outcome != intake.Rejected; in != c.want || (!in && r.Field != "status" && r.Field != "submittedAt") {
				t.Errorf("got %s, want it in: %v", text(r), c.want)
			}
		})
	}
}

func TestAFileDropsNoDecision(t *testing.T) {
	w := dealWorld(t)
	endorsed := "desk@dist.example:ENDORSED:DISTRIBUTOR_ENDORSEMENT:today-3d"
	before := w.dealGoesIn("amount=60000 GBP|status=UNDER_REVIEW|approvals=" + endorsed)
	authority := stored(w, w.store.Authorities, model.KindAuthority, "acme/dist/any")
	if got := before.Approvals[0]; got.AuthorityID != authority.ID || got.AuthorityVersion != authority.Version {
		t.Errorf("the endorsement names authority %s version %d, want %s version %d", got.AuthorityID, got.AuthorityVersion, authority.ID, authority.Version)
	}
	for _, c := range []struct {
		name, approvals string
		want            intake.Outcome
	}{
		{"none", "", intake.Rejected},
		{"another", "desk@acme.example:APPROVED:VENDOR_APPROVAL:today-2d", intake.Rejected},
		{"at another instant", strings.Replace(endorsed, "today-3d", "today-2d", 1), intake.Rejected},
		{"the same", endorsed, intake.Unchanged},
		{"one more", endorsed + "; desk@acme.example:RETURNED::today-2d", intake.Updated},
	} {
		r := w.deal("amount=60000 GBP|status=UNDER_REVIEW|approvals=" + c.approvals)
		if r.Outcome != c.want || (c.want == intake.Rejected && r.Field != "approvals") {
			t.Errorf("%s: got %s, want %s", c.name, text(r), c.want)
		}
	}
}

func TestADealKeepsItsPlaceAndPartner(t *testing.T) {
	w := dealWorld(t)
	w.dealGoesIn("number=OPP-7")
	for _, c := range []struct{ change, field string }{
		{"partner=pb", "partner"}, {"submittedAt=today-6d", "submittedAt"}, {"number=OPP-8", "number"},
	} {
		if r := w.deal(c.change); r.Outcome != intake.Rejected || r.Field != c.field {
			t.Errorf("%s: got %s, want it rejected for %s", c.change, text(r), c.field)
		}
	}
	if r := w.deal("externalId=2|number=OPP-7"); r.Outcome != intake.Rejected || r.Field != "number" {
		t.Errorf("the same number twice: got %s, want it rejected for the number", text(r))
	}
	if r := w.deal("externalId=|number=OPP-7|amount=31 GBP"); r.Outcome != intake.Updated {
		t.Errorf("by its number: got %s, want it updated", text(r))
	}
	d := stored(w, w.store.Deals, model.KindDeal, "acme/1")
	if d.Amount.Minor != 3100 || d.Version != 2 {
		t.Errorf("got %d minor units in version %d, want 3100 in version 2", d.Amount.Minor, d.Version)
	}
}

// TestTheHubsOwnDealsAreFoundByNumber: a registration made in the hub is updated, never doubled.
func TestTheHubsOwnDealsAreFoundByNumber(t *testing.T) {
	w := dealWorld(t)
	partner := w.partner("acme", "pa")
	registered, err := w.hub.RegisterDeal(w.as("sales@pa.example"), model.RegisterDealInput{VendorID: partner.VendorID,
		Customer: &model.DealCustomerInput{Name: "Customer", Country: "GB"}, Lines: []*model.DealLineInput{{ProductFamily: "cloud", Quantity: 1}},
		Amount: &model.MoneyInput{Amount: "30.00", Currency: "GBP"}, ExpectedCloseOn: "2027-01-01", Submit: true})
	mustNot(t, err)
	r := w.deal("externalId=|distributor=|submittedAt=today+12h|amount=45 GBP|number=" + registered.Number)
	if r.Outcome != intake.Updated {
		t.Fatalf("got %s, want it updated", text(r))
	}
	if deals, _ := w.count("sales@pa.example"); deals != 1 {
		t.Errorf("the partner has %d deals, want 1", deals)
	}
}
