package peers_test

import (
	"fmt"
	"time"
)

type field struct {
	name  string
	value any
}

// fields are those of one deal, in types that both versions of the driver store the same.
func fields(i int) []field {
	return []field{
		{"_id", id(i)}, {"vendorId", vendor(i)}, {"partnerId", fmt.Sprintf("partner-%d", i%2000)},
		{"distributorId", fmt.Sprintf("distributor-%d", i%5)},
		{"status", []string{"draft", "submitted", "approved", "rejected", "won"}[i/10%5]},
		{"customer", map[string]string{"name": fmt.Sprintf("Customer number %d", i), "country": "DE", "domain": fmt.Sprintf("c%d.example", i)}},
		{"amount", map[string]any{"minor": int64(i) * 100, "currency": "EUR"}},
		{"createdAt", time.UnixMilli(1_700_000_000_000 + int64(i)*1000)},
		{"updatedAt", time.UnixMilli(1_700_000_000_000 + int64(i)*7919%1_000_003*1000)},
		{"version", int32(1)},
		{"notes", "Renewal of the platform licences with an extension for the second site, to be decided before the end of the quarter."},
	}
}

type key struct {
	field     string
	direction int
}

// indexes are the product's for such lists.
func indexes() [][]key {
	return [][]key{
		{{"vendorId", 1}, {"updatedAt", -1}, {"_id", -1}},
		{{"vendorId", 1}, {"status", 1}, {"updatedAt", -1}, {"_id", -1}},
		{{"partnerId", 1}, {"updatedAt", -1}, {"_id", -1}},
	}
}
