package hub_test

import (
	"strings"
	"testing"

	"partnerhub/hub"
	"partnerhub/model"
)

func ptr[T any](v T) *T { return &v }

// TestExplainVisibility: the verdict, the line that decides, and why not.
func TestExplainVisibility(t *testing.T) {
	w := newPolicyWorld(t)
	d := w.registers("sales@pa.example", order{distributor: "dist"})
	_, err := w.update(0, "partner_sales deal read own core", "partner_sales deal read own_approved amount", "deal_desk deal revoke none")
	mustNot(t, err)
	pa, dist := model.DerivedID(model.KindOrganization, "pa"), model.DerivedID(model.KindOrganization, "dist")
	role := func(r model.Role, at *model.ID) hub.Question {
		return hub.Question{ObjectID: d.ID, Role: &r, OrganizationID: at}
	}
	with := func(q hub.Question, field, action string) hub.Question {
		if field != "" {
			q.Field = &field
		}
		if action != "" {
			q.Action = &action
		}
		return q
	}
	desk := hub.Question{ObjectID: d.ID, Email: ptr("desk@acme.example")}
	for _, tc := range []struct {
		name    string
		q       hub.Question
		allowed bool
		why     string // a part of some line's text and why, or of the reason
	}{
		{"a colleague by address", with(desk, "amount", ""), true, "p, deal_desk, *, deal, read, vendor, core"},
		{"a colleague by id", hub.Question{ObjectID: d.ID, UserID: ptr(model.DerivedID(model.KindUser, "desk@acme.example"))}, true, "is among everything of the person's vendor"},
		{"a hidden field", with(desk, "partnerMargin", ""), false, "does not have the field's group margin"},
		{"what the vendor took away", with(desk, "", "revoke"), false, "not among nothing at all"},
		{"what the role never had", with(desk, "", "extend"), false, "no role of the person has a line about it"},
		{"a partner, the vendor's line", with(role("PARTNER_SALES", &pa), "amount", ""), false, "but not among those that were approved once"},
		{"a partner, taken away by the vendor", with(role("PARTNER_SALES", &pa), "customer.name", ""), false, "does not have the field's group customerName"},
		{"a partner, by default", with(role("PARTNER_ADMIN", &pa), "customer.name", ""), true, "p, partner_admin, *, deal, read, own, core customerName"},
		{"a distributor", with(role("DISTRIBUTOR_ADMIN", &dist), "conflict.class", ""), false, "but not among those that a reviewer has looked at"},
		{"the role of nobody in particular", role("CHANNEL_MANAGER", nil), false, "is not among what hangs on the partners that the person covers now"},
		{"the manager who covers", hub.Question{ObjectID: d.ID, Email: ptr("cam@acme.example")}, true, "is among what hangs on the partners"},
		{"a reference", with(role("PARTNER_ADMIN", &pa), "distributor", ""), true, "core"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			for _, email := range []string{"admin@acme.example", "chief@acme.example", "ops@acme.example"} {
				got, err := w.hub.ExplainVisibility(w.as(email), tc.q)
				if err != nil || got == nil {
					t.Fatalf("got %v and %v", got, err)
				}
				said := got.Reason
				for _, l := range got.Lines {
					said += "\n" + l.Line.Words + " " + string(l.Line.Source) + ": " + l.Why
					said += "\np, " + strings.ToLower(string(l.Line.Role)) + ", *, deal, read, " + l.Line.Rows + ", " + strings.Join(l.Line.Fields, " ")
				}
				if got.Allowed != tc.allowed || !strings.Contains(said, tc.why) {
					t.Errorf("got %t and %s, want %t and %q", got.Allowed, said, tc.allowed, tc.why)
				}
			}
		})
	}
}

// TestExplainingTellsNoMore: what is hidden from the asker is absent, and whoever may not ask learns nothing.
func TestExplainingTellsNoMore(t *testing.T) {
	w := newPolicyWorld(t)
	d := w.registers("sales@pa.example", order{})
	draft := w.registers("sales@pa.example", order{draft: true})
	pb, dist := model.DerivedID(model.KindOrganization, "pb"), model.DerivedID(model.KindOrganization, "dist")
	absent := model.ID("deal_00000000000000000000000000")
	for _, tc := range []struct {
		name, email string
		q           hub.Question
		want        string
	}{
		{"another vendor's deal", "admin@bolt.example", hub.Question{ObjectID: d.ID, Email: ptr("desk@bolt.example")}, "nothing"},
		{"no deal", "admin@acme.example", hub.Question{ObjectID: absent, Email: ptr("desk@acme.example")}, "nothing"},
		{"no id", "admin@acme.example", hub.Question{ObjectID: "x", Field: ptr("amount"), Email: ptr("desk@acme.example")}, "nothing"},
		{"a partner's draft", "admin@acme.example", hub.Question{ObjectID: draft.ID, Email: ptr("desk@acme.example")}, "nothing"},
		{"a person elsewhere", "admin@acme.example", hub.Question{ObjectID: d.ID, Email: ptr("sales@pa.example")}, "nothing"},
		{"nobody", "admin@acme.example", hub.Question{ObjectID: d.ID, Email: ptr("nobody@acme.example")}, "nothing"},
		{"an organization that works elsewhere", "admin@bolt.example", hub.Question{ObjectID: model.DerivedID(model.KindOrganization, "bolt"), Role: ptr(model.RolePartnerSales), OrganizationID: &pb}, "nothing"},
		{"a role of another side", "admin@acme.example", hub.Question{ObjectID: d.ID, Role: ptr(model.RolePartnerSales), OrganizationID: &dist}, "BAD_USER_INPUT"},
		{"nobody named", "admin@acme.example", hub.Question{ObjectID: d.ID}, "BAD_USER_INPUT"},
		{"two named", "admin@acme.example", hub.Question{ObjectID: d.ID, Email: ptr("desk@acme.example"), Role: ptr(model.RoleDealDesk)}, "BAD_USER_INPUT"},
		{"an unknown action", "admin@acme.example", hub.Question{ObjectID: d.ID, Action: ptr("see"), Role: ptr(model.RoleDealDesk)}, "BAD_USER_INPUT"},
		{"an unknown field", "admin@acme.example", hub.Question{ObjectID: d.ID, Field: ptr("marginShared"), Role: ptr(model.RoleDealDesk)}, "BAD_USER_INPUT"},
		{"an unknown field of what is not there", "admin@acme.example", hub.Question{ObjectID: absent, Field: ptr("marginShared"), Role: ptr(model.RoleDealDesk)}, "BAD_USER_INPUT"},
		{"asked by the desk", "desk@acme.example", hub.Question{ObjectID: d.ID, Role: ptr(model.RoleDealDesk)}, "FORBIDDEN"},
		{"asked by a partner", "admin@pa.example", hub.Question{ObjectID: d.ID, Role: ptr(model.RoleDealDesk)}, "FORBIDDEN"},
		{"asked by a distributor", "desk@dist.example", hub.Question{ObjectID: d.ID, Role: ptr(model.RoleDealDesk)}, "FORBIDDEN"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			e, err := w.hub.ExplainVisibility(w.as(tc.email), tc.q)
			got := "nothing"
			if err != nil {
				got = string(model.CodeOf(err))
			} else if e != nil {
				got = e.Reason
			}
			if got != tc.want {
				t.Errorf("got %s, want %s", got, tc.want)
			}
		})
	}
}
