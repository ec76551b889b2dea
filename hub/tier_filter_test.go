package hub_test

import (
	"testing"

	"partnerhub/model"
)

// TestPendingDemotionsAreListed to those who see them, and cannot be asked for by anybody else.
func TestPendingDemotionsAreListed(t *testing.T) {
	w := newLadders(t)
	w.employs(25)
	p := w.employs(15)
	if p.Demotion == nil {
		t.Fatal("no demotion is pending")
	}
	yes, no := true, false
	count := func(email string, f *model.PartnerFilter) (int, error) {
		page, err := w.hub.Partners(w.as(email), model.PageArgs{}, f, nil)
		if err != nil {
			return 0, err
		}
		return page.TotalCount(w.as(email))
	}
	all, err := count("ops@acme.example", nil)
	mustNot(t, err)
	for name, tc := range map[string]struct {
		filter *model.PartnerFilter
		want   int
	}{
		"pending":         {&model.PartnerFilter{PendingDemotion: &yes}, 1},
		"not pending":     {&model.PartnerFilter{PendingDemotion: &no}, all - 1},
		"not the pending": {&model.PartnerFilter{Not: &model.PartnerFilter{PendingDemotion: &yes}}, all - 1},
	} {
		if got, err := count("ops@acme.example", tc.filter); err != nil || got != tc.want {
			t.Errorf("%s: got %d partners (%v), want %d", name, got, err, tc.want)
		}
	}
	for _, email := range []string{"desk@dist.example", "sales@pa.example"} {
		if _, err := count(email, &model.PartnerFilter{PendingDemotion: &no}); model.CodeOf(err) != model.CodeForbiddenField {
			t.Errorf("%s: got %v, want %s", email, err, model.CodeForbiddenField)
		}
	}
}
