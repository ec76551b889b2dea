package world

import (
	"fmt"
	"time"
)

var dealColumns = []string{"vendor", "externalId", "partner", "distributor", "program", "campaign", "customerName", "customerDomain", "customerCountry",
	"customerPostalCode", "contactName", "contactEmail", "lines", "amount", "partnerMargin", "distributorCost", "internalComments", "expectedCloseOn",
	"status", "salesStage", "registeredBy", "submittedAt", "protectedUntil", "outcome", "reason", "returnedFields", "approvals"}

func dealsOf(n, partners int) File {
	return File{"deals", dealColumns, n, func(i int) []string { return deal(i, partners) }}
}

// deal is the row of one deal. The rows of ten in sequence belong to ten accounts: the first one to one of the first partner's,
// the others to everybody's in turn.
func deal(i, partners int) []string {
	v, p := account(i * 11 % (2 * partners))
	if i%10 == 0 {
		v, p = account(i / 10 % 2)
	}
	amount := 1000 + i*7919%150_000
	submitted := Noon.AddDate(0, 0, -11).Add(-time.Duration(i*104729%(300*24)) * time.Hour)
	customer := i
	if i%50 == 7 {
		customer = i - 1 // two partners after one customer
	}
	row := []string{vendor(v), fmt.Sprintf("crm-%07d", i), partner(p), distributor(serving(v, p)), fmt.Sprintf("program-%d", i*3%registrations),
		fmt.Sprintf("campaign-%d", i*7%Campaigns), fmt.Sprintf("%s Customer %d", adjectives[i%len(adjectives)], customer), fmt.Sprintf("customer-%d.example", customer), country(i * 3),
		fmt.Sprintf("%05d", i*31%100_000), fmt.Sprintf("Contact %d", i), fmt.Sprintf("contact@customer-%d.example", customer),
		lines(i), euros(amount), euros(amount / 8), euros(amount * 3 / 4), "The reference visit went well; the second site decides before the quarter ends.",
		Noon.AddDate(0, 0, i*6007%400-60).Format(time.DateOnly)}
	return append(row, story(i, v, p, submitted)...)
}

func lines(i int) string {
	return fmt.Sprintf("compute:C-%d:Compute reserved, %d cores:%d:640.00 EUR; storage:S-%d:Storage, warm tier:%d:12.00 EUR", i%40, 8+i%8, 1+i%20, i%25, 1+i%500)
}

func euros(n int) string { return fmt.Sprintf("%d.00 EUR", n) }

// story is how far a deal has come: status and what belongs to it. Of two deals for one customer the later one only waits, so
// that no two are protected.
func story(i, v, p int, submitted time.Time) []string {
	by, stage, sent := at("sales", partner(p)), "QUALIFIED", submitted.Format(time.RFC3339)
	decided := submitted.Add(30 * time.Hour).Format(time.RFC3339)
	yes := at("dealdesk", vendor(v)) + ":APPROVED:VENDOR_APPROVAL:" + decided
	no := at("dealdesk", vendor(v)) + ":REJECTED:VENDOR_APPROVAL:" + decided
	switch turn := i / 10 % 20; {
	case i%50 == 7 || turn < 4:
		return []string{"SUBMITTED", stage, by, sent, "", "", "", "", ""}
	case turn < 6:
		return []string{"UNDER_REVIEW", stage, by, sent, "", "", "", "", ""}
	case turn < 7:
		return []string{"RETURNED", stage, by, sent, "", "", "", "amount", ""}
	case turn < 13:
		return []string{"APPROVED", "COMMITTED", by, sent, Noon.AddDate(0, 0, 30+i%60).Format(time.RFC3339), "", "", "", yes}
	case turn < 14:
		return []string{"REJECTED", stage, by, sent, "", "", "OUT_OF_TERRITORY", "", no}
	case turn < 15:
		return []string{"DRAFT", "PROSPECT", by, "", "", "", "", "", ""}
	case turn < 18:
		return []string{"CLOSED", "COMMITTED", by, sent, "", "WON", "", "", yes}
	}
	return []string{"CLOSED", "COMMITTED", by, sent, "", "LOST", "", "", yes}
}
