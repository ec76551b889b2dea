package authz_test

import (
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/casbin/casbin/v2"
	casbinmodel "github.com/casbin/casbin/v2/model"
	"pgregory.net/rapid"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/model"
)

// Vendors with random lines of their own.

// drawOwn draws lines that a vendor may have: what the check refuses of a draw is left out.
func drawOwn(t *rapid.T, p *authz.Policy, vendor model.ID) []model.PolicyLine {
	var lines []model.PolicyLine
	for range rapid.IntRange(0, 12).Draw(t, "lines") {
		kind := rapid.SampledFrom([]model.Kind{model.KindDeal, model.KindDeal, model.KindPartner, model.KindProgram,
			model.KindCampaign, model.KindAuthority, model.KindOrganization, model.KindUser, model.KindCertification}).Draw(t, "line's kind")
		role := rapid.SampledFrom(append(rolesOf(model.OrganizationKindVendor), model.AllRole...)).Draw(t, "line's role")
		action := authz.Read
		if rapid.IntRange(0, 2).Draw(t, "acts") == 0 {
			action = rapid.SampledFrom(actions).Draw(t, "line's action")
		}
		sets := authz.RowSets(role, kind)
		l := model.PolicyLine{Role: role, Kind: string(kind), Action: string(action), Rows: rapid.SampledFrom(sets).Draw(t, "rows").Name}
		if l.Rows != model.RowsNone {
			l.Fields = rapid.SliceOfNDistinct(rapid.SampledFrom(authz.Groups(kind)[1:]), 0, 4, rapid.ID).Draw(t, "fields")
			if rapid.IntRange(0, 4).Draw(t, "core") > 0 && !slices.Contains(l.Fields, "core") {
				l.Fields = append(l.Fields, "core")
			}
		}
		lines = append(lines, l)
	}
	for faults := p.Check(vendor, lines); len(faults) > 0; faults = p.Check(vendor, lines) {
		lines = slices.Delete(lines, faults[0].Line, faults[0].Line+1)
	}
	return lines
}

// policies are the shipped policy and some with vendors' own lines, so that what holds of every grant is tried on both.
type policies []*authz.Policy

func newPolicies(t *testing.T) policies {
	lines := [][]string{
		{"partner_sales, deal, read, own_for_sales, core amount", "partner_sales, deal, read, own_for_sales_approved, margin benefit", "partner_admin, program, read, eligible_no_money, core",
			"distributor_deal_desk, deal, read, linked_covered, core amount", "deal_desk, deal, read, vendor, core amount comments",
			"outsourced_rep, partner, read, vendor, core tier", "channel_manager, deal, approve, covered_by_others, core benefit"},
		{"partner_sales, deal, read, own_for_sales_reviewed, core customerName", "partner_marketing, deal, read, none,", "distributor_admin, partner, read, linked, core",
			"channel_chief, deal, read, covered, core amount", "distributor_finance, deal, read, none,", "partner_member, partner, read, none,"},
	}
	one, two := mustPolicy(t), mustPolicy(t)
	must(t, one.Adopt(authz.Own{VendorID: "o1", Version: 1, Lines: own(t, lines[0]...)}))
	must(t, two.Adopt(authz.Own{VendorID: "o1", Version: 1, Lines: own(t, lines[0]...)}, authz.Own{VendorID: "o2", Version: 1, Lines: own(t, lines[1]...)}))
	return policies{mustPolicy(t), one, two}
}

func (p policies) draw(t *rapid.T) *authz.Policy { return rapid.SampledFrom(p).Draw(t, "policy") }

// TestOwnTouchesNobodyElse: whatever o1 writes, no decision on another vendor's data moves, distributors and partners see and do
// no more than by default, and nobody acts on what it does not see.
func TestOwnTouchesNobodyElse(t *testing.T) {
	base, p, paths := mustPolicy(t), mustPolicy(t), storedPaths(t)
	var narrowed, widened, same atomic.Int64
	version := 0
	rarely(t, func(t *rapid.T) {
		version++
		lines := drawOwn(t, p, "o1")
		if err := p.Adopt(authz.Own{VendorID: "o1", Version: version, Lines: lines}); err != nil {
			t.Fatal(err)
		}
		for range 6 {
			who, kind, action := drawWho(t), rapid.SampledFrom(kinds).Draw(t, "kind"), rapid.SampledFrom(actions).Draw(t, "action")
			if len(lines) > 0 && rapid.IntRange(0, 3).Draw(t, "of a line") > 0 {
				l := rapid.SampledFrom(lines).Draw(t, "line")
				kind, action = model.Kind(l.Kind), authz.Action(l.Action)
				who.Side, who.Roles = l.Role.Side(), append(who.Roles[:0], l.Role)
			}
			record := drawRecord(t, kind, who)
			was, is := base.Grant(who, kind, action), p.Grant(who, kind, action)
			others := who.Side == model.OrganizationKindVendor && who.OrganizationID != "o1" ||
				who.Side != model.OrganizationKindVendor && vendorOf(record) != "o1"
			for _, path := range append(paths[kind], "_id") {
				switch before, now := was.Shows(record, path), is.Shows(record, path); {
				case before == now:
					same.Add(1)
				case others:
					t.Fatalf("%s of another vendor's %s: got shown: %t, want %t", path, kind, now, before)
				case now && who.Side != model.OrganizationKindVendor:
					t.Fatalf("%s: a channel role got more than by default", path)
				case now && kind == model.KindPolicy:
					t.Fatal("the policy itself moved")
				case now:
					widened.Add(1)
				default:
					narrowed.Add(1)
				}
			}
			if action != authz.Read && action != authz.Create && is.Allows(record) && was.Allows(record) &&
				base.Grant(who, kind, authz.Read).Allows(record) && !p.Grant(who, kind, authz.Read).Allows(record) {
				t.Fatalf("%s is possible on a record that is no longer seen", action)
			}
		}
	})
	if t.Logf("%d the same, %d narrowed, %d widened", same.Load(), narrowed.Load(), widened.Load()); narrowed.Load()*widened.Load() == 0 {
		t.Error("the draws moved nothing")
	}
}

// vendorOf is whose data a record is, "" for what is no vendor's own.
func vendorOf(record any) model.ID {
	if v := settable(record, "vendorId"); v.IsValid() {
		return model.ID(v.String())
	}
	return ""
}

// TestOwnTableIsWhatCasbinSays builds, apart from the code under test, one casbin with what should hold for a vendor: the default's
// lines of every role, kind and action that the vendor left alone, and its own for the rest. Every pair of rows and fields that
// any line names is asked about.
func TestOwnTableIsWhatCasbinSays(t *testing.T) {
	p, version := mustPolicy(t), 0
	var asked, allowed atomic.Int64
	rapid.Check(t, func(t *rapid.T) {
		version++
		lines := drawOwn(t, p, "nimbus")
		if err := p.Adopt(authz.Own{VendorID: "nimbus", Version: version, Lines: lines}); err != nil {
			t.Fatal(err)
		}
		role, kind := rapid.SampledFrom(model.AllRole).Draw(t, "role"), rapid.SampledFrom(kinds).Draw(t, "kind")
		if len(lines) > 0 && rapid.Bool().Draw(t, "of a line") {
			l := rapid.SampledFrom(lines).Draw(t, "line")
			role, kind = l.Role, model.Kind(l.Kind)
		}
		e := effective(t, p, lines, role, kind)
		var pairs [][2]string
		for _, a := range actions {
			pairs = append(append(pairs, p.LinesAt("nimbus", role, kind, a)...), p.Lines(role, kind, a)...)
		}
		for _, a := range actions {
			held := p.LinesAt("nimbus", role, kind, a)
			for _, pair := range pairs {
				got, err := e.Enforce(strings.ToLower(string(role)), "nimbus", string(kind), string(a), pair[0], pair[1])
				if want := slices.Contains(held, pair); err != nil || got != want {
					t.Fatalf("%s %s %s %v: casbin says %t and %v, the table %t", role, kind, a, pair, got, err, want)
				}
				if asked.Add(1); got {
					allowed.Add(1)
				}
			}
		}
	})
	if t.Logf("%d questions, %d allowed", asked.Load(), allowed.Load()); allowed.Load() == 0 {
		t.Error("nothing was allowed")
	}
}

// effective is casbin with what should hold for nimbus, of one role and kind.
func effective(t *rapid.T, p *authz.Policy, lines []model.PolicyLine, role model.Role, kind model.Kind) *casbin.Enforcer {
	m, err := casbinmodel.NewModelFromString(authz.ModelText)
	if err != nil {
		t.Fatal(err)
	}
	e, err := casbin.NewEnforcer(m)
	if err != nil {
		t.Fatal(err)
	}
	add := func(action, rows, fields string) {
		if _, err := e.AddPolicy(strings.ToLower(string(role)), "nimbus", string(kind), action, rows, fields); err != nil {
			t.Fatal(err)
		}
	}
	changed := map[string]bool{}
	for _, l := range append(lines[:len(lines):len(lines)], unsaid(p, lines, role)...) {
		if l.Role == role && l.Kind == string(kind) {
			changed[l.Action] = true
			add(l.Action, l.Rows, strings.Join(l.Fields, " "))
		}
	}
	for _, a := range actions {
		for _, pair := range p.Lines(role, kind, a) {
			if !changed[string(a)] {
				add(string(a), pair[0], pair[1])
			}
		}
	}
	return e
}

// unsaid is what follows from a role's lines for what they do not name: for its sight of certifications from lines for partners, the default's
// where these show the profile; for the programs that it makes from lines for those it changes, the fields that both have.
func unsaid(p *authz.Policy, lines []model.PolicyLine, role model.Role) []model.PolicyLine {
	records := follows(p, lines, role, model.KindPartner, authz.Read, model.KindCertification, authz.Read, func(own, base []string) []string {
		if slices.Contains(own, "profile") {
			return base
		}
		return nil
	})
	return append(records, follows(p, lines, role, model.KindProgram, authz.Update, model.KindProgram, authz.Create, func(own, base []string) []string {
		return slices.DeleteFunc(base, func(g string) bool { return !slices.Contains(own, g) })
	})...)
}

// follows are the default's lines of one kind and action on the rows that they share with the lines of another, and a line of no rows; none
// where lines name the kind and action themselves.
func follows(p *authz.Policy, lines []model.PolicyLine, role model.Role, from model.Kind, does authz.Action, to model.Kind, then authz.Action,
	fields func(own, base []string) []string) []model.PolicyLine {
	of := func(kind model.Kind, action authz.Action) (out []model.PolicyLine) {
		for _, l := range lines {
			if l.Role == role && l.Kind == string(kind) && l.Action == string(action) {
				out = append(out, l)
			}
		}
		return out
	}
	own, base := of(from, does), p.Lines(role, to, then)
	if len(own) == 0 || len(of(to, then)) > 0 {
		return nil
	}
	line := func(rows string, fields ...string) model.PolicyLine {
		return model.PolicyLine{Role: role, Kind: string(to), Action: string(then), Rows: rows, Fields: fields}
	}
	out := []model.PolicyLine{line(model.RowsNone)}
	for _, l := range own {
		for _, pair := range base {
			switch common := fields(l.Fields, strings.Fields(pair[1])); {
			case len(common) == 0:
			case authz.Within(l.Rows, pair[0], role.Side(), to):
				out = append(out, line(l.Rows, common...))
			case authz.Within(pair[0], l.Rows, role.Side(), to):
				out = append(out, line(pair[0], common...))
			}
		}
	}
	return out
}

// TestWithin: what is plainly within another set is within it for everybody and every record.
func TestWithin(t *testing.T) {
	names := authz.RowSetNames()
	var held atomic.Int64
	rarely(t, func(t *rapid.T) {
		who, kind := drawWho(t), rapid.SampledFrom(kinds).Draw(t, "kind")
		record := filter.DocOf(drawRecord(t, kind, who))
		for _, inner := range names {
			if !authz.RowsOf(inner, who, kind).Match(record) {
				continue
			}
			for _, outer := range names {
				if authz.Within(inner, outer, who.Side, kind) {
					held.Add(1)
					if !authz.RowsOf(outer, who, kind).Match(record) {
						t.Fatalf("%s is not within %s for %v", inner, outer, who)
					}
				}
			}
		}
	})
	if t.Logf("%d times", held.Load()); held.Load() == 0 {
		t.Error("nothing was within anything")
	}
	for _, tc := range []struct {
		inner, outer string
		side         model.OrganizationKind
		kind         model.Kind
		want         bool
	}{
		{"covered", "vendor", model.OrganizationKindVendor, model.KindDeal, true},
		{"covered_by_others", "vendor_by_others", model.OrganizationKindVendor, model.KindDeal, true},
		{"vendor", "covered", model.OrganizationKindVendor, model.KindDeal, false},
		{"own_approved", "own_reviewed", model.OrganizationKindPartner, model.KindDeal, true},
		{"own_reviewed", "own_approved", model.OrganizationKindPartner, model.KindDeal, false},
		{"linked_approved", "linked_to_decide", model.OrganizationKindDistributor, model.KindDeal, false},
		{"own", "linked", model.OrganizationKindPartner, model.KindDeal, false},
		{"none", "own", model.OrganizationKindPartner, model.KindDeal, true},
		{"own", "none", model.OrganizationKindPartner, model.KindDeal, false},
	} {
		if got := authz.Within(tc.inner, tc.outer, tc.side, tc.kind); got != tc.want {
			t.Errorf("%s within %s: got %t", tc.inner, tc.outer, got)
		}
	}
}

// TestExplanationsAgree: an explanation's verdict is the grant's, and its lines add up to it.
func TestExplanationsAgree(t *testing.T) {
	policies, paths := newPolicies(t), storedPaths(t)
	var yes atomic.Int64
	rarely(t, func(t *rapid.T) {
		who, kind, p := drawWho(t), rapid.SampledFrom(kinds).Draw(t, "kind"), policies.draw(t)
		who.Vendors = []model.ID{"o1", "o2", "o3"}
		record, field := drawRecord(t, kind, who), rapid.SampledFrom(append(paths[kind], "")).Draw(t, "field")
		vendor := vendorOf(record)
		if who.Side == model.OrganizationKindVendor {
			vendor = who.OrganizationID
		}
		if !slices.Contains([]model.ID{"o1", "o2"}, vendor) {
			vendor = "elsewhere"
		}
		got := p.Explain(who, vendor, authz.Read, kind, record, field)
		g := p.Grant(who, kind, authz.Read)
		want := g.Allows(record) && (field == "" || g.Shows(record, field))
		some := slices.ContainsFunc(got.Lines, func(l authz.ExplainedLine) bool { return l.ShowsField })
		if got.Allowed != want || some != want {
			t.Fatalf("%s: got %t, and by its lines %t, want %t", field, got.Allowed, some, want)
		}
		for _, l := range got.Lines {
			if l.Why == "" || l.Words == "" || l.Number == 0 || l.ShowsField && !l.HasRecord {
				t.Fatalf("got the line %+v", l)
			}
		}
		if want {
			yes.Add(1)
		}
	})
	if yes.Load() == 0 {
		t.Error("nothing was allowed")
	}
}
