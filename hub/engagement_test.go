package hub_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"partnerhub/model"
)

// engages says that the vendor deals with a customer itself.
func (l *life) engages(email, customer string, families ...string) (*model.DirectEngagement, error) {
	l.tb.Helper()
	return l.hub.AddDirectEngagement(l.as(email), model.AddDirectEngagementInput{VendorID: acme(),
		Customer: &model.DirectCustomerInput{Name: customer, Country: "GB"}, ProductFamilies: families})
}

// TestTheVendorsOwnCustomers: the class, for the product and the time of the engagement alone.
func TestTheVendorsOwnCustomers(t *testing.T) {
	l := newLife(t)
	e, err := l.engages("ops@acme.example", "CUSTOMER LTD.", "cloud")
	mustNot(t, err)
	_, err = l.engages("desk@acme.example", "Everything")
	mustNot(t, err)
	for _, c := range []struct {
		name string
		o    order
		want model.DealConflictClass
	}{
		{"the product", order{}, "VENDOR_DIRECT"},
		{"one of its products", order{families: []string{"backup", "cloud"}}, "VENDOR_DIRECT"},
		{"another product", order{families: []string{"backup"}}, "NONE"},
		{"another customer", order{customer: "Somebody else"}, "NONE"},
		{"any product", order{customer: "Everything", families: []string{"odd"}}, "VENDOR_DIRECT"},
	} {
		d := l.kept(l.registers("sales@pa.example", c.o).ID)
		if d.Conflict.Class != c.want || len(d.Conflict.EngagementIDs) != map[bool]int{true: 1}[c.want == "VENDOR_DIRECT"] {
			t.Errorf("%s: got %s with %v, want %s", c.name, d.Conflict.Class, d.Conflict.EngagementIDs, c.want)
		}
		l.does(d, move{"sales@pa.example", "WITHDRAW"})
	}
	d := l.registers("sales@pa.example", order{})
	l.wait(time.Hour)
	_, err = l.hub.EndDirectEngagement(l.as("desk@acme.example"), model.EndDirectEngagementInput{ID: e.ID, ExpectedVersion: e.Version})
	mustNot(t, err)
	l.does(d, move{"desk@acme.example", "CLAIM_REVIEW"})
	if got := l.kept(d.ID).Conflict; got.Class != "NONE" {
		t.Errorf("once it has ended: got %s, want NONE", got.Class)
	}
}

// TestADirectEngagementIsTheVendorsAlone: who sees the class, the engagement behind it, and the list; who may write.
func TestADirectEngagementIsTheVendorsAlone(t *testing.T) {
	l := newLife(t)
	e, err := l.engages("ops@acme.example", "Customer")
	mustNot(t, err)
	d := l.registers("sales@pa.example", order{distributor: "dist"})
	class := func(email string) string {
		got, err := l.hub.Deal(l.as(email), d.ID)
		mustNot(t, err)
		if got == nil || got.Conflict == nil {
			return ""
		}
		return string(got.Conflict.Class)
	}
	if got := class("sales@pa.example"); got != "" {
		t.Errorf("before the review the partner sees %s, want nothing", got)
	}
	l.does(d, move{"desk@acme.example", "CLAIM_REVIEW"})
	for _, c := range []struct {
		email   string
		reads   bool
		behind  int
		creates string
	}{
		{"ops@acme.example", true, 1, ""}, {"desk@acme.example", true, 1, ""}, {"cam@acme.example", true, 1, "FORBIDDEN"}, {"chief@acme.example", true, 1, "FORBIDDEN"},
		{"desk@dist.example", false, 0, "FORBIDDEN"}, {"sales@pa.example", false, 0, "FORBIDDEN"}, {"desk@bolt.example", false, -1, "USER"},
	} {
		got, err := l.hub.Engagement(l.as(c.email), e.ID)
		mustNot(t, err)
		page, err := l.hub.Engagements(l.as(c.email), model.PageArgs{}, nil)
		mustNot(t, err)
		if (got != nil) != c.reads || (len(page.Edges) > 0) != c.reads {
			t.Errorf("%s sees the engagement: %t, in the list: %d, want %t", c.email, got != nil, len(page.Edges), c.reads)
		}
		if c.behind >= 0 {
			seen, err := l.hub.Deal(l.as(c.email), d.ID)
			mustNot(t, err)
			if seen.Conflict.Class != "VENDOR_DIRECT" || len(seen.Conflict.EngagementIDs) != c.behind {
				t.Errorf("%s sees %s and %v, want VENDOR_DIRECT and %d engagements", c.email, seen.Conflict.Class, seen.Conflict.EngagementIDs, c.behind)
			}
		}
		if _, err := l.engages(c.email, "Another"); outcome(err) != c.creates {
			t.Errorf("%s adds one: got %v, want %q", c.email, err, c.creates)
		}
		_, err = l.hub.EndDirectEngagement(l.as(c.email), model.EndDirectEngagementInput{ID: "engagement_x", ExpectedVersion: 1})
		_, hidden := l.hub.EndDirectEngagement(l.as(c.email), model.EndDirectEngagementInput{ID: e.ID, ExpectedVersion: 7})
		if diff := cmp.Diff(outcome(err), outcome(hidden)); diff != "" && !c.reads {
			t.Errorf("%s tells a hidden engagement from none: %s", c.email, diff)
		}
	}
	rows, err := l.store.Changes.After(t.Context(), acme(), 0, 1000)
	mustNot(t, err)
	for _, row := range rows {
		if row.Kind == model.KindEngagement && !slices.Equal(row.Audience, []model.ID{acme()}) {
			t.Errorf("a change of an engagement is told to %v, want the vendor alone", row.Audience)
		}
	}
}

// TestRegisteringTellsNothingOfTheVendorsCustomers compares the answers with and without an engagement.
func TestRegisteringTellsNothingOfTheVendorsCustomers(t *testing.T) {
	view := func(customer string) []*model.Deal {
		l := newLife(t)
		_, err := l.engages("ops@acme.example", customer)
		mustNot(t, err)
		l.loadAll("authorities", "vendor,distributor,slug,mode,validFrom,maxAmount,vetoHours\n"+
			"acme,dist,small,VIEW,2025-01-01,,\nacme,dist,middle,VIEW,2025-01-01,,\nacme,dist,any,VIEW,2025-01-01,,\n")
		d := l.registers("sales@pa.example", order{program: "strict", distributor: "dist"})
		var out []*model.Deal
		for _, email := range []string{"sales@pa.example", "admin@pa.example", "desk@dist.example"} {
			seen, err := l.hub.Deal(l.as(email), d.ID)
			mustNot(t, err)
			seen.ID, seen.Number = "", ""
			out = append(out, seen)
		}
		return out
	}
	if diff := cmp.Diff(view("Another"), view("Customer")); diff != "" {
		t.Errorf("without and with an engagement (-without +with):\n%s", diff)
	}
}

func TestEngagementsWithFaults(t *testing.T) {
	l := newLife(t)
	early, late := lifeStart, lifeStart.Add(time.Hour)
	for name, in := range map[string]model.AddDirectEngagementInput{
		"no name":           {Customer: &model.DirectCustomerInput{Name: " ", Country: "GB"}},
		"nobody":            {Customer: &model.DirectCustomerInput{Name: "---", Country: "GB"}},
		"a blank family":    {Customer: &model.DirectCustomerInput{Name: "A", Country: "GB"}, ProductFamilies: []string{" "}},
		"ends at its start": {Customer: &model.DirectCustomerInput{Name: "A", Country: "GB"}, ValidFrom: &late, ValidTo: &early},
	} {
		in.VendorID = acme()
		if _, err := l.hub.AddDirectEngagement(l.as("ops@acme.example"), in); outcome(err) != "USER" {
			t.Errorf("%s: got %v, want a user error", name, err)
		}
	}
	e, err := l.engages("ops@acme.example", "Customer")
	mustNot(t, err)
	if _, err := l.hub.EndDirectEngagement(l.as("ops@acme.example"), model.EndDirectEngagementInput{ID: e.ID, ExpectedVersion: e.Version + 1}); outcome(err) != "CONFLICT" {
		t.Errorf("on another version: got %v, want CONFLICT", err)
	}
}
