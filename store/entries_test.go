package store_test

import (
	"math"
	"slices"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/model"
	"partnerhub/store"
)

// TestAReadersChangesAreServedByAnIndex: what it costs to look must not depend on what concerns others.
func TestAReadersChangesAreServedByAnIndex(t *testing.T) {
	b := newBase(t)
	s := b.open(t)
	var deals []*model.Deal
	for i := range 600 {
		d := deal(i)
		d.VendorID = vendorOf(0)
		deals = append(deals, d)
	}
	put(t, s, s.Deals, model.KindDeal, deals...)
	find := bson.D{{Key: "find", Value: "changes"}, {Key: "filter", Value: store.Concerning(vendorOf(0), deals[7].PartnerOrgID, 0, math.MaxInt64)},
		{Key: "sort", Value: bson.D{{Key: "_id.seq", Value: 1}}}, {Key: "limit", Value: 200}}
	stages, keys := explained(t, b, find)
	if !slices.Contains(stages, "IXSCAN") || slices.Contains(stages, "SORT") || keys > 30 {
		t.Errorf("got stages %v over %d keys, want an index in order and few keys", stages, keys)
	}
	entries, err := s.Changes.Entries(t.Context(), vendorOf(0), deals[7].PartnerOrgID, 0, math.MaxInt64, 200)
	must(t, err)
	for _, e := range entries {
		if e.After.(*model.Deal).PartnerOrgID != deals[7].PartnerOrgID && !slices.Contains(e.Audience, model.Everybody) {
			t.Errorf("got a change of %s, which concerns others", e.RecordID)
		}
	}
	if len(entries) == 0 {
		t.Error("got no entry")
	}
}

// TestCoverageThatBeginsIsServedByAnIndex: the sweep looks for it every minute.
func TestCoverageThatBeginsIsServedByAnIndex(t *testing.T) {
	b, s := newWorld(t)
	for _, bound := range []string{"from", "to"} {
		in := filter.HasElem("coverage", filter.AllOf(filter.Above(bound, noon.Add(1000*time.Hour)), filter.AtMost(bound, noon.Add(1001*time.Hour))))
		find, err := s.Partners.Command(authz.System(model.KindPartner, "a test looks at a plan"),
			store.Query{Where: filter.Everything(), Scope: in, Limit: 500})
		must(t, err)
		if stages, keys := explained(t, b, find); !slices.Contains(stages, "IXSCAN") || keys > 30 {
			t.Errorf("%s: got stages %v over %d keys, want an index and few keys", bound, stages, keys)
		}
	}
}

func explained(tb testing.TB, b base, find bson.D) (stages []string, keys int64) {
	tb.Helper()
	var plan bson.D
	must(tb, b.free.Database(b.name).RunCommand(tb.Context(), bson.D{{Key: "explain", Value: find}, {Key: "verbosity", Value: "executionStats"}}).Decode(&plan))
	return stagesOf(value(plan, "queryPlanner", "winningPlan")), number(value(plan, "executionStats", "totalKeysExamined"))
}
