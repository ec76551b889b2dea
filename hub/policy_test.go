package hub_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"partnerhub/authz"
	"partnerhub/hub"
	"partnerhub/model"
	"partnerhub/store"
)

// policyWorld is two instances over one store, with an administrator for each vendor.
type policyWorld struct {
	*life
	other *hub.Hub
}

const policyUsers = `email,name,organization,roles
admin@acme.example,Admin,acme,VENDOR_ADMIN
admin@bolt.example,Admin,bolt,VENDOR_ADMIN
`

func newPolicyWorld(tb testing.TB) *policyWorld {
	tb.Helper()
	w := &policyWorld{life: newLife(tb)}
	w.loadAll("users", policyUsers)
	w.other = w.instance()
	return w
}

// instance is one more instance over the same store.
func (w *policyWorld) instance() *hub.Hub {
	w.tb.Helper()
	policy, err := authz.Default()
	mustNot(w.tb, err)
	h, err := hub.New(w.tb.Context(), w.store, policy, w.clock)
	mustNot(w.tb, err)
	return h
}

// lineIn reads "partner_sales deal read own core amount".
func lineIn(text string) *model.VisibilityLineInput {
	cols := strings.Fields(text)
	return &model.VisibilityLineInput{Role: model.Role(strings.ToUpper(cols[0])), Kind: cols[1], Action: cols[2], Rows: cols[3], Fields: cols[4:]}
}

func (w *policyWorld) update(version int, lines ...string) (*model.VisibilityPolicy, error) {
	in := model.UpdateVisibilityPolicyInput{VendorID: acme(), ExpectedVersion: version}
	for _, text := range lines {
		in.Lines = append(in.Lines, lineIn(text))
	}
	return w.hub.UpdateVisibilityPolicy(w.as("admin@acme.example"), in)
}

// amount tells whether an instance shows a person the amount of a deal: "seen", "hidden", or "no deal".
func amount(h *hub.Hub, ctx context.Context, tb testing.TB, id model.ID) string {
	tb.Helper()
	d, err := h.Deal(ctx, id)
	mustNot(tb, err)
	switch {
	case d == nil:
		return "no deal"
	case d.Amount == nil:
		return "hidden"
	}
	return "seen"
}

// on is a person's context as an instance makes it.
func (w *policyWorld) on(h *hub.Hub, email string) context.Context {
	w.tb.Helper()
	who, err := h.PrincipalByEmail(w.tb.Context(), email)
	mustNot(w.tb, err)
	return authz.WithPrincipal(w.tb.Context(), who)
}

// TestPolicyCountsOnEveryInstance: here at once, elsewhere with the next refresh, and so does the way back.
func TestPolicyCountsOnEveryInstance(t *testing.T) {
	w := newPolicyWorld(t)
	d := w.registers("sales@pa.example", order{distributor: "dist"})
	seen := func(here, there, desk string) {
		t.Helper()
		for _, c := range []struct {
			h           *hub.Hub
			email, want string
		}{{w.hub, "sales@pa.example", here}, {w.other, "sales@pa.example", there}, {w.hub, "desk@acme.example", "seen"}, {w.hub, "desk@dist.example", desk}} {
			if got := amount(c.h, w.on(c.h, c.email), t, d.ID); got != c.want {
				t.Errorf("%s: got %s, want %s", c.email, got, c.want)
			}
		}
	}
	seen("seen", "seen", "seen")
	p, err := w.update(0, "partner_sales deal read own core", "distributor_deal_desk deal read none")
	mustNot(t, err)
	if p.Version != 1 || len(p.Lines) != 2 {
		t.Errorf("got version %d and %v", p.Version, p.Lines)
	}
	seen("hidden", "seen", "no deal")
	mustNot(t, w.other.RefreshPolicy(t.Context()))
	seen("hidden", "hidden", "no deal")
	p, err = w.update(1, "distributor_deal_desk deal read linked core amount")
	mustNot(t, err)
	if p.Version != 2 || len(p.Lines) != 2 {
		t.Errorf("got version %d and %v, want the partner's line kept", p.Version, p.Lines)
	}
	seen("hidden", "hidden", "seen")
	_, err = w.hub.ResetVisibilityPolicy(w.as("admin@acme.example"), model.ResetVisibilityPolicyInput{VendorID: acme(), ExpectedVersion: 2,
		Keys: []*model.VisibilityKeyInput{{Role: "PARTNER_SALES", Kind: "deal", Action: "read"}}})
	mustNot(t, err)
	seen("seen", "hidden", "seen")
	p, err = w.hub.ResetVisibilityPolicy(w.as("admin@acme.example"), model.ResetVisibilityPolicyInput{VendorID: acme(), ExpectedVersion: 3})
	mustNot(t, err)
	mustNot(t, w.other.RefreshPolicy(t.Context()))
	seen("seen", "seen", "seen")
	if p.Version != 4 || len(p.Lines) != 0 {
		t.Errorf("got version %d and %v, want none left", p.Version, p.Lines)
	}
	if got := amount(w.instance(), w.as("sales@pa.example"), t, d.ID); got != "seen" {
		t.Errorf("a new instance: got %s", got)
	}
}

// TestPolicyChangeRows: each change is told in the vendor's feed, to the vendor alone; one that changes nothing is not.
func TestPolicyChangeRows(t *testing.T) {
	w := newPolicyWorld(t)
	for range 2 { // the second time, nothing is different
		p, err := w.hub.VisibilityPolicy(w.as("admin@acme.example"), acme())
		mustNot(t, err)
		_, err = w.update(p.Version, "partner_sales deal read own core")
		mustNot(t, err)
	}
	changes, err := w.store.Changes.After(t.Context(), acme(), 0, 1000)
	mustNot(t, err)
	var got []*model.Change
	for _, c := range changes {
		if c.Kind == model.KindPolicy {
			got = append(got, c)
		}
	}
	if len(got) != 1 || got[0].Action != "updateVisibilityPolicy" || !cmp.Equal(got[0].Audience, []model.ID{acme()}) ||
		got[0].Actor != model.DerivedID(model.KindUser, "admin@acme.example") || got[0].Version != 1 {
		t.Errorf("got %+v", got)
	}
}

// TestPolicyRefusals: a refused change changes nothing, neither stored nor in force.
func TestPolicyRefusals(t *testing.T) {
	w := newPolicyWorld(t)
	_, err := w.update(0, "partner_sales deal read own core customerName")
	mustNot(t, err)
	bolt := model.DerivedID(model.KindOrganization, "bolt")
	for _, tc := range []struct {
		name, email string
		vendor      model.ID
		version     int
		lines       []string
		want        string // the code, or the fields of the user errors
	}{
		{"another role", "chief@acme.example", acme(), 1, []string{"deal_desk deal read vendor core"}, "FORBIDDEN"},
		{"a partner", "admin@pa.example", acme(), 1, []string{"deal_desk deal read vendor core"}, "FORBIDDEN"},
		{"another vendor's", "admin@bolt.example", acme(), 1, []string{"deal_desk deal read vendor core"}, "NOT_FOUND"},
		{"no vendor's", "admin@acme.example", "organization_x", 1, []string{"deal_desk deal read vendor core"}, "NOT_FOUND"},
		{"of another vendor", "admin@acme.example", bolt, 0, []string{"deal_desk deal read vendor core"}, "NOT_FOUND"},
		{"an old version", "admin@acme.example", acme(), 0, []string{"deal_desk deal read vendor core"}, "CONFLICT"},
		{"no line", "admin@acme.example", acme(), 1, nil, "lines"},
		{"wider for a partner", "admin@acme.example", acme(), 1, []string{"deal_desk deal read vendor core", "partner_marketing deal read own core amount"}, "lines.1.fields"},
		{"an approval to oneself", "admin@acme.example", acme(), 1, []string{"vendor_admin deal approve vendor_by_others core"}, "lines.0.fields"},
		{"unknown names", "admin@acme.example", acme(), 1, []string{"deal_desk deals read vendor core", "deal_desk deal read all core"}, "lines.0.kind lines.1.rows"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			in := model.UpdateVisibilityPolicyInput{VendorID: tc.vendor, ExpectedVersion: tc.version}
			for _, text := range tc.lines {
				in.Lines = append(in.Lines, lineIn(text))
			}
			_, err := w.hub.UpdateVisibilityPolicy(w.as(tc.email), in)
			if got := codeOrFields(err); got != tc.want {
				t.Errorf("got %q, want %q: %v", got, tc.want, err)
			}
			p, err := w.hub.VisibilityPolicy(w.as("admin@acme.example"), acme())
			mustNot(t, err)
			if p.Version != 1 || len(p.Lines) != 1 {
				t.Errorf("got version %d and %v", p.Version, p.Lines)
			}
		})
	}
	for _, email := range []string{"admin@bolt.example", "chief@acme.example", "admin@pa.example", "desk@dist.example"} {
		if p, err := w.hub.VisibilityPolicy(w.as(email), acme()); p != nil || err != nil {
			t.Errorf("%s: got %v and %v, want nothing", email, p, err)
		}
	}
}

func codeOrFields(err error) string {
	faults, ok := err.(model.UserErrors)
	if !ok {
		return string(model.CodeOf(err))
	}
	var fields []string
	for _, f := range faults {
		fields = append(fields, *f.Field)
	}
	return strings.Join(fields, " ")
}

// keep stores a policy past every check, as a fault or another release of the hub would.
func (w *policyWorld) keep(version int, lines ...model.PolicyLine) {
	w.tb.Helper()
	g := authz.System(model.KindPolicy, "a test stores what no check has seen")
	mustNot(w.tb, w.store.Tx(w.tb.Context(), nil, func(ctx context.Context) error {
		rev, err := w.store.Next(ctx, "policies")
		if err != nil {
			return err
		}
		doc := &model.VisibilityPolicy{VendorID: acme(), Lines: lines, Revision: rev}
		doc.ID = model.PolicyID(acme())
		if version == 1 {
			return w.store.Policies.Insert(ctx, g, doc, store.Stamp{Action: "test"})
		}
		old, err := w.store.Policies.Load(ctx, g, doc.ID)
		if err != nil {
			return err
		}
		return w.store.Policies.Replace(ctx, g, old, doc, store.Stamp{Action: "test"})
	}))
}

// TestBrokenPolicies: an instance keeps the last good state, is not ready, and recovers by itself; a new one shows nothing where
// lines are wrong, whatever else it serves.
func TestBrokenPolicies(t *testing.T) {
	w := newPolicyWorld(t)
	d := w.registers("sales@pa.example", order{})
	good := model.PolicyLine{Role: "PARTNER_SALES", Kind: "deal", Action: "read", Rows: "own", Fields: []string{"core"}}
	wrong := good
	wrong.Fields = []string{"core", "amount", "comments"}
	check := func(h *hub.Hub, ready bool, want string) {
		t.Helper()
		if err := h.RefreshPolicy(t.Context()); (err == nil) != ready || (h.Ready(t.Context()) == nil) != ready {
			t.Errorf("got %v and %v, want ready: %t", err, h.Ready(t.Context()), ready)
		}
		if got := amount(h, w.on(h, "sales@pa.example"), t, d.ID); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	check(w.hub, true, "seen")
	w.keep(1, good)
	check(w.hub, true, "hidden")
	w.keep(2, wrong)
	check(w.hub, false, "hidden")
	check(w.hub, false, "hidden") // it looks again every time
	fresh := w.instance()
	check(fresh, false, "no deal")
	if got := amount(fresh, w.on(fresh, "admin@pa.example"), t, d.ID); got != "seen" {
		t.Errorf("a role that no line is about: got %s", got)
	}
	w.keep(3)
	check(w.hub, true, "seen")
	check(fresh, true, "seen")
}

// TestHalfReadPolicies: a counter that is ahead of what can be read is a fault, and nothing is taken over.
func TestHalfReadPolicies(t *testing.T) {
	w := newPolicyWorld(t)
	mustNot(t, w.store.Tx(t.Context(), nil, func(ctx context.Context) error {
		_, err := w.store.Next(ctx, "policies")
		return err
	}))
	if err := w.hub.RefreshPolicy(t.Context()); err == nil || w.hub.Ready(t.Context()) == nil || w.hub.PolicyRevision() != 0 {
		t.Errorf("got %v, revision %d", err, w.hub.PolicyRevision())
	}
	_, err := w.update(0, "partner_sales deal read own core")
	mustNot(t, err)
	mustNot(t, w.hub.RefreshPolicy(t.Context()))
	if w.hub.PolicyRevision() != 2 || w.hub.Ready(t.Context()) != nil {
		t.Errorf("got revision %d and %v, want the instance back", w.hub.PolicyRevision(), w.hub.Ready(t.Context()))
	}
	done, cancel := context.WithCancel(t.Context())
	cancel()
	if w.hub.RefreshPolicy(done) == nil || w.hub.Ready(t.Context()) == nil {
		t.Error("a database that does not answer is no fault")
	}
	mustNot(t, w.hub.RefreshPolicy(t.Context()))
}
