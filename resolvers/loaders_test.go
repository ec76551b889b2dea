package resolvers_test

import (
	"slices"
	"strings"
	"testing"
)

const chief = "chief@nimbus.example"

// wide is a page of deals with everything that a deal names.
const wide = `{deals(first:40){nodes{number vendor{name} partner{name organization{name}} distributor{name} program{name}
	campaign{name} onBehalfOf{name} registeredBy{user{name} organization{name}} approvals{by{name} organization{name}}
	conflict{rivals{number}}}}}`

func TestReferencesAreOneQueryACollectionALevel(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for name, query := range map[string]string{
		"nodes":     wide,
		"edges":     strings.NewReplacer("nodes{", "edges{node{", "}}}}}", "}}}}}}").Replace(wide),
		"fragments": `{deals(first:40){...page}} fragment page on DealConnection{nodes{...row ...row}} fragment row on Deal` + wide[len("{deals(first:40){nodes"):len(wide)-2],
	} {
		t.Run(name, func(t *testing.T) {
			got := w.asked.during(func() { w.get(t, chief, query, nil) })
			for collection, most := range map[string]int{"partners": 1, "programs": 1, "campaigns": 1,
				"deals": 2, // the page, and the rivals
				"users": 2, // who asks, and those who registered and decided
				// what the deals name, and what their partners name
				"organizations": 2} {
				if n := len(got[collection]); n == 0 || n > most {
					t.Errorf("%s: got %d queries, want 1 to %d", collection, n, most)
				}
			}
		})
	}
}

// TestManagersAreOneQuery: whoever covers the partners of a page is named by one query for all of them.
func TestManagersAreOneQuery(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	got := w.asked.during(func() { w.get(t, chief, `{partners(first:40){nodes{name managers{name role}}}}`, nil) })
	if n := len(got["users"]); n != 2 { // who asks, and those who cover
		t.Errorf("users: got %d queries, want 2", n)
	}
}

func TestNoRecordIsReadTwice(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	got := w.asked.during(func() {
		w.get(t, chief, `{partners(first:30){nodes{deals(first:3){nodes{program{name} vendor{name} partner{name}}}}}}`, nil)
	})
	for _, collection := range []string{"programs", "organizations", "partners"} {
		var ids []string
		for _, q := range got[collection] {
			ids = append(ids, q...)
		}
		slices.Sort(ids)
		if len(ids) == 0 || len(ids) != len(slices.Compact(slices.Clone(ids))) {
			t.Errorf("%s: asked for %d ids, some twice: %v", collection, len(ids), ids)
		}
	}
}

// TestNothingIsKeptBetweenOperations runs the same operation twice and wants it to read the same twice.
func TestNothingIsKeptBetweenOperations(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	count := func() (n int) {
		for _, queries := range w.asked.during(func() { w.get(t, chief, wide, nil) }) {
			n += len(queries)
		}
		return n
	}
	if first, second := count(), count(); first != second {
		t.Errorf("got %d queries, then %d; what the first read was kept", first, second)
	}
}

// TestViewersShareNothing runs operations of two viewers side by side over the same records.
func TestViewersShareNothing(t *testing.T) {
	t.Parallel()
	w := demo(t)
	const query = `{deals(first:20){nodes{registeredBy{user{name}} partner{name privateNotes}}}}`
	seen := map[string]string{}
	for _, email := range []string{chief, "sales@brightpath.example"} {
		seen[email] = text(t, w.get(t, email, query, nil))
	}
	if seen[chief] == seen["sales@brightpath.example"] {
		t.Fatal("the two viewers see the same, which proves nothing")
	}
	for range 20 {
		for email, want := range seen {
			t.Run(email, func(t *testing.T) {
				t.Parallel()
				if got := text(t, w.get(t, email, query, nil)); got != want {
					t.Errorf("got %s, want %s", got, want)
				}
			})
		}
	}
}

// TestSegmentationIsCountedOnce, however often an operation asks for it.
func TestSegmentationIsCountedOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const fields = "{partners segments{segment{name} members}}"
	count := func(query string) (n int) {
		for _, queries := range w.asked.during(func() {
			if at(t, w.get(t, chief, query, nil), "a") == nil {
				t.Fatal("the chief sees no segmentation")
			}
		}) {
			n += len(queries)
		}
		return n
	}
	count("{a:segmentation" + fields + "}") // the rules are read once
	one, three := count("{a:segmentation"+fields+"}"), count("{a:segmentation"+fields+" b:segmentation"+fields+" c:segmentation"+fields+"}")
	if one == 0 || one != three {
		t.Errorf("got %d queries for one, %d for three, want as many", one, three)
	}
}
