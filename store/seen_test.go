package store_test

import (
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"

	"partnerhub/filter"
	"partnerhub/model"
	"partnerhub/store"
)

// TestOldRecordsAreToldToEverySide: records from before sides had versions of their own keep their version and their place in lists.
func TestOldRecordsAreToldToEverySide(t *testing.T) {
	b, s := newWorld(t)
	who := as(t, people()[model.OrganizationKindPartner], model.KindDeal, model.RolePartnerAdmin)
	q := query(filter.Everything())
	q.Sort = store.Sort{Field: "updatedAt", Descending: true}
	want, err := s.Deals.Find(t.Context(), who, q)
	must(t, err)
	_, err = b.db().Collection("deals").UpdateMany(t.Context(), bson.D{}, bson.D{{Key: "$unset", Value: bson.D{{Key: "seen", Value: ""}}}})
	must(t, err)
	got, err := b.open(t).Deals.Find(t.Context(), who, q)
	must(t, err)
	if len(want.Rows) == 0 || len(got.Rows) != len(want.Rows) {
		t.Fatalf("got %d rows, want %d", len(got.Rows), len(want.Rows))
	}
	for i := range want.Rows {
		a, b := want.Rows[i], got.Rows[i]
		if a.ID != b.ID || a.Version != b.Version || !a.UpdatedAt.Equal(b.UpdatedAt) {
			t.Errorf("row %d: got %s version %d of %s, want %s version %d of %s", i, b.ID, b.Version, b.UpdatedAt, a.ID, a.Version, a.UpdatedAt)
		}
	}
}

// TestARecordOfAnOlderHubKeepsItsVersions: one that still runs beside this one drops what each side is told, which begins again from
// the one version and not from nothing.
func TestARecordOfAnOlderHubKeepsItsVersions(t *testing.T) {
	b, s := newWorld(t)
	d := deal(0)
	_, err := b.db().Collection("deals").UpdateByID(t.Context(), d.ID, bson.D{{Key: "$unset", Value: bson.D{{Key: "seen", Value: ""}}},
		{Key: "$set", Value: bson.D{{Key: "version", Value: 7}}}})
	must(t, err)
	write(t, s, edit(s, system(model.KindDeal), d.ID, func(d *model.Deal) { d.ExpectedCloseOn = "2027-01-31" }))
	for _, side := range model.AllOrganizationKind {
		if got := stored(t, s, d.ID).VersionFor(side); got != 7 && got != 8 {
			t.Errorf("%s is told version %d, want 7 or 8", side, got)
		}
	}
}
