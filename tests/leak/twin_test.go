package leak_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"partnerhub/tests/leak/oracle"
)

// The third judge: a second world that differs only in what one person may never know. It lives the same history, and has to
// answer that person with the same bytes.

type twin struct {
	email   string
	begin   tables
	alter   func(tables) tables
	still   map[string]bool // deals that nobody changes, and that may therefore differ
	late    map[string]bool // cells that change there alone, once, in the course of the history
	there   *server
	cursors map[string]string // here to there
	ids     map[string]string // of new deals, here to there
}

// newTwin draws the person and what differs.
func newTwin(tb testing.TB, random *rand.Rand, plan []epoch) *twin {
	tb.Helper()
	t := &twin{email: oneOfASide(random, plan[0].tables), still: map[string]bool{}, cursors: map[string]string{}, ids: map[string]string{}}
	for _, d := range plan[0].tables["deals"] {
		if random.IntN(2) == 0 {
			t.still[idOf("deals", d)] = true
		}
	}
	views := viewsOf(t.email, plan)
	gone, marks := t.removable(random, plan[0].tables, views), t.replacements(plan, views)
	t.alter = func(from tables) tables {
		out := from.clone()
		var kept []row
		for _, d := range out["deals"] {
			if !gone[idOf("deals", d)] {
				kept = append(kept, d)
			}
		}
		out["deals"] = kept
		for kind, rows := range out {
			for _, r := range rows {
				for column := range r {
					if to, other := marks[cell(kind, r, column)]; other {
						r[column] = to
					}
				}
			}
		}
		return out
	}
	t.begin = t.alter(plan[0].tables)
	t.late = t.edits(rand.New(rand.NewPCG(uint64(len(t.still)), uint64(len(marks)))), plan)
	return t
}

// oneOfASide draws a side, and then somebody of it: a vendor has more people than a partner, and rivals are partners.
func oneOfASide(random *rand.Rand, t tables) string {
	side, kinds := []string{"VENDOR", "DISTRIBUTOR", "PARTNER"}[random.IntN(3)], map[string]string{}
	for _, o := range t["organizations"] {
		kinds[o["handle"]] = o["kind"]
	}
	for {
		if u := t["users"][random.IntN(len(t["users"]))]; kinds[u["organization"]] == side {
			return u["email"]
		}
	}
}

// edits draws cells that nobody of the person's side ever sees: a change of one must not even show in a version.
func (t *twin) edits(random *rand.Rand, plan []epoch) map[string]bool {
	out, peers := map[string]bool{}, t.peers(plan)
	for _, kind := range kinds {
		for _, r := range plan[0].tables[kind] {
			for _, column := range altered[kind] {
				id := idOf(kind, r)
				if r[column] != "" && (kind != "deals" || t.still[id]) && random.IntN(2) == 0 && hiddenCell(peers, kind, id, column) {
					out[cell(kind, r, column)] = true
				}
			}
		}
	}
	return out
}

// peers are the views of everybody of the person's side, in all epochs.
func (t *twin) peers(plan []epoch) []*oracle.Viewer {
	var out []*oracle.Viewer
	side := sideOf(build(plan[0].tables, plan[0].now), t.email)
	for _, e := range plan {
		w := build(e.tables, e.now)
		for _, u := range e.tables["users"] {
			if v := w.As(userID(u["email"])); v != nil && sideOf(w, u["email"]) == side {
				out = append(out, v)
			}
		}
	}
	return out
}

// edited are the rows in which cells change there alone, as they are by then; a second change finds nothing to do.
func (t *twin) edited(now tables) tables {
	out, n := tables{}, 700_000
	for kind, rows := range now {
		for _, r := range rows {
			c, touched := row{}, false
			for column, value := range r {
				c[column] = value
				if t.late[cell(kind, r, column)] && value != "" {
					n++
					c[column], touched = another(column, value, n), true
				}
			}
			if touched && served(now, r) {
				out[kind] = append(out[kind], c)
			}
		}
	}
	return out
}

// served tells whether the distributor that a row names still serves its partner: a file with another one is refused.
func served(now tables, r row) bool {
	named := r["distributor"] + r["sponsor"]
	if named == "" {
		return true
	}
	for _, p := range now["partners"] {
		if p["vendor"] == r["vendor"] && p["organization"] == r["partner"] {
			return slices.Contains(split(p["distributors"]), named)
		}
	}
	return true
}

func cell(kind string, r row, column string) string { return idOf(kind, r) + "." + column }

// viewsOf are the person's views in all epochs in which it may sign in.
func viewsOf(email string, plan []epoch) []*oracle.Viewer {
	var out []*oracle.Viewer
	for _, e := range plan {
		if v := build(e.tables, e.now).As(userID(email)); v != nil {
			out = append(out, v)
		}
	}
	return out
}

func never(views []*oracle.Viewer, sees func(*oracle.Viewer) bool) bool {
	for _, v := range views {
		if sees(v) {
			return false
		}
	}
	return true
}

func neverSeen(views []*oracle.Viewer, id string) bool {
	return never(views, func(v *oracle.Viewer) bool { return v.Shown(v.World.Records[id]) != nil })
}

// removable are hidden deals, except for rivals of others: that a rival exists is what a reviewed deal may tell.
func (t *twin) removable(random *rand.Rand, from tables, views []*oracle.Viewer) map[string]bool {
	out := map[string]bool{}
	for _, d := range from["deals"] {
		id := idOf("deals", d)
		if t.still[id] && neverSeen(views, id) && !t.rivals(from, d) && random.IntN(2) == 0 {
			out[id] = true
		}
	}
	return out
}

func (t *twin) rivals(from tables, d row) bool {
	for _, other := range from["deals"] {
		if other["vendor"] == d["vendor"] && other["customerName"] == d["customerName"] && other["externalId"] != d["externalId"] {
			return true
		}
	}
	return false
}

// altered are the columns that decide nothing: neither sight, nor conflict, nor eligibility.
var altered = map[string][]string{
	"organizations": {"name"}, "programs": {"name", "description", "budget"}, "campaigns": {"name", "description", "cost"},
	"partners": {"name", "region", "employees", "technicalHeadcount", "tags", "engagementScore", "costToServe", "rfm", "privateNotes", "externalIds"},
	"segments": {"name", "description"}, "rates": {"rate"}, "certifications": {"reference", "revocationNote"}, "enrollments": {"comment", "answers"},
	"deals": {"contactName", "contactEmail", "contactPhone", "points", "partnerMargin", "distributorCost", "internalComments", "reviewComment"},
}

// replacements are other values for what the person never sees, by cell.
func (t *twin) replacements(plan []epoch, views []*oracle.Viewer) map[string]string {
	out, n := map[string]string{}, 500_000
	for _, kind := range kinds {
		for _, r := range plan[0].tables[kind] {
			for _, column := range altered[kind] {
				id := idOf(kind, r)
				if r[column] == "" || kind == "deals" && !t.still[id] || !hiddenCell(views, kind, id, column) {
					continue
				}
				n++
				out[cell(kind, r, column)] = another(column, r[column], n)
			}
		}
	}
	return out
}

func hiddenCell(views []*oracle.Viewer, kind, id, column string) bool {
	field := column
	if to := shownAs[kind+"."+column]; to != "" {
		field = to
	}
	return never(views, func(v *oracle.Viewer) bool {
		r := v.World.Records[id]
		return v.Sees(r, r.Type+"."+field)
	})
}

// another is a different value of the same form.
func another(column, value string, n int) string {
	switch column {
	case "engagementScore":
		return fmt.Sprint(n % 97)
	case "rfm":
		return "1-2-1"
	}
	n -= 20_000 // the marks of one value stay different from each other
	return markForm.ReplaceAllStringFunc(value, func(mark string) string {
		n += 20_000
		switch {
		case mark[0] == 'z':
			return fmt.Sprintf("zq%05dz", n-450_000)
		case strings.HasPrefix(mark, "68"):
			return fmt.Sprintf("68%06d", n)
		case mark[0] == '7':
			return fmt.Sprintf("7%06d.11", n)
		}
		return fmt.Sprintf("8%06d", n)
	})
}

func (t *twin) serve(tb testing.TB, plans bool) (stop func()) {
	tb.Helper()
	t.there, stop = serve(tb, t.begin, plans)
	return stop
}

func (t *twin) change(tb testing.TB, rows tables, next epoch) {
	tb.Helper()
	now := next.now
	t.there.load(tb, t.alter(rows))
	if len(t.late) > 0 {
		t.there.load(tb, t.edited(t.alter(next.tables)))
		t.late = nil
	}
	t.there.clock.move(now.Sub(t.there.clock.read()))
}

// compare asks the other world the same.
func (t *twin) compare(r *run, ask request, got *reply) {
	if ask.Email != t.email {
		return
	}
	ask = t.here(ask)
	other := t.there2here(t.there.ask(r.tb, ask))
	a, b := canonical(got), canonical(other)
	r.report.twins++
	if a != b {
		r.report.leak("twin", "%s is answered differently\n%s\nhere  %s\nthere %s", r.who(ask.Email), show(ask), around(a, b), around(b, a))
		return
	}
	here, there := cursorForm.FindAllStringSubmatch(got.body, -1), cursorForm.FindAllStringSubmatch(other.body, -1)
	for i := range here {
		t.cursors[here[i][3]] = there[i][3]
	}
}

// here is what is asked in the other world in the place of a request made here.
func (t *twin) here(ask request) request {
	ask.Variables = t.translated(ask.Variables)
	if len(t.ids) == 0 {
		return ask
	}
	raw, err := json.Marshal(ask.Variables)
	if err != nil {
		return ask
	}
	text, ids := string(raw), t.replacer(false)
	ask.Query, ask.Variables = ids.Replace(ask.Query), map[string]any{}
	_ = json.Unmarshal([]byte(ids.Replace(text)), &ask.Variables)
	return ask
}

// there2here is an answer of the other world with the ids of this one.
func (t *twin) there2here(got *reply) *reply {
	if len(t.ids) == 0 {
		return got
	}
	out := *got
	out.body = t.replacer(true).Replace(got.body)
	return &out
}

func (t *twin) replacer(back bool) *strings.Replacer {
	var pairs []string
	for here, there := range t.ids {
		if back {
			here, there = there, here
		}
		pairs = append(pairs, here, there)
	}
	return strings.NewReplacer(pairs...)
}

func (t *twin) translated(variables map[string]any) map[string]any {
	out := map[string]any{}
	for name, value := range variables {
		out[name] = value
		if s, ok := value.(string); ok && t.cursors[s] != "" {
			out[name] = t.cursors[s]
		}
	}
	return out
}
