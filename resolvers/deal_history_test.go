package resolvers_test

import "testing"

// TestHistoryOverTheSchema reads what two sides see of the same steps, with those who took them.
func TestHistoryOverTheSchema(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.registered(t, sales, "Quarry Works")
	v := map[string]any{"id": id}
	w.get(t, decide, `mutation($id:ID!){claimDealReview(input:{id:$id,expectedVersion:1}){deal{id}}}`, v)
	for _, shared := range []string{"true", "false"} {
		data := w.get(t, decide, `mutation($id:ID!){addDealComment(input:{dealId:$id,body:" well ",shared:`+shared+`}){deal{version} userErrors{code}}}`, v)
		if got, want := text(t, data), `{"addDealComment":{"deal":{"version":2},"userErrors":[]}}`; got != want {
			t.Fatalf("got %s, want %s", got, want)
		}
	}
	query := `query($id:ID!){deal(id:$id){history(first:2){totalCount pageInfo{hasNextPage} nodes{action
		actor{user{email} organization{handle}} changes{field before after} comment{body shared}}}}}`
	comment := func(user, shared string) string {
		return `{"action":"comment","actor":{"organization":{"handle":"nimbus"},"user":` + user + `},"changes":[],"comment":{"body":"well","shared":` + shared + `}}`
	}
	desk := `{"email":"dealdesk@nimbus.example"}`
	for email, want := range map[string]string{
		decide: `{"nodes":[` + comment(desk, "false") + `,` + comment(desk, "true") + `],"pageInfo":{"hasNextPage":true},"totalCount":4}`,
		sales: `{"nodes":[` + comment("null", "true") + `,{"action":"claimReview","actor":{"organization":{"handle":"nimbus"},"user":null},` +
			`"changes":[{"after":"UNDER_REVIEW","before":"SUBMITTED","field":"approvalStatus"}],"comment":null}],"pageInfo":{"hasNextPage":true},"totalCount":3}`,
	} {
		if got := text(t, at(t, w.get(t, email, query, v), "deal", "history")); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", email, got, want)
		}
	}
}
