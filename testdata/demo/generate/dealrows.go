package main

import (
	"fmt"
	"strings"
)

func dealColumns() []string {
	return []string{
		"vendor", "externalId", "partner", "distributor", "program", "campaign",
		"customerName", "customerDomain", "customerRegistryNumber", "customerCountry", "customerPostalCode",
		"contactName", "contactEmail", "contactPhone", "lines", "amount", "expectedCloseOn",
		"status", "salesStage", "outcome", "registeredBy", "submittedAt", "protectedUntil", "returnedFields", "reason", "reviewComment",
		"discountPercent", "points", "partnerMargin", "marginShared", "distributorCost", "internalComments", "approvals", "hiddenFromDistributor"}
}

func (w *world) dealRow(d deal) []string {
	w.serials[d.vendor.handle]++
	c := d.customer
	row := []string{d.vendor.handle, fmt.Sprintf("%s-CRM-%05d", d.vendor.prefix, 20000+w.serials[d.vendor.handle]*13), d.partner.handle, d.distributor}
	offered := w.offered(d)
	row = append(row, offered...)
	row = append(row, c.name, c.domain, c.registry, c.country, c.postal, c.contact, c.email, c.phone)
	row = append(row, d.lineColumn(), d.money(fmt.Sprintf("%d.00", d.total)), w.closing(d))
	row = append(row, d.status, d.stage, d.outcome, d.registrant)
	row = append(row, d.dates()...)
	row = append(row, d.returned(), d.reason, d.comment)
	return append(row, w.figures(d, offered[0] != "")...)
}

// offered is the program and the campaign of the deal.
func (w *world) offered(d deal) []string {
	program, campaign := d.vendor.program, ""
	if w.chance(15) || d.total < 2000 {
		program = ""
	}
	if w.chance(30) {
		campaign = pick(w.rand, d.vendor.campaigns)
	}
	return []string{program, campaign}
}

func (d *deal) lineColumn() string {
	var out []string
	for _, l := range d.lines {
		out = append(out, fmt.Sprintf("%s:%s:%s:%d:%s", l.family, l.sku, l.name, l.quantity, d.money(fmt.Sprintf("%d.00", l.price))))
	}
	return strings.Join(out, "; ")
}

func (w *world) closing(d deal) string {
	if d.outcome != "" {
		return fmt.Sprintf("today-%dd", w.between(1, max(1, d.decided)))
	}
	return fmt.Sprintf("today+%dd", w.between(7, 150))
}

// dates are when the deal was handed in and until when it is protected.
func (d *deal) dates() []string {
	if d.status == "DRAFT" {
		return []string{"", ""}
	}
	submitted := fmt.Sprintf("today-%dd+8h%02dm", d.submitted, d.total%60)
	switch {
	case d.decided < 0 || d.status == "REJECTED" || d.status == "RETURNED":
		return []string{submitted, ""}
	case d.ending > 0:
		return []string{submitted, fmt.Sprintf("today-%dd", d.ending)}
	}
	return []string{submitted, fmt.Sprintf("today+%dd", 1-d.ending)}
}

func (d *deal) returned() string {
	if d.status == "RETURNED" {
		return "customer.contact; amount"
	}
	return ""
}

// figures are the columns that most roles must not see; they are filled so that a leak would show.
func (w *world) figures(d deal, inProgram bool) []string {
	discount, points := "", ""
	if len(d.approvals) > 0 && d.status != "REJECTED" && d.status != "RETURNED" {
		discount, points = fmt.Sprintf("%d.5", w.between(4, 18)), fmt.Sprint(d.total/100)
	}
	margin, cost, comments := d.part(w.between(9, 24)), "", ""
	if d.distributor != "" {
		cost = d.part(w.between(58, 71))
	}
	if d.status != "DRAFT" {
		comments = fmt.Sprintf("Internal to %s: %s", d.vendor.name, pick(w.rand, []string{
			"could go down to twice the standard discount if a rival shows up.",
			"the customer has asked us for a direct quote as well.",
			"same buyer as last year's dispute, decide by the book.",
			"margin looks thin, ask finance before any special price.",
			"reference customer, do not lose it.",
		}))
	}
	hidden := inProgram && d.registrant == d.partner.sales() && d.vendor.handle != "ironwall" && len(d.approvals) == 0 && d.distributor != "" && w.chance(8)
	return []string{discount, points, margin, fmt.Sprint(w.chance(35)), cost, comments,
		strings.Join(d.approvals, "; "), fmt.Sprint(hidden)}
}
