package authz_test

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/model"
)

// sameAsAnew compares what the policy answers, kept or not, with the same decided anew. It asks twice, so that the second answer is
// a kept one.
func sameAsAnew(t rapid.TB, p *authz.Policy, who *authz.Principal, kind model.Kind, action authz.Action) {
	t.Helper()
	for range 2 {
		if got, want := p.Grant(who, kind, action).Written(), p.Decided(who, kind, action).Written(); got != want {
			t.Fatalf("%s %s of %+v: got\n%s\nwant\n%s", kind, action, who, got, want)
		}
	}
}

// TestKeptGrants: whoever asks after whomever, at whatever instant, gets what is decided for this very person.
func TestKeptGrants(t *testing.T) {
	all := newPolicies(t)
	rarely(t, func(t *rapid.T) {
		p, who := all.draw(t), drawWho(t)
		who.OwnDealsOnly, who.At = rapid.Bool().Draw(t, "own deals only"), noon.Add(time.Duration(rapid.IntRange(0, 3).Draw(t, "hours"))*time.Hour)
		sameAsAnew(t, p, who, rapid.SampledFrom(kinds).Draw(t, "kind"), rapid.SampledFrom(actions).Draw(t, "action"))
	})
}

// TestEveryFactOfAPersonCounts changes all that is known of people, one thing at a time: a grant that was kept for the person of before
// is no answer. What is added to a person one day is changed here as well.
func TestEveryFactOfAPersonCounts(t *testing.T) {
	p := newPolicies(t)[2]
	counted := map[string]bool{}
	for _, who := range []*authz.Principal{wholePerson(model.RoleChannelManager), wholePerson(model.RoleDistributorDealDesk), wholePerson(model.RolePartnerSales)} {
		eachFact(reflect.ValueOf(who).Elem(), "", func(name string, change func()) {
			before := texts(who, p.Grant)
			change()
			after := texts(who, p.Grant)
			if !slices.Equal(after, texts(who, p.Decided)) {
				t.Errorf("%s has changed: a grant of before is given", name)
			}
			counted[name] = counted[name] || !slices.Equal(before, after)
		})
	}
	for _, name := range []string{"UserID", "OrganizationID", "Side", "Roles.", "Accounts.VendorID", "Accounts.Type", "Accounts.Country", "Accounts.Tier", "Accounts.Segments.",
		"Accounts.Barred.", "Vendors.", "OwnDealsOnly", "Scope.Kinds.", "At"} {
		if !counted[name] {
			t.Errorf("%s decides on nothing", name)
		}
	}
}

// wholePerson has something of everything.
func wholePerson(role model.Role) *authz.Principal {
	return &authz.Principal{UserID: "u1", OrganizationID: "o3", Side: role.Side(), Roles: []model.Role{role}, Vendors: []model.ID{"o1"}, At: noon,
		Scope:       &authz.Scope{Kinds: slices.Clone(kinds)},
		Accounts:    []authz.Account{{PartnerID: "p1", VendorID: "o1", Type: "MSP", Country: "GB", Tier: "GOLD", Segments: []string{"s1"}, Barred: []string{"s2"}}},
		Authorities: []model.ApprovalAuthority{{VendorID: "o1"}}}
}

// texts writes down what some way of deciding gives the person.
func texts(who *authz.Principal, decide func(*authz.Principal, model.Kind, authz.Action) authz.Grant) (out []string) {
	for _, kind := range kinds {
		for _, action := range []authz.Action{authz.Read, authz.Update} {
			out = append(out, decide(who, kind, action).Written())
		}
	}
	return out
}

// eachFact calls a function for every value that a struct holds, with a change of that value, which is taken back afterwards.
func eachFact(v reflect.Value, name string, call func(name string, change func())) {
	switch {
	case v.Kind() == reflect.Pointer && !v.IsNil():
		eachFact(v.Elem(), name+".", call)
	case v.Kind() == reflect.Slice && v.Len() > 0:
		eachFact(v.Index(0), name+".", call)
	case v.Kind() == reflect.Struct && v.Type() != reflect.TypeFor[time.Time]():
		for i := range v.NumField() {
			eachFact(v.Field(i), name+v.Type().Field(i).Name, call)
		}
	default:
		before := reflect.ValueOf(v.Interface())
		call(name, func() { v.Set(another(v.Interface(), v.Type())) })
		v.Set(before)
	}
}

// another is another value of the type.
func another(value any, typ reflect.Type) reflect.Value {
	switch value := value.(type) {
	case time.Time:
		return reflect.ValueOf(value.Add(time.Hour))
	case bool:
		return reflect.ValueOf(!value)
	case model.Role:
		return reflect.ValueOf(rolesOf(value.Side())[0])
	}
	if typ.Kind() == reflect.String {
		return reflect.ValueOf("other").Convert(typ)
	}
	return reflect.Zero(typ)
}

// TestAPolicyCountsAtOnce: what was kept under the policy of before is no answer under the next one.
func TestAPolicyCountsAtOnce(t *testing.T) {
	p, who := mustPolicy(t), asker(model.RoleDealDesk)
	amounts := func() bool {
		return p.Grant(who, model.KindDeal, authz.Read).Shows(dealOf("nimbus", "APPROVED"), "amount")
	}
	for version, lines := range [][]model.PolicyLine{own(t, "deal_desk, deal, read, vendor, core"), nil, own(t, "deal_desk, deal, read, vendor, core amount")} {
		if want := version == 0 || version == 2; amounts() != want {
			t.Errorf("before version %d: amounts are shown: %t", version+1, !want)
		}
		must(t, p.Adopt(authz.Own{VendorID: "nimbus", Version: version + 1, Lines: lines}))
		if want := version > 0; amounts() != want {
			t.Errorf("version %d: amounts are shown: %t", version+1, !want)
		}
		sameAsAnew(t, p, who, model.KindDeal, authz.Read)
	}
}

// TestManyPeople: more people than are kept get their own, and so do those who come back.
func TestManyPeople(t *testing.T) {
	p, who := mustPolicy(t), wholePerson(model.RolePartnerSales)
	for range 40 {
		who.Accounts = append(who.Accounts, who.Accounts[0])
	}
	for i := range 2_100 {
		who.UserID = model.ID("user" + time.Duration(i).String())
		p.Grant(who, model.KindDeal, authz.Read)
		p.Grant(who, model.KindProgram, authz.Read)
		if people, conditions := p.Kept(); people == 0 || people > 1_024 || conditions > 101_000 {
			t.Fatalf("of %d people those of %d are kept, with %d conditions", i+1, people, conditions)
		}
		if i%100 == 99 {
			sameAsAnew(t, p, who, model.KindDeal, authz.Read)
		}
	}
	who.UserID = "user0s"
	sameAsAnew(t, p, who, model.KindDeal, authz.Read)
}

// TestWhatIsForgottenIsNotCounted: somebody of whom now this is true and now that, as of a person at a desk and behind an endpoint, leaves
// room for everybody else.
func TestWhatIsForgottenIsNotCounted(t *testing.T) {
	p, who := mustPolicy(t), wholePerson(model.RolePartnerSales)
	p.Grant(who, model.KindDeal, authz.Read)
	_, once := p.Kept()
	for i := range 200 {
		who.OwnDealsOnly = i%2 == 0
		p.Grant(who, model.KindDeal, authz.Read)
		p.Grant(who, model.KindDeal, authz.Read)
	}
	if people, conditions := p.Kept(); people != 1 || conditions > 2*once {
		t.Errorf("of %d people %d conditions are counted, want at most %d", people, conditions, 2*once)
	}
}

// TestKeptGrantsAreNobodysToChange: what a caller does to the condition that it gets changes nothing for the next one.
func TestKeptGrantsAreNobodysToChange(t *testing.T) {
	p, who := mustPolicy(t), wholePerson(model.RolePartnerSales)
	want := p.Decided(who, model.KindDeal, authz.Read).Written()
	for range 2 {
		g := p.Grant(who, model.KindDeal, authz.Read)
		_ = append(g.Rows().Subs, filter.Everything())
		_ = g.Narrow(filter.Is("amount.minor", 1))
		_ = g.Check(filter.Is("vendorId", "o1"), "amount.minor")
		_ = filter.NoneOf(g.Rows())
		_ = filter.AllOf(g.Rows(), filter.Is("vendorId", "o1"))
	}
	if got := p.Grant(who, model.KindDeal, authz.Read).Written(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
