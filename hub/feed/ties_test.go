package feed_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"partnerhub/hub/feed"
	"partnerhub/model"
)

// tiedUsers are one person of each organization beside those of newWorld, who have one for every role.
const tiedUsers = `email,name,organization,roles
admin@bolt.example,Admin,bolt,VENDOR_ADMIN
admin@other.example,Admin,other,DISTRIBUTOR_ADMIN
admin@pb.example,Admin,pb,PARTNER_ADMIN
admin@pc.example,Admin,pc,PARTNER_ADMIN
`

// heard is what a person learns of organizations behind a position of a log, sorted.
func (w *world) heard(email string, log *model.ID, after string) []string {
	w.tb.Helper()
	page, err := w.feed.Changes(w.as(email), feed.Request{VendorID: log, After: &after, Kinds: []model.RecordKind{model.RecordKindOrganization}})
	must(w.tb, err)
	out := []string{}
	for _, c := range page.Changes {
		for _, handle := range []string{"acme", "bolt", "dist", "other", "pa", "pb", "pc", "pd"} {
			if c.RecordID == model.DerivedID(model.KindOrganization, handle) {
				out = append(out, handle+" "+string(c.Type))
			}
		}
	}
	slices.Sort(out)
	return out
}

// positions are the present ones of some readers in a log, for organizations alone.
func (w *world) positions(log *model.ID, emails ...string) map[string]string {
	w.tb.Helper()
	out := map[string]string{}
	for _, email := range emails {
		page, err := w.feed.Changes(w.as(email), feed.Request{VendorID: log, Kinds: []model.RecordKind{model.RecordKindOrganization}})
		must(w.tb, err)
		out[email] = page.Cursor
	}
	return out
}

// TestTiesAreHeardByThoseTheyConcern: who stays related to an organization hears nothing when others come and go, be it covered or not,
// and whoever comes or goes hears that once.
func TestTiesAreHeardByThoseTheyConcern(t *testing.T) {
	for name, tt := range map[string]struct {
		file string
		want map[string][]string // by reader of the hub's log; everybody else hears nothing
	}{
		"one distributor goes and another comes": {"acme,pb,MSP,ACTIVE,other\n", map[string][]string{
			"distributor_admin@dist.example": {"pb REMOVED"}, "admin@other.example": {"pb CHANGED"}, "admin@pb.example": {"dist REMOVED", "other CHANGED"}}},
		"of a covered partner": {"acme,pa,RESELLER,ACTIVE,other;dist\n", map[string][]string{
			"admin@other.example": {"pa CHANGED"}, "partner_admin@pa.example": {"other CHANGED"}}},
		"who is related through another vendor stays": {"bolt,pa,RESELLER,ACTIVE,\n", map[string][]string{
			"admin@bolt.example": {"dist REMOVED"}}},
		"who comes through another vendor is there already": {"bolt,pb,MSP,ACTIVE,dist\n", map[string][]string{
			"admin@bolt.example": {"pb CHANGED"}}},
		"a partner goes to nobody": {"acme,pc,MSP,ACTIVE,\n", map[string][]string{
			"admin@other.example": {"pc REMOVED"}, "admin@pc.example": {"other REMOVED"}, "channel_ops@acme.example": {"other REMOVED"}}},
		"a new partner": {"acme,pd,MSP,ACTIVE,dist\n", map[string][]string{
			"channel_ops@acme.example": {"pd CHANGED"}, "distributor_admin@dist.example": {"pd CHANGED"}}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.load("organizations", "handle,kind,name,country\npd,PARTNER,Partner D,GB\n")
			w.load("users", tiedUsers)
			at := w.positions(nil, "channel_ops@acme.example", "admin@bolt.example", "distributor_admin@dist.example", "admin@other.example",
				"partner_admin@pa.example", "admin@pb.example", "admin@pc.example")
			ofAcme := w.positions(acme(), "channel_ops@acme.example", "distributor_admin@dist.example", "partner_admin@pa.example")
			w.load("partners", "vendor,organization,type,lifeStage,distributors\n"+tt.file)
			got, want := map[string][]string{}, map[string][]string{}
			for email, after := range at {
				want[email], got[email] = append([]string{}, tt.want[email]...), w.heard(email, nil, after)
			}
			for email, after := range ofAcme {
				want[email+" of acme"], got[email+" of acme"] = []string{}, w.heard(email, acme(), after)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}
