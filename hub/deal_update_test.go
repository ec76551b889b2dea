package hub_test

import (
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/google/go-cmp/cmp"

	"partnerhub/model"
)

func closing(id model.ID, version int, day model.Date) model.UpdateDealInput {
	return model.UpdateDealInput{ID: id, ExpectedVersion: version, ExpectedCloseOn: sent(day)}
}

func sent[T any](v T) graphql.Omittable[*T] { return graphql.OmittableOf(&v) }
func null[T any]() graphql.Omittable[*T]    { return graphql.OmittableOf[*T](nil) }

func TestAPatchKeepsWhatItLeavesOut(t *testing.T) {
	l := newLife(t)
	d := l.registers("sales@pa.example", order{draft: true, distributor: "dist", program: "reg", change: func(in *model.RegisterDealInput) {
		domain, phone := "customer.example", "123"
		in.Customer.Domain = &domain
		in.Customer.Contact = &model.DealContactInput{Name: "Pat", Phone: &phone}
		in.PartnerMargin = &model.MoneyInput{Amount: "7.00", Currency: "GBP"}
	}})
	before := l.kept(d.ID)
	for _, c := range []struct {
		name  string
		patch model.UpdateDealInput
		want  func(*model.Deal)
	}{
		{"nothing", model.UpdateDealInput{}, func(d *model.Deal) {}},
		{"the domain is cleared, and the key falls back to the name", model.UpdateDealInput{Customer: sent(model.UpdateDealCustomerInput{Domain: null[string]()})},
			func(d *model.Deal) { d.Customer.Domain, d.CustomerKey = nil, "name:customer|GB|" }},
		{"the contact is cleared", model.UpdateDealInput{Customer: sent(model.UpdateDealCustomerInput{Contact: null[model.DealContactInput]()})},
			func(d *model.Deal) { d.Customer.Contact = nil }},
		{"the distributor is cleared", model.UpdateDealInput{DistributorID: null[model.ID]()}, func(d *model.Deal) { d.DistributorID = nil }},
		{"the program is cleared", model.UpdateDealInput{ProgramID: null[model.ID]()}, func(d *model.Deal) { d.ProgramID = nil }},
		{"the amount changes", model.UpdateDealInput{Amount: sent(model.MoneyInput{Amount: "8.00", Currency: "GBP"})},
			func(d *model.Deal) {
				d.Amount = &model.Money{Minor: 800, Currency: "GBP"}
				d.BaseAmount = d.Amount
			}},
		{"the margin is cleared", model.UpdateDealInput{PartnerMargin: null[model.MoneyInput]()}, func(d *model.Deal) { d.PartnerMargin = nil }},
		{"the products change", model.UpdateDealInput{Lines: graphql.OmittableOf([]*model.DealLineInput{{ProductFamily: "backup", Quantity: 2}})},
			func(d *model.Deal) { d.Lines = []model.DealLine{{ProductFamily: "backup", Quantity: 2}} }},
	} {
		want := *l.kept(d.ID)
		customer := *want.Customer
		want.Customer = &customer
		c.want(&want)
		c.patch.ID, c.patch.ExpectedVersion = d.ID, want.Version
		if _, err := l.hub.UpdateDeal(l.as("sales@pa.example"), c.patch); err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		got := l.kept(d.ID)
		got.Record, want.Record = model.Record{}, model.Record{}
		if diff := cmp.Diff(&want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
	if after := l.kept(d.ID); after.Number != before.Number || after.SubmittedAt != nil || after.Shared {
		t.Errorf("got number %s, submitted %v, shared %v; want the draft of before", after.Number, after.SubmittedAt, after.Shared)
	}
}

func TestWhatAnUpdateRefuses(t *testing.T) {
	l := newLife(t)
	margin, cost := model.MoneyInput{Amount: "1.00", Currency: "GBP"}, model.MoneyInput{Amount: "1.00", Currency: "GBP"}
	draft := l.registers("sales@pa.example", order{draft: true, program: "reg", distributor: "dist"})
	byDist := l.registers("desk@dist.example", order{draft: true, distributor: "dist", customer: "Theirs"})
	back := l.registers("sales@pa.example", order{customer: "Returned"})
	l.does(back, [2]string{"desk@acme.example", "CLAIM_REVIEW"}, [2]string{"desk@acme.example", "RETURN"})
	handedIn := l.registers("sales@pa.example", order{customer: "Open"})
	for _, c := range []struct {
		name, email string
		deal        *model.Deal
		patch       model.UpdateDealInput
		want        string
	}{
		{"a required value cleared", "sales@pa.example", draft, model.UpdateDealInput{Amount: null[model.MoneyInput]()}, "USER"},
		{"the customer cleared", "sales@pa.example", draft, model.UpdateDealInput{Customer: null[model.UpdateDealCustomerInput]()}, "USER"},
		{"no products", "sales@pa.example", draft, model.UpdateDealInput{Lines: graphql.OmittableOf([]*model.DealLineInput{})}, "USER"},
		{"a close in the past", "sales@pa.example", draft, model.UpdateDealInput{ExpectedCloseOn: sent(model.Date("2026-11-15"))}, "USER"},
		{"another currency", "sales@pa.example", draft, model.UpdateDealInput{Amount: sent(model.MoneyInput{Amount: "9.00", Currency: "USD"})}, "USER"},
		{"a distributor that does not exist", "sales@pa.example", draft, model.UpdateDealInput{DistributorID: sent(model.ID("organization_x"))}, "USER"},
		{"a program that does not exist", "sales@pa.example", draft, model.UpdateDealInput{ProgramID: sent(model.ID("program_x"))}, "USER"},
		{"below the program's least", "sales@pa.example", draft, model.UpdateDealInput{ProgramID: sent(model.DerivedID(model.KindProgram, "acme/big"))}, "USER"},
		{"the distributor's cost", "sales@pa.example", draft, model.UpdateDealInput{DistributorCost: sent(cost)}, "FORBIDDEN_FIELD"},
		{"the margin, by an administrator", "admin@pa.example", draft, model.UpdateDealInput{PartnerMargin: sent(margin)}, "FORBIDDEN_FIELD"},
		{"the margin, by the distributor", "desk@dist.example", byDist, model.UpdateDealInput{PartnerMargin: null[model.MoneyInput]()}, "FORBIDDEN_FIELD"},
		{"hiding, by the distributor", "desk@dist.example", byDist, model.UpdateDealInput{HiddenFromDistributor: sent(true)}, "FORBIDDEN_FIELD"},
		{"an amount beyond the distributor's authority", "desk@dist.example", byDist, model.UpdateDealInput{Amount: sent(model.MoneyInput{Amount: "20000.00", Currency: "GBP"})}, ""},
		{"another field than the returned one", "sales@pa.example", back, model.UpdateDealInput{Amount: sent(model.MoneyInput{Amount: "9.00", Currency: "GBP"})}, "FORBIDDEN_FIELD"},
		{"the returned field", "sales@pa.example", back, model.UpdateDealInput{ExpectedCloseOn: sent(model.Date("2027-07-01"))}, ""},
		{"a deal that is handed in", "sales@pa.example", handedIn, model.UpdateDealInput{}, "INVALID_TRANSITION"},
		{"by a rival", "sales@pb.example", draft, model.UpdateDealInput{}, "NOT_FOUND"},
		{"by the partner's marketing", "marketing@pa.example", draft, model.UpdateDealInput{}, "FORBIDDEN"},
		{"by the reviewer", "desk@acme.example", handedIn, model.UpdateDealInput{}, "FORBIDDEN"},
		{"by another vendor", "desk@bolt.example", handedIn, model.UpdateDealInput{}, "FORBIDDEN"},
	} {
		t.Run(c.name, func(t *testing.T) {
			before := l.kept(c.deal.ID)
			c.patch.ID, c.patch.ExpectedVersion = c.deal.ID, before.Version
			_, err := l.hub.UpdateDeal(l.as(c.email), c.patch)
			if got := outcome(err); got != c.want {
				t.Fatalf("got %q (%v), want %q", got, err, c.want)
			}
			if c.want != "" {
				if diff := cmp.Diff(before, l.kept(c.deal.ID)); diff != "" {
					t.Errorf("a refusal changed the deal:\n%s", diff)
				}
			}
		})
	}
}

// TestACopyHoldsWhatItsMakerSees: the copy is a registration of its own, without what only the other side may know.
func TestACopyHoldsWhatItsMakerSees(t *testing.T) {
	l := newLife(t)
	source := l.registers("desk@dist.example", order{distributor: "dist", customer: "Copied", amount: "500.00", change: func(in *model.RegisterDealInput) {
		in.DistributorCost = &model.MoneyInput{Amount: "300.00", Currency: "GBP"}
	}})
	l.does(source, [2]string{"sales@pa.example", "WITHDRAW"})
	version := l.kept(source.ID).Version
	later := model.Date("2028-01-01")
	d, err := l.hub.CopyDeal(l.as("sales@pa.example"), model.CopyDealInput{ID: source.ID, ExpectedVersion: version, ExpectedCloseOn: &later})
	mustNot(t, err)
	c := l.kept(d.ID)
	if c.ID == source.ID || c.Number == source.Number || c.ApprovalStatus != model.DealApprovalStatusDraft || c.SubmittedAt != nil || c.Sequence != 0 {
		t.Errorf("got %s %s %v, want a fresh draft", c.Number, c.ApprovalStatus, c.SubmittedAt)
	}
	if c.DistributorCost != nil || c.RegisteredBy.OrganizationID != model.DerivedID(model.KindOrganization, "pa") {
		t.Errorf("got cost %v by %s, want none of the distributor's", c.DistributorCost, c.RegisteredBy.OrganizationID)
	}
	if *c.Customer.Name != "Copied" || c.Amount.Minor != 50000 || c.ExpectedCloseOn != later {
		t.Errorf("got %s, %d, %s; want the source's customer and amount, and the new date", *c.Customer.Name, c.Amount.Minor, c.ExpectedCloseOn)
	}
	if again := l.kept(source.ID); again.Version != version {
		t.Errorf("the source has version %d, want %d as before", again.Version, version)
	}
	for _, c := range []struct {
		email   string
		version int
		want    string
	}{{"sales@pb.example", version, "NOT_FOUND"}, {"sales@pa.example", version - 1, "CONFLICT"}, {"desk@acme.example", version, "FORBIDDEN"},
		{"cam@acme.example", version, "FORBIDDEN"}, {"desk@dist.example", version, ""}} {
		if _, err := l.hub.CopyDeal(l.as(c.email), model.CopyDealInput{ID: source.ID, ExpectedVersion: c.version}); outcome(err) != c.want {
			t.Errorf("%s: got %v, want %q", c.email, err, c.want)
		}
	}
}
