package tests

import (
	"slices"
	"testing"
)

// A list and a look-up of single records are two readings of one decision: whoever lists a record can look it up, and
// nobody can look up what does not list.
func TestListAndNodeAgree(t *testing.T) {
	w := demoWorld(t)
	everybody := []string{"admin@nimbus.example", "chief@nimbus.example", "ops@nimbus.example", "cam.uk@nimbus.example",
		"dealdesk@nimbus.example", "marketing@nimbus.example", "finance@nimbus.example", "sync@nimbus.example",
		"admin@ironwall.example", "admin@pixelforge.example", "admin@continental.example", "desk@continental.example",
		"desk@pacific.example", "admin@brightpath.example", "sales@brightpath.example", "marketing@brightpath.example", "sales@harbor.example"}
	for _, kind := range []string{"organizations", "partners", "programs", "campaigns", "deals"} {
		t.Run(kind, func(t *testing.T) {
			listed := map[string][]string{}
			var all []string
			for _, who := range everybody {
				listed[who] = w.as(who).everyID(t, kind)
				all = append(all, listed[who]...)
			}
			slices.Sort(all)
			all = slices.Compact(all)
			if len(all) == 0 {
				t.Fatal("nobody lists anything")
			}
			for _, who := range everybody {
				got, want := w.as(who).visible(t, all), listed[who]
				slices.Sort(want)
				if !slices.Equal(got, want) {
					t.Errorf("%s: looks up %d records, lists %d", who, len(got), len(want))
				}
			}
		})
	}
}

// everyID walks the pages of a list, and checks that the count agrees with what they hold.
func (c client) everyID(tb testing.TB, kind string) []string {
	tb.Helper()
	var out []string
	for after := any(nil); ; {
		page := c.query(tb, `query($after:Cursor){`+kind+`(first:37,after:$after){totalCount nodes{id} pageInfo{hasNextPage endCursor}}}`, vars{"after": after})
		for _, n := range page.list(kind + ".nodes") {
			out = append(out, n.str("id"))
		}
		if !page.boolean(kind + ".pageInfo.hasNextPage") {
			if got, want := page.integer(kind+".totalCount"), len(out); got != want {
				tb.Errorf("%s: totalCount %d, on all pages %d", kind, got, want)
			}
			return out
		}
		after = page.str(kind + ".pageInfo.endCursor")
	}
}

// visible is which of the ids the person can look up, in order.
func (c client) visible(tb testing.TB, ids []string) []string {
	tb.Helper()
	var out []string
	for part := range slices.Chunk(ids, 100) {
		for _, n := range c.query(tb, `query($ids:[ID!]!){nodes(ids:$ids){id}}`, vars{"ids": part}).list("nodes") {
			out = append(out, n.str("id"))
		}
	}
	slices.Sort(out)
	return out
}
