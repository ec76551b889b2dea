package hub_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"partnerhub/authz"
	"partnerhub/model"
	"partnerhub/store"
)

// rewrite changes a deal as it is stored.
func (l *life) rewrite(id model.ID, change func(*model.Deal)) {
	l.tb.Helper()
	old := l.kept(id)
	doc := *old
	change(&doc)
	by := store.Stamp{Action: "update", At: l.clock()}
	mustNot(l.tb, l.store.Tx(l.tb.Context(), []model.ID{old.VendorID}, func(ctx context.Context) error {
		return l.store.Deals.Replace(ctx, authz.System(model.KindDeal, "a test changes a deal"), old, &doc, by)
	}))
}

// TestAVersionTellsItsSideAlone compares twin worlds: in one of them a field of a deal changes. A side whose people do not see the
// field is answered the same, version, instant of the last change and order of lists included; the others are told a new version.
func TestAVersionTellsItsSideAlone(t *testing.T) {
	const vendor, distributor, partner = "ops@acme.example", "desk@dist.example", "sales@pa.example"
	pounds, text := &model.Money{Minor: 7700, Currency: "GBP"}, "words"
	for _, c := range []struct {
		name   string
		shared bool
		change func(*model.Deal)
		heard  []string
	}{
		{"the partner's margin", false, func(d *model.Deal) { d.PartnerMargin = pounds }, []string{partner}},
		{"a margin that the vendor may see", true, func(d *model.Deal) { d.PartnerMargin = pounds }, []string{vendor, partner}},
		{"the margin shared", false, func(d *model.Deal) { d.MarginShared = true }, []string{vendor}},
		{"the distributor's cost", false, func(d *model.Deal) { d.DistributorCost = pounds }, []string{vendor, distributor}},
		{"internal comments", false, func(d *model.Deal) { d.InternalComments = &text }, []string{vendor}},
		{"what nobody sees", false, func(d *model.Deal) { d.Extensions++ }, []string{}},
		{"the amount", false, func(d *model.Deal) { d.Amount = pounds }, []string{vendor, distributor, partner}},
		{"hidden from the distributor", false, func(d *model.Deal) { d.HiddenFromDistributor = true }, []string{distributor}},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := newLife(t)
			d := l.registers(partner, order{distributor: "dist", change: func(in *model.RegisterDealInput) {
				in.PartnerMargin = &model.MoneyInput{Amount: "5.00", Currency: "GBP"}
			}})
			l.rewrite(d.ID, func(d *model.Deal) { d.MarginShared = c.shared })
			l.wait(time.Hour)
			l.registers(partner, order{distributor: "dist", customer: "Another"}) // the newest, until the first one changes
			l.wait(time.Hour)
			before := l.kept(d.ID)
			seen := map[string][]model.ID{}
			for _, email := range []string{vendor, distributor, partner} {
				seen[email] = l.newest(email)
			}
			l.rewrite(d.ID, c.change)
			heard := []string{}
			for _, email := range []string{vendor, distributor, partner} {
				was, is := toldVersion(email, before), toldVersion(email, l.kept(d.ID))
				if is == was+1 {
					heard = append(heard, email)
				}
				if diff := cmp.Diff(seen[email], l.newest(email)); (is == was) != (diff == "") {
					t.Errorf("%s is told version %d after %d, and lists (-before +after):\n%s", email, is, was, diff)
				}
				if shown, err := l.hub.Deal(l.as(email), d.ID); err != nil || shown != nil && shown.Version != is {
					t.Errorf("%s: got %v and %v, want version %d", email, shown, err, is)
				}
			}
			if diff := cmp.Diff(c.heard, heard); diff != "" {
				t.Errorf("who is told (-want +got):\n%s", diff)
			}
		})
	}
}

// newest are somebody's deals by the last change, and among those only that changed within the last half hour.
func (l *life) newest(email string) (out []model.ID) {
	l.tb.Helper()
	since := l.clock().Add(-30 * time.Minute)
	for _, f := range []*model.DealFilter{nil, {UpdatedAt: &model.DateTimeFilter{Gte: &since}}} {
		page, err := l.hub.Deals(l.as(email), model.PageArgs{}, f, nil)
		mustNot(l.tb, err)
		for _, e := range page.Edges {
			out = append(out, e.Node.ID)
		}
		out = append(out, "")
	}
	return out
}

// TestEachSideSendsBackItsOwnVersion: a change that a reviewer cannot see does not take the form out of the reviewer's hands, and one
// that somebody can see does.
func TestEachSideSendsBackItsOwnVersion(t *testing.T) {
	l := newLife(t)
	d := l.registers("sales@pa.example", order{})
	seen, err := l.hub.Deal(l.as("desk@acme.example"), d.ID)
	mustNot(t, err)
	l.rewrite(d.ID, func(d *model.Deal) { d.PartnerMargin = &model.Money{Minor: 5, Currency: "GBP"} })
	if _, err := l.do("sales@pa.example", "WITHDRAW", d.ID, d.Version); outcome(err) != "CONFLICT" {
		t.Errorf("the partner, on the version before the margin: got %v, want CONFLICT", err)
	}
	if _, err := l.do("desk@acme.example", "CLAIM_REVIEW", d.ID, seen.Version); err != nil {
		t.Errorf("the desk, on the version that it saw: %v", err)
	}
}

// TestADraftsHistoryIsNotCounted: how often a partner has changed its draft shows in no version that the vendor is told.
func TestADraftsHistoryIsNotCounted(t *testing.T) {
	view := func(changes int) int {
		l := newLife(t)
		d := l.registers("sales@pa.example", order{draft: true})
		for range changes {
			l.rewrite(d.ID, func(d *model.Deal) { d.Amount = &model.Money{Minor: d.Amount.Minor + 1, Currency: "GBP"} })
		}
		l.does(d, [2]string{"sales@pa.example", "SUBMIT"})
		return toldVersion("desk@acme.example", l.kept(d.ID))
	}
	if few, many := view(1), view(4); few != many {
		t.Errorf("got versions %d and %d, want the same", few, many)
	}
}
