package authz_test

import (
	"reflect"
	"testing"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/model"
)

// TestNobodySeesNothing: whoever is not fully known, or whose role is not exactly one of the side's, gets the empty grant.
func TestNobodySeesNothing(t *testing.T) {
	full := *asker(model.RolePartnerAdmin)
	with := func(change func(*authz.Principal)) *authz.Principal {
		who := full
		change(&who)
		return &who
	}
	for _, tc := range []struct {
		name string
		who  *authz.Principal
	}{
		{"nil", nil},
		{"zero", &authz.Principal{}},
		{"no user", with(func(p *authz.Principal) { p.UserID = "" })},
		{"no organization", with(func(p *authz.Principal) { p.OrganizationID = "" })},
		{"no side", with(func(p *authz.Principal) { p.Side = "" })},
		{"unknown side", with(func(p *authz.Principal) { p.Side = "partner" })},
		{"no roles", with(func(p *authz.Principal) { p.Roles = nil })},
		{"empty role", with(func(p *authz.Principal) { p.Roles = []model.Role{""} })},
		{"empty role and side", with(func(p *authz.Principal) { p.Roles, p.Side = []model.Role{""}, "" })},
		{"roles of other sides", with(func(p *authz.Principal) {
			p.Roles = []model.Role{model.RoleVendorAdmin, model.RoleDistributorAdmin}
		})},
		{"side of another role", with(func(p *authz.Principal) { p.Side = model.OrganizationKindVendor })},
		{"role in small letters", with(func(p *authz.Principal) { p.Roles = []model.Role{"partner_admin"} })},
		{"role in mixed letters", with(func(p *authz.Principal) { p.Roles = []model.Role{"PARTNER_admin"} })},
		{"small letters without a side", with(func(p *authz.Principal) { p.Roles, p.Side = []model.Role{"partner_admin"}, "" })},
		{"role with a space", with(func(p *authz.Principal) { p.Roles = []model.Role{"PARTNER_ADMIN "} })},
		{"dotless letter", with(func(p *authz.Principal) { p.Roles = []model.Role{"PARTNER_ADM\u0130N"} })},
		{"group of roles", with(func(p *authz.Principal) { p.Roles = []model.Role{"partner_staff", "PARTNER_STAFF"} })},
		{"pattern", with(func(p *authz.Principal) { p.Roles = []model.Role{"*", "PARTNER_*"} })},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p := mustPolicy(t)
			for _, kind := range kinds {
				for _, action := range actions {
					if g := p.Grant(tc.who, kind, action); !g.Empty() {
						t.Errorf("%s %s: got %v, want nothing", kind, action, g.Rows())
					}
				}
			}
			if got := p.Capabilities(tc.who); len(got) != 0 {
				t.Errorf("got capabilities %v, want none", got)
			}
		})
	}
}

func TestUnknownKindAndActionGiveNothing(t *testing.T) {
	p, who := mustPolicy(t), asker(model.RoleVendorAdmin)
	for _, kind := range []model.Kind{"", "deals", "Deal", "*", model.KindChange} {
		if g := p.Grant(who, kind, authz.Read); !g.Empty() || g.Kind() != "" {
			t.Errorf("kind %q: got a grant", kind)
		}
		if g := authz.System(kind, "a test"); !g.Empty() {
			t.Errorf("kind %q: got a system grant", kind)
		}
	}
	for _, action := range []authz.Action{"", "Read", "*", "delete"} {
		if g := p.Grant(who, model.KindDeal, action); !g.Empty() {
			t.Errorf("action %q: got a grant", action)
		}
	}
}

// TestEmptyGrants: neither the zero Grant nor that of nobody shows or finds anything, in any way of asking.
func TestEmptyGrants(t *testing.T) {
	for name, g := range map[string]authz.Grant{
		"zero": {}, "nobody's": mustPolicy(t).Grant(&authz.Principal{}, model.KindDeal, authz.Read),
	} {
		t.Run(name, func(t *testing.T) {
			deal := &model.Deal{Record: model.Record{ID: "deal_1", Version: 3}, Number: "N-1", MarginShared: true}
			doc := filter.DocOf(deal)
			if !g.Empty() || g.Allows(deal) || g.Shows(deal, "_id") || g.Shows(deal, "number") {
				t.Error("it shows something")
			}
			for _, c := range []filter.Cond{g.Rows(), g.Guard("_id"), g.Guard("number"), g.Guard(""), g.Narrow(filter.Everything()),
				g.Narrow(filter.Is("number", "N-1")), g.Narrow(filter.NoneOf(filter.Is("number", "x")))} {
				if c.Op != filter.None || c.Match(doc) {
					t.Errorf("got %v, want nothing", c)
				}
			}
			if model.CodeOf(g.Check(filter.Is("number", "N-1"), "")) != model.CodeForbiddenField ||
				model.CodeOf(g.Check(filter.Everything(), "number")) != model.CodeForbiddenField {
				t.Error("it lets a field be named")
			}
			g.HiddenEverywhere()
			g.Mask(deal)
			if want := (&model.Deal{Record: model.Record{ID: "deal_1"}}); !reflect.DeepEqual(deal, want) {
				t.Errorf("got %v left, want the id alone", deal)
			}
		})
	}
}

// TestStrangeRecords: a grant speaks of its own kind only.
func TestStrangeRecords(t *testing.T) {
	for _, g := range []authz.Grant{{}, authz.System(model.KindProgram, "a test"),
		mustPolicy(t).Grant(asker(model.RoleVendorAdmin), model.KindProgram, authz.Read)} {
		for _, record := range []any{nil, 7, "text", (*model.Program)(nil), &model.Partner{VendorID: "nimbus"}, model.Partner{VendorID: "nimbus"},
			[]*model.Program{{VendorID: "nimbus"}}, map[string]any{"vendorId": "nimbus"}} {
			if g.Allows(record) || g.Shows(record, "name") {
				t.Errorf("%T: got seen", record)
			}
			g.Mask(record)
		}
	}
	partner := &model.Partner{Record: model.Record{ID: "partner_1"}, VendorID: "nimbus", Name: "Brightpath"}
	authz.System(model.KindProgram, "a test").Mask(partner)
	if want := (&model.Partner{Record: model.Record{ID: "partner_1"}}); !reflect.DeepEqual(partner, want) {
		t.Errorf("got %v left, want the id alone", partner)
	}
}

// TestUnknownFieldsAreNowhere: a field that is not stored is shown to nobody, and neither is what holds fields of several groups.
func TestUnknownFieldsAreNowhere(t *testing.T) {
	for _, g := range []authz.Grant{authz.System(model.KindDeal, "a test"),
		mustPolicy(t).Grant(asker(model.RoleDealDesk), model.KindDeal, authz.Read)} {
		for _, field := range []string{"", ".", "amounts", "customer", "conflict", "customer.", ".amount", "Amount", "$where", "\x00", "a.b.c"} {
			if g.Guard(field).Op != filter.None || g.Check(filter.Present(field), "") == nil || g.Check(filter.Everything(), field) == nil && field != "" {
				t.Errorf("%q is shown somewhere", field)
			}
		}
	}
}

// TestSystemSeesAll: the hub's own work reads every stored field, also those that decide visibility.
func TestSystemSeesAll(t *testing.T) {
	for kind, paths := range storedPaths(t) {
		g, record := authz.System(kind, "a test"), reflect.New(typeOf(kind)).Interface()
		for _, path := range paths {
			if !g.Shows(record, path) || g.Check(filter.Present(path), path) != nil {
				t.Errorf("%s.%s is hidden", kind, path)
			}
		}
	}
}

func TestPrincipalFromNowhereIsNobody(t *testing.T) {
	ctx := t.Context()
	if got := authz.PrincipalFrom(ctx); !reflect.DeepEqual(got, &authz.Principal{}) {
		t.Errorf("got %v, want nobody", got)
	}
	if got := authz.PrincipalFrom(authz.WithPrincipal(ctx, nil)); !reflect.DeepEqual(got, &authz.Principal{}) {
		t.Errorf("got %v for nil, want nobody", got)
	}
	who := asker(model.RoleDealDesk)
	if got := authz.PrincipalFrom(authz.WithPrincipal(ctx, who)); got != who {
		t.Errorf("got %v, want %v", got, who)
	}
}
