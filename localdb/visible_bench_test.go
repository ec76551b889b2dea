//go:build unix

package localdb_test

import (
	"fmt"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// BenchmarkVisiblePage is a page as somebody sees it whose rows come from several
// roles: alternatives with a filter beside them, over as many indexes as the
// product's deals have.
func BenchmarkVisiblePage(b *testing.B) {
	for _, n := range []int{1000, 100000} {
		b.Run(fmt.Sprintf("docs=%d", n), func(b *testing.B) {
			c := deals(b, b.TempDir(), n)
			for i := range 12 {
				index(b, c, fmt.Sprintf(`{"vendorId":1,"extra%d":1,"updatedAt":-1,"_id":-1}`, i), nil)
			}
			for _, k := range []string{`{"status":1,"updatedAt":-1,"_id":-1}`, `{"customer.domain":1}`, `{"segments":1,"updatedAt":-1,"_id":-1}`, `{"vendorId":1,"amount.minor":-1,"_id":-1}`, `{"createdAt":1}`} {
				index(b, c, k, nil)
			}
			before := processorTime(b)
			defer func() { b.ReportMetric(float64(processorTime(b)-before)/float64(b.N), "cpu-ns/op") }()
			for i := 0; b.Loop(); i++ {
				read(b, c, bson.D{{Key: "$and", Value: bson.A{
					bson.D{{Key: "$or", Value: bson.A{
						bson.D{{Key: "vendorId", Value: fmt.Sprintf("vendor-%d", i%10)}},
						bson.D{{Key: "partnerId", Value: fmt.Sprintf("partner-%d", i%1000)}, {Key: "status", Value: bson.D{{Key: "$ne", Value: "draft"}}}},
						bson.D{{Key: "distributorId", Value: fmt.Sprintf("distributor-%d", i%5)}, {Key: "segments", Value: "seg-1"}},
					}}},
					bson.D{{Key: "$or", Value: bson.A{bson.D{{Key: "status", Value: "approved"}}, bson.D{{Key: "status", Value: "won"}, {Key: "amount.minor", Value: bson.D{{Key: "$gt", Value: 100}}}}}}},
				}}}, page())
			}
		})
	}
}
