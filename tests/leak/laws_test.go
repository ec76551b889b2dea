package leak_test

import (
	"io"
	"net/http"
	"slices"
	"strings"

	"partnerhub/tests/leak/oracle"
)

// laws are what holds of answers among themselves, without any judge: the pages of a list make up the list, its count is
// theirs, and a record can be looked up exactly where it is listed.
func (r *run) laws() {
	for range 3 {
		email := r.somebody()
		if r.world.As(userID(email)) == nil {
			continue
		}
		for _, d := range r.schema.Query.Fields {
			typ, isList := strings.CutSuffix(d.Type.Name(), "Connection")
			if isList && r.gen.pool.ids[typ] != nil {
				r.lawsOf(email, listing{fieldOf(r.schema, d), d}, typ)
			}
		}
	}
}

func (r *run) lawsOf(email string, l listing, typ string) {
	whole, _ := r.read(r.here.ask(r.tb, request{Email: email, Query: "{" + l.def.Name + "(first:100){nodes{id} pageInfo{hasNextPage}}}"}), false)
	var pages []string
	var cursor any
	for {
		got := r.here.ask(r.tb, r.pageQuery(email, l, false, cursor, oracle.Cursor{}).request)
		ids, next := r.read(got, false)
		pages = append(pages, ids...)
		if len(got.Errors) > 0 {
			r.report.leak("laws", "%s: a page of %s is refused: %s", r.who(email), l.def.Name, got.body)
			return
		}
		if total := got.Data.(map[string]any)[l.def.Name].(map[string]any)["totalCount"]; total != float64(len(whole)) {
			r.report.leak("laws", "%s: %s counts %v, lists %d", r.who(email), l.def.Name, total, len(whole))
		}
		if cursor = next; next == nil {
			break
		}
	}
	if !slices.Equal(pages, whole) {
		r.report.leak("laws", "%s: the pages of %s are %v, the list %v", r.who(email), l.def.Name, pages, whole)
	}
	if typ == "User" || !isRecord(r.schema, typ) {
		return // the list has service accounts alone, or what no id finds
	}
	all := r.gen.pool.ids[typ]
	found := r.here.ask(r.tb, request{Email: email, Query: "query($ids:[ID!]!){nodes(ids:$ids){id}}", Variables: map[string]any{"ids": all[:min(len(all), 100)]}})
	for i, node := range found.Data.(map[string]any)["nodes"].([]any) {
		if (node != nil) != slices.Contains(whole, all[i]) {
			r.report.leak("laws", "%s: %s is listed and not found, or found and not listed", r.who(email), all[i])
		}
	}
}

// metrics must not tell of anybody.
func (r *run) metrics() {
	resp, err := r.here.client.Get(r.here.admin + "/metrics")
	if err != nil {
		r.tb.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	raw, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		r.tb.Fatalf("metrics: %d %v", resp.StatusCode, err)
	}
	for _, leak := range append(r.marks.leaked(nil, string(raw)), idForm.FindAllString(string(raw), -1)...) {
		r.report.leak("taint", "the metrics hold %s", leak)
	}
}
