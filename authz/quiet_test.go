package authz_test

import (
	"testing"

	"partnerhub/authz"
	"partnerhub/model"
)

func TestQuiet(t *testing.T) {
	for _, c := range []struct {
		kind model.Kind
		path string
		want bool
	}{
		{model.KindDeal, "coverage", true}, {model.KindDeal, "nextReminderAt", true}, {model.KindProgram, "approvalRules", true},
		{model.KindDeal, "amount", false}, {model.KindDeal, "customer", false}, {model.KindDeal, "conflict", false},
		{model.KindPartner, "privateNotes", false}, {model.KindDeal, "_id", false}, {model.KindDeal, "nothing", false}, {"nothing", "hub", false},
	} {
		if got := authz.Quiet(c.kind, c.path); got != c.want {
			t.Errorf("%s.%s: got quiet %t, want %t", c.kind, c.path, got, c.want)
		}
	}
}
