package hub_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"partnerhub/model"
)

// TestWhatAnApprovalGives: the discount, the points and the special price are the vendor's deal desk's to set.
func TestWhatAnApprovalGives(t *testing.T) {
	percent, wide := model.Decimal("12.5"), model.Decimal("100.01")
	points, negative := 40, -1
	pounds := func(amount string) *model.MoneyInput {
		return &model.MoneyInput{Amount: model.Decimal(amount), Currency: "GBP"}
	}
	for _, c := range []struct {
		name, email, distributor string
		in                       model.ApproveDealInput
		want                     string
	}{
		{"all of it", "desk@acme.example", "dist", model.ApproveDealInput{DiscountPercent: &percent, Points: &points, DistributorCost: pounds("700.00")}, "12.5% 40 points, 700.00"},
		{"nothing", "desk@acme.example", "dist", model.ApproveDealInput{}, ""},
		{"points alone", "desk@acme.example", "", model.ApproveDealInput{Points: &points}, "40 points"},
		{"too much discount", "desk@acme.example", "", model.ApproveDealInput{DiscountPercent: &wide}, "USER"},
		{"negative points", "desk@acme.example", "", model.ApproveDealInput{Points: &negative}, "USER"},
		{"a negative price", "desk@acme.example", "dist", model.ApproveDealInput{DistributorCost: pounds("-1.00")}, "USER"},
		{"a price for nobody", "desk@acme.example", "", model.ApproveDealInput{DistributorCost: pounds("700.00")}, "USER"},
		{"another currency", "desk@acme.example", "dist", model.ApproveDealInput{DistributorCost: &model.MoneyInput{Amount: "1.00", Currency: "USD"}}, "USER"},
		{"points from the distributor", "desk@dist.example", "dist", model.ApproveDealInput{Points: &points}, "FORBIDDEN_FIELD"},
		{"a discount from the distributor", "desk@dist.example", "dist", model.ApproveDealInput{DiscountPercent: &percent}, "FORBIDDEN_FIELD"},
		{"a price from the distributor", "desk@dist.example", "dist", model.ApproveDealInput{DistributorCost: pounds("700.00")}, "FORBIDDEN_FIELD"},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := newLife(t)
			d := l.does(l.registers("sales@pa.example", order{distributor: c.distributor}), move{"desk@acme.example", "CLAIM_REVIEW"})
			c.in.ID, c.in.ExpectedVersion = d.ID, toldVersion(c.email, l.kept(d.ID))
			_, err := l.hub.ApproveDeal(l.as(c.email), c.in)
			got := outcome(err)
			kept := l.kept(d.ID)
			if err == nil {
				got = gifts(kept)
			} else if kept.ApprovalStatus != model.DealApprovalStatusUnderReview || gifts(kept) != "" {
				t.Errorf("a refusal left the deal %s with %q", kept.ApprovalStatus, gifts(kept))
			}
			if got != c.want {
				t.Errorf("got %q (%v), want %q", got, err, c.want)
			}
		})
	}
}

// TestTheSecondApprovalCorrects: what it leaves out stays, and a price is the desk's alone.
func TestTheSecondApprovalCorrects(t *testing.T) {
	l := newLife(t)
	points, more := 40, 55
	percent := model.Decimal("12.5")
	d := l.does(l.registers("sales@pa.example", order{program: "reg", amount: "80000.00", distributor: "dist"}), move{"desk@acme.example", "CLAIM_REVIEW"})
	approve := func(email string, in model.ApproveDealInput) error {
		in.ID, in.ExpectedVersion = d.ID, toldVersion(email, l.kept(d.ID))
		_, err := l.hub.ApproveDeal(l.as(email), in)
		return err
	}
	mustNot(t, approve("desk@acme.example", model.ApproveDealInput{DiscountPercent: &percent, Points: &points}))
	price := &model.MoneyInput{Amount: "1.00", Currency: "GBP"}
	if err := approve("ops@acme.example", model.ApproveDealInput{DistributorCost: price}); outcome(err) != "FORBIDDEN_FIELD" {
		t.Errorf("operations set the distributor's price: got %v, want FORBIDDEN_FIELD", err)
	}
	mustNot(t, approve("ops@acme.example", model.ApproveDealInput{Points: &more}))
	if got, want := gifts(l.kept(d.ID)), "12.5% 55 points"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// gifts are what a deal was given, in words.
func gifts(d *model.Deal) string {
	var parts []string
	if b := d.Benefit; b != nil {
		if b.DiscountPercent != nil {
			parts = append(parts, string(*b.DiscountPercent)+"%")
		}
		if b.Points != nil {
			parts = append(parts, fmt.Sprintf("%d points", *b.Points))
		}
	}
	out := strings.Join(parts, " ")
	if d.DistributorCost != nil {
		out += ", " + string(d.DistributorCost.Amount())
	}
	return out
}

// TestEveryUseOfAnAuthorityIsKept with the version of the authority: in the decisions, and in the trail for what is no decision.
func TestEveryUseOfAnAuthorityIsKept(t *testing.T) {
	l := newLife(t)
	d := l.registers("sales@pa.example", order{distributor: "dist", amount: "20000.00"})
	l.does(d, move{"desk@dist.example", "CLAIM_REVIEW"}, move{"desk@dist.example", "RETURN"}, move{"sales@pa.example", "SUBMIT"},
		move{"desk@dist.example", "CLAIM_REVIEW"}, move{"desk@dist.example", "APPROVE"})
	want := []string{"create", "claimReview middle", "return middle", "submit", "claimReview middle", "approve middle"}
	for email, version := range map[string]bool{"desk@acme.example": true, "cam@acme.example": true, "desk@dist.example": false} {
		if diff := cmp.Diff(want, l.used(email, d.ID, version)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", email, diff)
		}
	}
	if diff := cmp.Diff([]string{"create", "claimReview", "return", "submit", "claimReview", "approve"}, l.used("sales@pa.example", d.ID, false)); diff != "" {
		t.Errorf("the partner (-want +got):\n%s", diff)
	}
	for _, a := range l.kept(d.ID).Approvals {
		if a.AuthorityID == "" || a.AuthorityVersion == 0 {
			t.Errorf("the decision %s names no authority", a.Decision)
		}
	}
	own := l.registers("desk@dist.example", order{amount: "70000.00"})
	if diff := cmp.Diff([]string{"create any"}, l.used("ops@acme.example", own.ID, true)); diff != "" {
		t.Errorf("a registration of the distributor's (-want +got):\n%s", diff)
	}
}

// used are the actions of a deal's trail, the oldest first, each with the authority that the viewer sees it was done with.
func (l *life) used(email string, id model.ID, version bool) []string {
	l.tb.Helper()
	ctx, out := l.as(email), []string{}
	first := 100
	page, err := l.hub.DealHistory(ctx, &model.Deal{Record: model.Record{ID: id}}, model.PageArgs{First: &first})
	mustNot(l.tb, err)
	for _, e := range page.Nodes() {
		seen, err := l.hub.AuthoritiesByID(ctx, []model.ID{e.AuthorityID})
		mustNot(l.tb, err)
		text := e.Action
		for _, slug := range []string{"small", "middle", "any"} {
			use := l.hub.UseOf(ctx, seen[e.AuthorityID], e.AuthorityVersion)
			if use == nil || use.Authority.ID != model.DerivedID(model.KindAuthority, "acme/dist/"+slug) {
				continue
			}
			text += " " + slug
			if told := use.Version != nil && *use.Version == 1; told != version {
				l.tb.Errorf("%s, %s: the version is told: %t, want %t", email, e.Action, told, version)
			}
		}
		out = append([]string{text}, out...)
	}
	return out
}
