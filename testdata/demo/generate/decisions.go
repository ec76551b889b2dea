package main

import (
	"fmt"
	"slices"
)

// decide gives the deal its status and a history that leads there.
func (w *world) decide(d *deal, status string) {
	d.status, d.stage = status, pick(w.rand, []string{"PROSPECT", "QUALIFIED", "TECHNICAL_VALIDATION", "BUSINESS_VALIDATION", "COMMITTED"})
	d.submitted, d.decided = w.between(1, 14), -1
	switch status {
	case "APPROVED":
		w.approve(d, w.between(2, 80))
	case "EXPIRED":
		w.approve(d, w.between(95, 200))
	case "RELEASED", "REVOKED":
		w.approve(d, w.between(30, 200))
	case "WON", "LOST":
		w.approve(d, w.between(20, 300))
		d.status, d.outcome = "CLOSED", status
	case "REJECTED":
		d.submitted = w.between(6, 250)
		d.reason, d.comment = w.refusal()
		d.refuse(d.submitted - w.between(1, 4))
	case "RETURNED":
		d.submitted = w.between(3, 14)
		d.decided = d.submitted - 2
		d.comment = "Please name the contact and check the amount."
		d.approvals = []string{d.vote(d.vendor.desk, "RETURNED", "", d.decided)}
	case "WITHDRAWN":
		d.submitted = w.between(10, 250)
	}
	if d.stage == "COMMITTED" && d.outcome == "WON" {
		d.stage = "LAUNCHED"
	}
}

// refuse is the vendor's word so many days ago.
func (d *deal) refuse(daysAgo int) {
	d.decided = daysAgo
	d.approvals = []string{d.vote(d.vendor.desk, "REJECTED", "VENDOR_APPROVAL", daysAgo)}
}

// approve fills in the decisions of an approval so many days ago. A deal whose customer is already held is left waiting.
func (w *world) approve(d *deal, daysAgo int) {
	if d.status == "APPROVED" && !w.claim(d) {
		d.status = "SUBMITTED"
		return
	}
	d.submitted, d.decided = daysAgo+w.between(1, 3), daysAgo
	d.ending = daysAgo - d.protectionDays()
	desk := "desk@" + d.distributor + ".example"
	switch {
	case d.distributorApproves():
		d.approvals = []string{d.vote(desk, "APPROVED", "DISTRIBUTOR_APPROVAL", d.decided)}
	case d.distributorEndorses():
		d.approvals = []string{d.vote(desk, "ENDORSED", "DISTRIBUTOR_ENDORSEMENT", d.decided),
			d.vote(d.vendor.desk, "APPROVED", "VENDOR_APPROVAL", d.decided)}
	default:
		d.approvals = []string{d.vote(d.vendor.desk, "APPROVED", "VENDOR_APPROVAL", d.decided)}
	}
}

func (d *deal) protectionDays() int {
	if d.vendor.handle == "pixelforge" {
		return 60
	}
	return 90
}

// byDistributor tells whether the named distributor may decide at all: never on what it registered itself.
func (d *deal) byDistributor() bool {
	return d.distributor != "" && d.registrant != "desk@"+d.distributor+".example"
}

func (d *deal) distributorApproves() bool {
	limits := map[string]int{"nimbus/continental": 50000, "pixelforge/pacific": 20000}
	return d.byDistributor() && d.total <= limits[d.vendor.handle+"/"+d.distributor]
}

func (d *deal) distributorEndorses() bool {
	return d.byDistributor() && slices.Contains([]string{"nimbus/continental", "nimbus/pacific", "ironwall/continental"}, d.vendor.handle+"/"+d.distributor)
}

// vote is one entry of the approvals column. An endorsement comes in the morning, the decision in the afternoon.
func (d *deal) vote(email, decision, step string, daysAgo int) string {
	hour := "+15h20m"
	if decision == "ENDORSED" {
		hour = "+9h40m"
	}
	return fmt.Sprintf("%s:%s:%s:today-%dd%s", email, decision, step, daysAgo, hour)
}

// refusal is a reason and what the reviewer tells the owner.
func (w *world) refusal() (reason, comment string) {
	all := [][2]string{
		{"VENDOR_DIRECT_ENGAGED", "Our enterprise team has been in talks since the winter."},
		{"EXISTING_CUSTOMER_RENEWAL", "This renews what the customer has."},
		{"OUT_OF_TERRITORY", "The project is outside your territory."},
		{"INSUFFICIENT_INFO", "Too little to go on; please talk to the customer first."},
		{"NOT_QUALIFIED", "There is no budget behind it yet."},
		{"PUBLIC_TENDER", "A public tender cannot be held by anybody."},
		{"OTHER", "See our conversation of last week."},
	}
	drawn := pick(w.rand, all)
	return drawn[0], drawn[1]
}
