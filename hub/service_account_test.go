package hub_test

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"partnerhub/authz"
	"partnerhub/hub"
	"partnerhub/model"
	"partnerhub/store"
)

// accountWorld is a small world with an administrator on each side, and a clock to move.
func accountWorld(tb testing.TB) (*importWorld, func(time.Duration)) {
	tb.Helper()
	w, wait := onceWorld(tb)
	w.loadAll("users", `email,name,organization,roles
admin@acme.example,Admin,acme,VENDOR_ADMIN
admin@bolt.example,Admin,bolt,VENDOR_ADMIN
admin@dist.example,Admin,dist,DISTRIBUTOR_ADMIN
admin@pa.example,Admin,pa,PARTNER_ADMIN
`)
	return w, wait
}

// account makes a service account as somebody.
func (w *importWorld) account(email string, role model.Role, kinds ...model.RecordKind) *model.User {
	w.tb.Helper()
	u, err := w.hub.CreateServiceAccount(w.as(email), model.CreateServiceAccountInput{Name: "CRM", Roles: []model.Role{role}, Kinds: kinds})
	mustNot(w.tb, err)
	return u
}

func (w *importWorld) key(email string, account model.ID) *hub.IssuedKey {
	w.tb.Helper()
	k, err := w.hub.CreateAPIKey(w.as(email), model.CreateAPIKeyInput{ServiceAccountID: account, Name: "nightly"})
	mustNot(w.tb, err)
	return k
}

// through is a context in which an account asks.
func (w *importWorld) through(account model.ID) context.Context {
	w.tb.Helper()
	who, err := w.hub.PrincipalByUser(w.tb.Context(), account)
	mustNot(w.tb, err)
	return authz.WithPrincipal(w.tb.Context(), who)
}

// TestWhoMakesServiceAccounts: administrators alone, of their own side, and never one that may more than they may themselves.
func TestWhoMakesServiceAccounts(t *testing.T) {
	w, _ := accountWorld(t)
	all := model.AllRecordKind
	for _, c := range []struct {
		email string
		role  model.Role
		kinds []model.RecordKind
		want  string
	}{
		{"admin@acme.example", model.RoleVendorIntegration, all, ""},
		{"admin@acme.example", model.RoleVendorAdmin, all, ""},
		{"admin@acme.example", model.RoleChannelOps, all, "USER"}, // works on deals
		{"admin@acme.example", model.RoleChannelOps, []model.RecordKind{model.RecordKindProgram}, ""},
		{"admin@acme.example", model.RoleChannelOps, []model.RecordKind{model.RecordKindPartner}, "USER"}, // decides on tiers
		{"admin@acme.example", model.RoleDealDesk, []model.RecordKind{model.RecordKindDeal}, "USER"},
		{"admin@acme.example", model.RolePartnerAdmin, []model.RecordKind{model.RecordKindPartner}, "USER"},
		{"admin@acme.example", model.RoleVendorIntegration, nil, "USER"},
		{"admin@dist.example", model.RoleDistributorAdmin, all, ""},
		{"admin@dist.example", model.RoleDistributorDealDesk, []model.RecordKind{model.RecordKindDeal}, "USER"},
		{"admin@dist.example", model.RoleDistributorFinance, []model.RecordKind{model.RecordKindDeal}, "USER"}, // benefits before approval
		{"admin@dist.example", model.RoleVendorIntegration, all, "USER"},
		{"admin@pa.example", model.RolePartnerAdmin, all, ""},
		{"admin@pa.example", model.RolePartnerSales, []model.RecordKind{model.RecordKindDeal}, "USER"}, // sets margins
		{"cam@acme.example", model.RoleVendorIntegration, all, "FORBIDDEN"},
		{"desk@dist.example", model.RoleDistributorAdmin, all, "FORBIDDEN"},
		{"sales@pa.example", model.RolePartnerSales, all, "FORBIDDEN"},
	} {
		u, err := w.hub.CreateServiceAccount(w.as(c.email), model.CreateServiceAccountInput{Name: "CRM", Roles: []model.Role{c.role}, Kinds: c.kinds})
		if outcome(err) != c.want || (err == nil) != (u != nil) {
			t.Errorf("%s makes a %s for %v: got %v, want %q", c.email, c.role, c.kinds, err, c.want)
		}
	}
}

// TestAnAccountMayWhatItsScopeHas: its role within its kinds, and never anything with users.
func TestAnAccountMayWhatItsScopeHas(t *testing.T) {
	w, _ := accountWorld(t)
	u := w.account("admin@acme.example", model.RoleVendorAdmin, model.RecordKindPartner, model.RecordKindUser)
	ctx := w.through(u.ID)
	partners, err := w.hub.Partners(ctx, model.PageArgs{}, nil, nil)
	mustNot(t, err)
	programs, err := w.hub.Programs(ctx, model.PageArgs{}, nil, nil)
	mustNot(t, err)
	if len(partners.Edges) != 2 || len(programs.Edges) != 0 {
		t.Errorf("got %d partners and %d programs, want 2 and none", len(partners.Edges), len(programs.Edges))
	}
	me, err := w.hub.Viewer(ctx)
	mustNot(t, err)
	want := []string{"organization.read", "partner.read", "user.read"}
	if got := slices.DeleteFunc(me.Capabilities, func(c string) bool { return strings.HasPrefix(c, "partner.") && c != "partner.read" }); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	_, err = w.hub.CreateServiceAccount(ctx, model.CreateServiceAccountInput{Name: "Another", Roles: u.Roles, Kinds: u.ServiceAccount.Kinds})
	if outcome(err) != "FORBIDDEN" {
		t.Errorf("an account makes an account: got %v", err)
	}
	if _, err := w.hub.CreateAPIKey(ctx, model.CreateAPIKeyInput{ServiceAccountID: u.ID, Name: "mine"}); outcome(err) != "FORBIDDEN" {
		t.Errorf("an account makes a key: got %v", err)
	}
}

// TestAccountsOfOthersDoNotExist: what another organization's administrator, or a person without the right, is told of an account
// and its keys is what is told of none.
func TestAccountsOfOthersDoNotExist(t *testing.T) {
	w, _ := accountWorld(t)
	u := w.account("admin@acme.example", model.RoleVendorIntegration, model.RecordKindPartner)
	k := w.key("admin@acme.example", u.ID)
	person := w.as("cam@acme.example")
	for _, email := range []string{"admin@acme.example", "admin@bolt.example", "admin@dist.example", "admin@pa.example", "cam@acme.example", "sales@pa.example"} {
		ctx := w.as(email)
		ask := func(account, key model.ID) []string {
			_, a := w.hub.CreateAPIKey(ctx, model.CreateAPIKeyInput{ServiceAccountID: account, Name: "x"})
			_, b := w.hub.RotateAPIKey(ctx, model.RotateAPIKeyInput{APIKeyID: key, OverlapHours: 999})
			_, c := w.hub.RevokeAPIKey(ctx, model.RevokeAPIKeyInput{APIKeyID: key})
			_, d := w.hub.DisableServiceAccount(ctx, model.DisableServiceAccountInput{ServiceAccountID: account})
			return []string{text(a), text(b), text(c), text(d)}
		}
		none := ask("user_x", "key_x")
		if email == "admin@acme.example" {
			if got := ask(authz.PrincipalFrom(person).UserID, "key_x"); !slices.Equal(got, none) {
				t.Errorf("%s is told of a person: %v, want %v", email, got, none)
			}
			continue
		}
		if got := ask(u.ID, k.Key.ID); !slices.Equal(got, none) {
			t.Errorf("%s: got %v, want %v", email, got, none)
		}
		seen, err := w.hub.KeysOf(ctx, must(w.hub.UsersByID(ctx, []model.ID{u.ID}))(t))
		mustNot(t, err)
		for _, keys := range seen {
			if keys != nil {
				t.Errorf("%s is shown keys: %v", email, keys)
			}
		}
	}
	if page, err := w.hub.ServiceAccounts(person, model.PageArgs{}); err != nil || len(page.Edges) > 0 {
		t.Errorf("a person without the right lists %v and %v", page, err)
	}
	page, err := w.hub.ServiceAccounts(w.as("admin@acme.example"), model.PageArgs{})
	mustNot(t, err)
	if len(page.Edges) != 1 || page.Edges[0].Node.ID != u.ID {
		t.Errorf("got %v, want the one account", page.Edges)
	}
}

func text(err error) string {
	if err == nil {
		return "no error"
	}
	return err.Error()
}

func must(users map[model.ID]*model.User, err error) func(testing.TB) []*model.User {
	return func(tb testing.TB) (out []*model.User) {
		tb.Helper()
		mustNot(tb, err)
		for _, u := range users {
			out = append(out, u)
		}
		return out
	}
}

// TestKeysInTheirLife: made, replaced with an overlap, revoked, and ended with their account.
func TestKeysInTheirLife(t *testing.T) {
	w, wait := accountWorld(t)
	admin := w.as("admin@acme.example")
	u := w.account("admin@acme.example", model.RoleVendorIntegration, model.RecordKindPartner)
	first := w.key("admin@acme.example", u.ID)
	if first.Secret == nil || !strings.HasPrefix(*first.Secret, "hub_"+first.Key.Prefix+"_") {
		t.Fatalf("got %v, want the whole key", first.Secret)
	}
	if again, err := w.hub.APIKey(admin, first.Key.ID); err != nil || again.Secret != nil {
		t.Errorf("got %v and %v, want no secret the second time", again.Secret, err)
	}
	second, err := w.hub.RotateAPIKey(admin, model.RotateAPIKeyInput{APIKeyID: first.Key.ID, OverlapHours: 24})
	mustNot(t, err)
	wait(23 * time.Hour)
	if k := issued(w.hub.APIKey(admin, first.Key.ID))(t); k.Key.EndedAt(importTime.Add(23*time.Hour)) || !k.Key.EndedAt(importTime.Add(24*time.Hour)) {
		t.Errorf("the old key ends at %v, want 24 hours after the change", k.Key.ExpiresAt)
	}
	wait(time.Hour)
	if _, err := w.hub.RotateAPIKey(admin, model.RotateAPIKeyInput{APIKeyID: first.Key.ID}); outcome(err) != "INVALID_TRANSITION" {
		t.Errorf("a key that has ended is replaced: %v", err)
	}
	gone, err := w.hub.RevokeAPIKey(admin, model.RevokeAPIKeyInput{APIKeyID: second.Key.ID})
	mustNot(t, err)
	wait(time.Hour)
	if again := issued(w.hub.RevokeAPIKey(admin, model.RevokeAPIKeyInput{APIKeyID: second.Key.ID}))(t); !again.Key.RevokedAt.Equal(*gone.Key.RevokedAt) {
		t.Errorf("revoked again: got %v, want the first instant %v", again.Key.RevokedAt, gone.Key.RevokedAt)
	}
	third := w.key("admin@acme.example", u.ID)
	if _, err := w.hub.DisableServiceAccount(admin, model.DisableServiceAccountInput{ServiceAccountID: u.ID}); err != nil {
		t.Fatal(err)
	}
	if k := issued(w.hub.APIKey(admin, third.Key.ID))(t); k.Key.RevokedAt == nil {
		t.Error("a key outlives its account")
	}
	if _, err := w.hub.PrincipalByUser(t.Context(), u.ID); outcome(err) != "UNAUTHENTICATED" {
		t.Errorf("a disabled account is somebody: %v", err)
	}
	if _, err := w.hub.CreateAPIKey(admin, model.CreateAPIKeyInput{ServiceAccountID: u.ID, Name: "x"}); outcome(err) != "USER" {
		t.Errorf("a disabled account gets a key: %v", err)
	}
}

func issued(k *hub.IssuedKey, err error) func(testing.TB) *hub.IssuedKey {
	return func(tb testing.TB) *hub.IssuedKey {
		tb.Helper()
		mustNot(tb, err)
		return k
	}
}

// TestAKeyThatCountsIsNeverOverlooked: however many have come and gone since, it is listed, counted and ended with its account, and
// the keys of other accounts are listed beside.
func TestAKeyThatCountsIsNeverOverlooked(t *testing.T) {
	w, _ := accountWorld(t)
	admin := w.as("admin@acme.example")
	quiet, busy := w.account("admin@acme.example", model.RoleVendorIntegration, model.RecordKindPartner), w.account("admin@acme.example", model.RoleVendorIntegration, model.RecordKindPartner)
	ended := w.key("admin@acme.example", quiet.ID)
	_, err := w.hub.RevokeAPIKey(admin, model.RevokeAPIKeyInput{APIKeyID: ended.Key.ID})
	mustNot(t, err)
	old := w.key("admin@acme.example", busy.ID)
	by := store.Stamp{Action: "createKey", At: importTime}
	mustNot(t, w.store.Tx(t.Context(), []model.ID{busy.Feed()}, func(ctx context.Context) error {
		for i := range 210 {
			id, err := model.NewID(model.KindKey)
			if err != nil {
				return err
			}
			past := importTime.Add(-time.Hour)
			k := store.Key{APIKey: model.APIKey{ID: id, UserID: busy.ID, Prefix: fmt.Sprint("gone", i), Name: "gone", ExpiresAt: &past}}
			if i%2 == 0 {
				k.ExpiresAt, k.RevokedAt = nil, &past
			}
			if err := w.store.Keys.Insert(ctx, &k, busy, by); err != nil {
				return err
			}
		}
		return nil
	}))
	listed, err := w.hub.KeysOf(admin, []*model.User{busy, quiet})
	mustNot(t, err)
	if len(listed[0]) != 100 || listed[0][0].ID != old.Key.ID || len(listed[1]) != 1 || listed[1][0].ID != ended.Key.ID {
		t.Errorf("got %d keys and %d, want 100 with the one that counts first, and 1", len(listed[0]), len(listed[1]))
	}
	for range 9 {
		w.key("admin@acme.example", busy.ID)
	}
	if _, err := w.hub.CreateAPIKey(admin, model.CreateAPIKeyInput{ServiceAccountID: busy.ID, Name: "x"}); outcome(err) != "USER" {
		t.Errorf("an eleventh key: got %v", err)
	}
	if _, err := w.hub.RotateAPIKey(admin, model.RotateAPIKeyInput{APIKeyID: old.Key.ID, OverlapHours: 1}); outcome(err) != "USER" {
		t.Errorf("an eleventh key beside the one that it replaces: got %v", err)
	}
	next := issued(w.hub.RotateAPIKey(admin, model.RotateAPIKeyInput{APIKeyID: old.Key.ID}))(t)
	if stored := issued(w.hub.APIKey(admin, next.Key.ID))(t); !reflect.DeepEqual(stored.Key, next.Key) || next.Secret == nil {
		t.Errorf("got %v, want what is stored, %v, with its secret", next.Key, stored.Key)
	}
	_, err = w.hub.DisableServiceAccount(admin, model.DisableServiceAccountInput{ServiceAccountID: busy.ID})
	mustNot(t, err)
	if k := issued(w.hub.APIKey(admin, next.Key.ID))(t); k.Key.RevokedAt == nil {
		t.Error("an old key outlives its account")
	}
}

// TestKeysWithFaults: bad inputs change nothing.
func TestKeysWithFaults(t *testing.T) {
	w, _ := accountWorld(t)
	admin := w.as("admin@acme.example")
	u := w.account("admin@acme.example", model.RoleVendorIntegration, model.RecordKindPartner)
	past, far := importTime, importTime.AddDate(3, 0, 0)
	for name, in := range map[string]model.CreateAPIKeyInput{"blank name": {Name: " "}, "past": {Name: "x", ExpiresAt: &past},
		"too far": {Name: "x", ExpiresAt: &far}, "control characters": {Name: "a\u0000b"}} {
		in.ServiceAccountID = u.ID
		if _, err := w.hub.CreateAPIKey(admin, in); outcome(err) != "USER" {
			t.Errorf("%s: got %v", name, err)
		}
	}
	k := w.key("admin@acme.example", u.ID)
	for _, hours := range []int{-1, 169} {
		if _, err := w.hub.RotateAPIKey(admin, model.RotateAPIKeyInput{APIKeyID: k.Key.ID, OverlapHours: hours}); outcome(err) != "USER" {
			t.Errorf("an overlap of %d hours: got %v", hours, err)
		}
	}
	for range 9 {
		w.key("admin@acme.example", u.ID)
	}
	if _, err := w.hub.CreateAPIKey(admin, model.CreateAPIKeyInput{ServiceAccountID: u.ID, Name: "x"}); outcome(err) != "USER" {
		t.Errorf("an eleventh key: got %v", err)
	}
	rows, err := w.store.Changes.After(t.Context(), acme(), 0, 1000)
	mustNot(t, err)
	var actions []string
	for _, row := range rows {
		if row.RecordID == u.ID {
			actions = append(actions, row.Action)
			if row.Actor != authz.PrincipalFrom(admin).UserID {
				t.Errorf("%s names %s, want the administrator", row.Action, row.Actor)
			}
		}
	}
	if want := append([]string{"create"}, slices.Repeat([]string{"createKey"}, 10)...); !slices.Equal(actions, want) {
		t.Errorf("got %v, want %v", actions, want)
	}
}

// TestAKeyIsJudgedWhenItsTurnComes: an account that comes to may more than the maker of a key, by another process and at whatever instant
// before, gets no key of that maker's.
func TestAKeyIsJudgedWhenItsTurnComes(t *testing.T) {
	const instants, reachedAtLeast = 4, 2
	for name, issue := range map[string]func(context.Context, *hub.Hub, *hub.IssuedKey) error{
		"a new one": func(ctx context.Context, h *hub.Hub, old *hub.IssuedKey) error {
			_, err := h.CreateAPIKey(ctx, model.CreateAPIKeyInput{ServiceAccountID: old.Key.UserID, Name: "late"})
			return err
		},
		"in the place of another": func(ctx context.Context, h *hub.Hub, old *hub.IssuedKey) error {
			_, err := h.RotateAPIKey(ctx, model.RotateAPIKeyInput{APIKeyID: old.Key.ID})
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			refusedAtEachLook(t, instants, reachedAtLeast, func(at int) (*int, error) {
				w, _ := accountWorld(t)
				u := w.account("admin@acme.example", model.RoleVendorAdmin, model.AllRecordKind...)
				old := w.key("admin@acme.example", u.ID)
				slow, looks := w.interrupted(func() time.Time { return importTime }, at, func(ctx context.Context) error { return promote(ctx, w.store, u.ID) })
				return looks, issue(w.as("admin@acme.example"), slow, old)
			})
		})
	}
}

// promote gives an account a role that no administrator has.
func promote(ctx context.Context, s *store.Store, id model.ID) error {
	g := authz.System(model.KindUser, "give an account another role")
	old, err := s.Users.Load(ctx, g, id)
	if err != nil {
		return err
	}
	doc := *old
	doc.Roles = []model.Role{model.RoleVendorAdmin, model.RoleChannelOps}
	return s.Users.Replace(ctx, g, old, &doc, store.Stamp{Action: "update"})
}
