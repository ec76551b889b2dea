package resolvers_test

import (
	"encoding/json"
	"testing"
)

const (
	sales  = "sales@brightpath.example"
	rival  = "sales@harbor.example"
	desk   = "desk@continental.example"
	decide = "dealdesk@nimbus.example"
)

func text(tb testing.TB, v any) string {
	tb.Helper()
	b, err := json.Marshal(v)
	must(tb, err)
	return string(b)
}

// TestHiddenReferencesAreNull finds, for each reference, a record on which one viewer sees it and another one does not.
func TestHiddenReferencesAreNull(t *testing.T) {
	t.Parallel()
	w := demo(t)
	for _, c := range []struct {
		name, field, sees, blind string
		path                     []any
	}{
		{"a person of another organization", "registeredBy{user{name}}", chief, sales, []any{"registeredBy", "user"}},
		{"who decided", "approvals{by{name}}", decide, sales, []any{"approvals", 0, "by"}},
		{"a campaign without the distributor", "campaign{name}", chief, "desk@pacific.example", []any{"campaign"}},
		{"the partner's other distributors", "partner{distributors{name}}", chief, desk, []any{"partner", "distributors"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if !w.hides(t, c.field, c.sees, c.blind, c.path) {
				t.Errorf("no deal shows %v to %s and hides it from %s", c.path, c.sees, c.blind)
			}
		})
	}
}

// hides looks, among the deals of one viewer, for one whose field it does not see and another viewer does.
func (w *world) hides(t *testing.T, field, sees, blind string, path []any) bool {
	t.Helper()
	var ids []any
	for _, d := range rows(t, w.get(t, blind, `{deals(first:100){nodes{id}}}`, nil), "deals") {
		ids = append(ids, d["id"])
	}
	query := `query($ids:[ID!]!){nodes(ids:$ids){...on Deal{id ` + field + `}}}`
	shown := w.get(t, sees, query, map[string]any{"ids": ids})["nodes"].([]any)
	for i, d := range w.get(t, blind, query, map[string]any{"ids": ids})["nodes"].([]any) {
		if try(shown[i], path) != nil && try(d, path) == nil {
			return true
		}
	}
	return false
}

// try follows a path and is nil where it ends early.
func try(v any, path []any) any {
	for _, p := range path {
		switch at := v.(type) {
		case map[string]any:
			v = at[p.(string)]
		case []any:
			if len(at) == 0 {
				return nil
			}
			v = at[p.(int)]
		default:
			return nil
		}
	}
	return v
}

func TestHiddenListsAreNull(t *testing.T) {
	t.Parallel()
	w := demo(t)
	const query = `{partners(first:1,filter:{name:{prefix:"brightpath"}}){nodes{distributors{handle}}}}`
	for _, c := range []struct{ email, want string }{
		{chief, `[{"handle":"continental"}]`},
		{desk, `null`},
	} {
		if got := text(t, rows(t, w.get(t, c.email, query, nil), "partners")[0]["distributors"]); got != c.want {
			t.Errorf("distributors of a partner as %s: got %s, want %s", c.email, got, c.want)
		}
	}
}

func TestRivalsAreForTheVendorAlone(t *testing.T) {
	t.Parallel()
	w := demo(t)
	const query = `{deals(first:100){nodes{conflict{class rivals{number}}}}}`
	count := func(email string) (shown int) {
		for _, d := range rows(t, w.get(t, email, query, nil), "deals") {
			if list, ok := try(d, []any{"conflict", "rivals"}).([]any); ok {
				shown += len(list)
			}
		}
		return shown
	}
	if got := count(decide); got == 0 {
		t.Error("the deal desk sees no rival, so the rest proves nothing")
	}
	for _, email := range []string{sales, rival, desk} {
		if got := count(email); got != 0 {
			t.Errorf("%s sees %d rivals, want none", email, got)
		}
	}
}

func TestOpenAudienceIsEmpty(t *testing.T) {
	t.Parallel()
	w := demo(t)
	data := w.get(t, chief, `{programs(first:100){nodes{audience{types countries tiers}}}}`, nil)
	open := false
	for _, p := range rows(t, data, "programs") {
		for _, side := range []string{"types", "countries", "tiers"} {
			list := at(t, p, "audience", side).([]any)
			open = open || len(list) == 0
			for _, entry := range list {
				if entry == "*" {
					t.Errorf("%s of an audience: the stored sign for all came out", side)
				}
			}
		}
	}
	if !open {
		t.Error("no audience is open, so the rest proves nothing")
	}
}

func TestManagersAreNamedWithoutTheirRecord(t *testing.T) {
	t.Parallel()
	w := demo(t)
	const query = `{partners(filter:{name:{prefix:"brightpath"}}){nodes{vendor{handle} managers{name user{name email}}}}}`
	for email, wantUser := range map[string]bool{chief: true, sales: false} {
		data := w.get(t, email, query, nil)
		for _, p := range rows(t, data, "partners") {
			if at(t, p, "vendor", "handle") != "nimbus" {
				continue
			}
			managers := p["managers"].([]any)
			if len(managers) == 0 {
				t.Fatalf("%s sees no manager", email)
			}
			if at(t, managers[0], "name") == "" || (at(t, managers[0], "user") != nil) != wantUser {
				t.Errorf("as %s: got %s, want a name and the record %v", email, text(t, managers[0]), wantUser)
			}
		}
	}
}
