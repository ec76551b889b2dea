package main

import (
	"fmt"
	"strings"
)

// deal is one registration while it is being made up. Days count back from today.
type deal struct {
	partner                    partner
	vendor                     vendor
	distributor                string
	customer                   customer
	lines                      []line
	total                      int // in whole units
	status, stage, outcome     string
	registrant                 string
	submitted, decided, ending int // days ago; ending is when the protection runs out, negative for ahead
	approvals                  []string
	reason, comment            string
}

type line struct {
	product
	quantity int
}

// share is how many of a hundred deals have a status.
type share struct {
	status string
	weight int
}

func shares() []share {
	return []share{{"APPROVED", 24}, {"SUBMITTED", 15}, {"UNDER_REVIEW", 10}, {"WON", 12}, {"LOST", 7}, {"EXPIRED", 7},
		{"REJECTED", 8}, {"DRAFT", 6}, {"RETURNED", 5}, {"WITHDRAWN", 3}, {"RELEASED", 2}, {"REVOKED", 1}}
}

// dealTable registers the deals of every partner, and after them some of rivals for the same customers.
func (w *world) dealTable() table {
	t := table{name: "deals", columns: dealColumns()}
	var all []deal
	for _, p := range w.partners {
		n := p.deals
		if n == 0 {
			n = w.between(4, 7)
		}
		for range n {
			all = append(all, w.makeDeal(p))
		}
	}
	for _, d := range append(all, w.rivals(all)...) {
		t.rows = append(t.rows, w.dealRow(d))
	}
	return t
}

func (w *world) makeDeal(p partner) deal {
	d := deal{partner: p, vendor: w.oneVendorOf(p)}
	d.customer = pick(w.rand, w.customers[p.country])
	d.lines, d.total = w.makeLines(d.vendor)
	if w.chance(88) {
		d.distributor = distributorFor(d.vendor.handle, p.country)
	}
	w.register(&d)
	w.decide(&d, w.drawStatus())
	return d
}

func (w *world) oneVendorOf(p partner) vendor {
	for {
		if v := pick(w.rand, w.vendors); p.worksWith(v) {
			return v
		}
	}
}

func (w *world) makeLines(v vendor) ([]line, int) {
	var lines []line
	total, seen := 0, map[string]bool{}
	for range w.between(1, 3) {
		p := pick(w.rand, v.products)
		if seen[p.sku] {
			continue
		}
		seen[p.sku] = true
		l := line{p, w.between(2, 16)}
		lines, total = append(lines, l), total+l.price*l.quantity
	}
	return lines, total
}

// register chooses who registers the deal: mostly the partner, sometimes its distributor or the vendor on its behalf.
func (w *world) register(d *deal) {
	d.registrant = d.partner.sales()
	switch {
	case d.distributor != "" && w.chance(16):
		d.registrant = "desk@" + d.distributor + ".example"
	case w.chance(6):
		d.registrant = managerFor(d.vendor.handle, d.partner.country)
	}
}

func (w *world) drawStatus() string {
	n := w.rand.IntN(100)
	for _, s := range shares() {
		if n -= s.weight; n < 0 {
			return s.status
		}
	}
	return "DRAFT"
}

// rivals registers a second deal of another partner for the customers of some deals. Brightpath and Harbor meet most often.
func (w *world) rivals(all []deal) []deal {
	var out []deal
	for _, first := range all {
		if first.submitted < 3 || len(out) >= 30 || !w.chance(40) {
			continue
		}
		rival, found := w.rivalOf(first)
		if !found {
			continue
		}
		d := deal{partner: rival, vendor: first.vendor, customer: first.customer, lines: first.lines, total: first.total * 9 / 10,
			distributor: distributorFor(first.vendor.handle, rival.country), registrant: rival.sales()}
		w.decide(&d, pick(w.rand, []string{"SUBMITTED", "SUBMITTED", "UNDER_REVIEW", "REJECTED"}))
		d.submitted = max(1, min(d.submitted, first.submitted-1))
		if d.status == "REJECTED" {
			d.reason, d.comment = "DUPLICATE_REGISTRATION", "Another registration holds this customer."
			d.refuse(max(1, d.submitted-2))
		}
		out = append(out, d)
	}
	return out
}

func (w *world) rivalOf(d deal) (partner, bool) {
	for _, p := range w.partners {
		if p.handle != d.partner.handle && p.country == d.partner.country && p.worksWith(d.vendor) {
			if p.handle == "brightpath" || p.handle == "harbor" || w.chance(40) {
				return p, true
			}
		}
	}
	return partner{}, false
}

// claim takes the exclusive hold on the customer for every family of the deal; it answers false when another holds one.
func (w *world) claim(d *deal) bool {
	for _, l := range d.lines {
		if w.used[d.claimOn(l)] {
			return false
		}
	}
	for _, l := range d.lines {
		w.used[d.claimOn(l)] = true
	}
	return true
}

func (d *deal) claimOn(l line) string {
	return strings.Join([]string{d.vendor.handle, d.customer.name, d.customer.country, l.family}, "/")
}

func (d *deal) money(amount string) string { return amount + " " + d.vendor.currency }

// part is a percentage of the amount, to the minor unit.
func (d *deal) part(percent int) string {
	minor := d.total * percent
	return d.money(fmt.Sprintf("%d.%02d", minor/100, minor%100))
}
