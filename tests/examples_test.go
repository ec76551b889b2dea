package tests

import (
	"maps"
	"path/filepath"
	"slices"
	"testing"

	"partnerhub/examples/partnercopy"
)

// TestTheGoExampleKeepsACopy: it begins with the lists, follows what changes, goes on from its file, and begins anew where its
// position counts for nothing.
func TestTheGoExampleKeepsACopy(t *testing.T) {
	w := demoWorld(t)
	crm := w.as("sync@nimbus.example")
	hub, vendor := partnercopy.NewClient(w.url+"/graphql", crm.token), w.partner("sync@nimbus.example", "nimbus").str("vendor.id")
	file := filepath.Join(t.TempDir(), "copy.json")
	sync := func() map[string]partnercopy.Kept {
		t.Helper()
		kept, err := partnercopy.Load(file)
		for _, step := range []func() error{func() error { return err }, func() error { return kept.Sync(t.Context(), hub, vendor) }, func() error { return kept.Save(file) }} {
			if err := step(); err != nil {
				t.Fatal(err)
			}
		}
		return kept.Partners
	}
	first := sync()
	if want := crm.query(t, `query($v:ID!){partners(filter:{vendorId:{eq:$v}}){totalCount}}`, vars{"v": vendor}).integer("partners.totalCount"); len(first) != want || want == 0 {
		t.Fatalf("got %d partners, want %d", len(first), want)
	}
	row := vars{"externalId": "example-1", "sourceVersion": "1", "organization": vars{"name": "Example Ltd", "country": "GB"}, "type": "MSP", "lifeStage": "ACTIVE"}
	result := crm.query(t, syncPartners, vars{"in": vars{"vendorId": vendor, "source": "example", "rows": []vars{row}}}).list("syncPartners.results")[0]
	second := sync()
	if got := second[result.str("recordId")]; got.Name != "Example Ltd" || len(second) != len(first)+1 {
		t.Errorf("got %+v among %d, want the new one among %d", got, len(second), len(first)+1)
	}
	kept, err := partnercopy.Load(file)
	if err != nil {
		t.Fatal(err)
	}
	kept.Partners = nil
	if err := kept.Sync(t.Context(), hub, vendor); err != nil || len(kept.Partners) != 0 {
		t.Errorf("nothing has changed: got %d partners and %v", len(kept.Partners), err)
	}
	kept.Cursor = ""
	if err := kept.Sync(t.Context(), hub, vendor); err != nil || !slices.Equal(slices.Sorted(maps.Keys(kept.Partners)), slices.Sorted(maps.Keys(second))) {
		t.Errorf("beginning anew: got %d partners and %v, want %d", len(kept.Partners), err, len(second))
	}
}
