package authz_test

import (
	"strings"
	"testing"

	"partnerhub/authz"
)

// TestBadPolicyStopsTheStart changes the shipped policy, which loads, in one place.
func TestBadPolicyStopsTheStart(t *testing.T) {
	const line = "p, vendor_staff,          *, user,         read, colleagues,              core private"
	for _, tc := range []struct{ name, old, new string }{
		{"empty", authz.Shipped(), ""},
		{"comments only", authz.Shipped(), "# nothing\n\n# at all\n"},
		{"inheritance only", authz.Shipped(), "g, channel_ops, vendor_admin\n"},
		{"unknown role", line, "p, vendor_stuff, *, user, read, colleagues, core private"},
		{"unknown role beside the others", line, line + "\np, superuser, *, user, read, colleagues, core"},
		{"role in capitals", line, line + "\np, CHANNEL_OPS, *, user, read, colleagues, core"},
		{"role pattern", line, line + "\np, channel_*, *, user, read, colleagues, core"},
		{"every role", line, line + "\np, *, *, user, read, colleagues, core"},
		{"no role", line, line + "\np, , *, user, read, colleagues, core"},
		{"unknown kind", line, strings.Replace(line, "user, ", "people, ", 1)},
		{"kind pattern", line, strings.Replace(line, "user, ", "*, ", 1)},
		{"kind of the machinery", line, strings.Replace(line, "user, ", "change, ", 1)},
		{"unknown action", line, strings.Replace(line, "read", "see", 1)},
		{"action pattern", line, strings.Replace(line, "read", "*", 1)},
		{"action in another case", line, strings.Replace(line, "read", "Read", 1)},
		{"unknown rows", line, strings.Replace(line, "colleagues", "everybody", 1)},
		{"rows pattern", line, strings.Replace(line, "colleagues", ".*", 1)},
		{"no rows", line, strings.Replace(line, "colleagues", "", 1)},
		{"unknown group", line, line + " salary"},
		{"group pattern", line, strings.Replace(line, "core private", "*", 1)},
		{"the hub's own group", line, line + " hub"},
		{"no group", line, strings.Replace(line, "core private", "", 1)},
		{"a group of another kind", line, line + " budget"},
		{"a vendor's column", line, strings.Replace(line, "*", "nimbus", 1)},
		{"an empty vendor column", line, strings.Replace(line, "*", "", 1)},
		{"too few columns", line, "p, vendor_staff, *, user, read, colleagues"},
		{"too many columns", line, line + ", allow"},
		{"a line that denies", line, line + ", deny"},
		{"a line of no sort", line, line + "\nq, vendor_staff, *, user, read, colleagues, core"},
		{"a second policy", line, line + "\np2, vendor_staff, *, user, read, colleagues, core"},
		{"a broken line", line, line + "\np, \"vendor_staff, *"},
		{"rows that the kind never has", line, strings.Replace(line, "colleagues", "held", 1)},
		{"rows of another side", line, line + "\np, channel_ops, *, deal, read, own, core"},
		{"another side's role inherited", line, line + "\ng, partner_sales, vendor_lead"},
		{"inheriting from nobody", line, line + "\ng, channel_ops, vendor_led"},
		{"nobody inherits", line, line + "\ng, channel_opps, vendor_lead"},
		{"inheritance in three columns", line, line + "\ng, channel_ops, vendor_lead, nimbus"},
		{"inheritance in one column", line, line + "\ng, channel_ops"},
		{"a role without a line", "g, partner_member,        partner_staff\np, partner_member,        *, program,      read, eligible_training,       core\n", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			text := strings.Replace(authz.Shipped(), tc.old, tc.new, 1)
			if text == authz.Shipped() {
				t.Fatal("the case changes nothing")
			}
			if err := authz.Check(text); err == nil {
				t.Error("the policy was accepted")
			} else {
				t.Log(err)
			}
		})
	}
}

func TestBadModelStopsTheStart(t *testing.T) {
	for _, tc := range []struct{ name, text string }{
		{"empty", ""},
		{"no matcher", strings.Split(authz.ModelText, "[matchers]")[0]},
		{"garbage", "allow everything"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if _, err := authz.Load(tc.text, authz.Shipped()); err == nil {
				t.Error("the model was accepted")
			}
		})
	}
}

// TestBadFieldsStopTheStart changes the table of field groups in one place.
func TestBadFieldsStopTheStart(t *testing.T) {
	for _, tc := range []struct{ name, old, new string }{
		{"empty", authz.FieldsText, ""},
		{"a stored field in no group", "partner,      tier,         tier\n", ""},
		{"a part of a field in no group", "conflict.class conflict", "conflict"},
		{"a stored field in two groups", "region,       region", "region,       region tier"},
		{"a stored field twice in one group", "region,       region", "region,       region region"},
		{"a field that is not stored", "region,       region", "region,       region zone"},
		{"a path below one that is listed", "cost,         distributorCost", "cost,         distributorCost distributorCost.minor"},
		{"an unknown kind", "partner,      region", "partners,     region"},
		{"too few columns", "partner,      region,       region", "partner,      region"},
		{"a group twice", "partner,      region,       region", "partner,      tier,         region"},
		{"no hub group first", "partner,      hub,\n", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			text := strings.Replace(authz.FieldsText, tc.old, tc.new, 1)
			if text == authz.FieldsText {
				t.Fatal("the case changes nothing")
			}
			if err := authz.ReadFields(text); err == nil {
				t.Error("the table was accepted")
			}
		})
	}
	if err := authz.ReadFields(authz.FieldsText); err != nil {
		t.Errorf("the shipped table: %v", err)
	}
}
