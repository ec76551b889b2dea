package upsert_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"partnerhub/hub/upsert"
	"partnerhub/model"
)

// line is a line of revenue as the source has it, at a version.
func line(external string, version int, handle, amount string) *model.SyncRevenueLineRow {
	partner, day, family, territory := account(handle), model.Date("2026-11-02"), "cloud", model.CountryCode("GB")
	return &model.SyncRevenueLineRow{ExternalID: external, SourceVersion: model.Decimal(fmt.Sprint(version)), PartnerID: &partner, OccurredOn: &day,
		ProductFamily: &family, Territory: &territory, Amount: &model.MoneyInput{Amount: model.Decimal(amount), Currency: "GBP"}}
}

func noLine(external string, version int) *model.SyncRevenueLineRow {
	return &model.SyncRevenueLineRow{ExternalID: external, SourceVersion: model.Decimal(fmt.Sprint(version)), Deleted: true}
}

func (w *world) sendLines(rows ...*model.SyncRevenueLineRow) []*model.SyncResult {
	w.Helper()
	out, err := w.upsert.RevenueLines(w.as("sync@acme.example"), model.SyncRevenueLinesInput{VendorID: org("acme"), Source: "erp", Rows: rows})
	must(w, err)
	return out.Results
}

// bought is what a partner has bought in all, in minor units.
func (w *world) bought(handle string) int64 {
	w.Helper()
	var sum int64
	for _, t := range w.partner(handle).Revenue {
		sum += t.Minor
	}
	return sum
}

// TestALineCountsOnce: however often it is sent; corrected, its former amount goes back; deleted, it is gone and stays so.
func TestALineCountsOnce(t *testing.T) {
	w := newWorld(t, 2)
	for _, step := range []struct {
		row  *model.SyncRevenueLineRow
		want string
		sum  int64
	}{
		{line("L1", 1, "p0", "100.00"), "CREATED", 10000},
		{line("L1", 1, "p0", "100.00"), "UNCHANGED", 10000},
		{line("L1", 2, "p0", "100.00"), "UNCHANGED", 10000},
		{line("L2", 1, "p0", "-30.5"), "CREATED", 6950},
		{line("L1", 3, "p0", "40"), "UPDATED", 950},
		{line("L1", 2, "p0", "100.00"), "UNCHANGED OUTDATED", 950},
		{line("L1", 4, "p1", "40"), "REJECTED INVALID partnerId", 950},
		{noLine("L1", 5), "UPDATED", -3050},
		{noLine("L1", 5), "UNCHANGED", -3050},
		{line("L1", 4, "p0", "100.00"), "UNCHANGED OUTDATED", -3050},
		{noLine("L9", 2), "UNCHANGED", -3050},
		{line("L9", 1, "p0", "7"), "UNCHANGED OUTDATED", -3050},
		{line("L1", 6, "p0", "1"), "UPDATED", -2950},
	} {
		got := w.sendLines(step.row)
		w.want(got, step.want)
		if sum := w.bought("p0"); sum != step.sum {
			t.Errorf("after %s at %s: got %d, want %d", step.row.ExternalID, step.row.SourceVersion, sum, step.sum)
		}
		if step.want == "CREATED" && (got[0].RecordID == nil || *got[0].RecordID != account("p0")) {
			t.Errorf("got %v, want the partner named", got[0].RecordID)
		}
	}
	if got := w.bought("p1"); got != 0 {
		t.Errorf("the other partner has %d", got)
	}
}

// TestRevenueIsTheFoldOfTheLatestLines sends lines, corrections and deletions in any order, also late and again.
func TestRevenueIsTheFoldOfTheLatestLines(t *testing.T) {
	const partners, ids, calls, most = 3, 12, 12, 25
	w, rnd := newWorld(t, partners), rand.New(rand.NewPCG(7, 11))
	type latest struct {
		version int
		minor   int64
	}
	known := map[string]latest{}
	for range calls {
		var rows []*model.SyncRevenueLineRow
		sent := map[string]bool{}
		for range rnd.IntN(most) + 1 {
			n, version, minor := rnd.IntN(ids), rnd.IntN(20), rnd.Int64N(100000)-20000
			id := fmt.Sprint("L", n)
			r := line(id, version, fmt.Sprint("p", n%partners), fmt.Sprintf("%.2f", float64(minor)/100))
			if rnd.IntN(5) == 0 {
				r, minor = noLine(id, version), 0
			}
			rows = append(rows, r)
			if before, has := known[id]; !sent[id] && (!has || version > before.version) {
				known[id] = latest{version, minor}
			}
			sent[id] = true
		}
		w.sendLines(rows...)
		w.sendLines(rows...)
	}
	for p := range partners {
		var want int64
		for n := p; n < ids; n += partners {
			want += known[fmt.Sprint("L", n)].minor
		}
		if got := w.bought(fmt.Sprint("p", p)); got != want {
			t.Errorf("p%d: got %d, want %d", p, got, want)
		}
	}
}

// TestBadLinesFailAlone, and tell nothing of other vendors.
func TestBadLinesFailAlone(t *testing.T) {
	w := newWorld(t, 1)
	change := func(f func(*model.SyncRevenueLineRow)) *model.SyncRevenueLineRow {
		r := line(fmt.Sprint("B", w.next()), 1, "p0", "1")
		f(r)
		return r
	}
	foreign, absent, malformed := model.DerivedID(model.KindPartner, "bolt/foreign"), model.ID("partner_00000000000000000000000000"), model.ID("x;y")
	ahead := model.Date("2027-01-01")
	for name, c := range map[string]struct {
		f    func(*model.SyncRevenueLineRow)
		want string
	}{
		"hidden":    {func(r *model.SyncRevenueLineRow) { r.PartnerID = &foreign }, "REJECTED NOT_FOUND partnerId"},
		"absent":    {func(r *model.SyncRevenueLineRow) { r.PartnerID = &absent }, "REJECTED NOT_FOUND partnerId"},
		"malformed": {func(r *model.SyncRevenueLineRow) { r.PartnerID = &malformed }, "REJECTED NOT_FOUND partnerId"},
		"nobody":    {func(r *model.SyncRevenueLineRow) { r.PartnerID = nil }, "REJECTED REQUIRED partnerId"},
		"no amount": {func(r *model.SyncRevenueLineRow) { r.Amount = nil }, "REJECTED REQUIRED amount"},
		"currency":  {func(r *model.SyncRevenueLineRow) { r.Amount = &model.MoneyInput{Amount: "1", Currency: "USD"} }, "REJECTED INVALID amount"},
		"ahead":     {func(r *model.SyncRevenueLineRow) { r.OccurredOn = &ahead }, "REJECTED INVALID occurredOn"},
		"slash":     {func(r *model.SyncRevenueLineRow) { r.ExternalID = "a/b" }, "REJECTED INVALID externalId"},
	} {
		before := w.bought("p0")
		got := w.sendLines(change(c.f), line(fmt.Sprint("G", w.next()), 1, "p0", "2"))
		w.want(got, c.want, "CREATED")
		if c.want == "REJECTED NOT_FOUND partnerId" && *got[0].Message != "no such partner" {
			t.Errorf("%s: got %q", name, *got[0].Message)
		}
		if sum := w.bought("p0") - before; sum != 200 {
			t.Errorf("%s: %d was added, want the good line's 200", name, sum)
		}
	}
	_, err := w.upsert.RevenueLines(w.as("chief@acme.example"), model.SyncRevenueLinesInput{VendorID: org("acme"), Source: "erp", Rows: []*model.SyncRevenueLineRow{line("L1", 1, "p0", "1")}})
	if model.CodeOf(err) != model.CodeForbidden {
		t.Errorf("got %v, want it forbidden to whoever does not report revenue", err)
	}
	if _, err = w.upsert.RevenueLines(w.as("sync@acme.example"), model.SyncRevenueLinesInput{VendorID: org("acme"), Source: "erp",
		Rows: make([]*model.SyncRevenueLineRow, upsert.MaxRows+1)}); err == nil {
		t.Error("more rows than a call has are taken")
	}
}
