package store_test

import (
	"testing"

	"partnerhub/filter"
	"partnerhub/model"
	"partnerhub/store"
)

// TestCopiesOfAPartnerAreFoundByAnIndex: the records that carry something of a partner are read page by page when it changes, inside the
// transaction that changes it; no page may read, or order, all of them.
func TestCopiesOfAPartnerAreFoundByAnIndex(t *testing.T) {
	b, s := newWorld(t)
	for _, l := range []listed{
		list(model.KindDeal, s.Deals, map[string]filter.Cond{}),
		list(model.KindEnrollment, s.Enrollments, map[string]filter.Cond{}),
		list(model.KindCertification, s.Certifications, map[string]filter.Cond{}),
	} {
		t.Run(string(l.kind), func(t *testing.T) {
			where := filter.AllOf(filter.Is("partnerId", partnerID(0, 0)), filter.Above("_id", model.ID("")))
			checkPlan(t, b, l, system(l.kind), store.Query{Where: filter.Everything(), Scope: where, Sort: store.Sort{Field: "_id"}, Limit: 10})
		})
	}
}
