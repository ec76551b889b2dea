package hub_test

import (
	"testing"

	"partnerhub/authz"
	"partnerhub/model"
)

// TestHiddenFieldsCannotBeNamedAnywhere: whether a field may be named does not depend on where it stands or what is said of it,
// so that no condition beside it decides whether the refusal comes.
func TestHiddenFieldsCannotBeNamedAnywhere(t *testing.T) {
	w := newLife(t)
	w.registers("sales@pa.example", order{})
	f := func(change func(*model.DealFilter)) *model.DealFilter {
		out := &model.DealFilter{}
		change(out)
		return out
	}
	// Each names a field: the amount's in one way or another, or the number, which is shown to everybody who sees deals.
	leaves := map[string][2]*model.DealFilter{
		"a comparison": {
			f(func(f *model.DealFilter) {
				f.Amount = &model.MoneyFilter{Gte: &model.MoneyInput{Amount: "1", Currency: "GBP"}}
			}),
			f(func(f *model.DealFilter) { f.Number = &model.StringFilter{Eq: ptr("N-1")} })},
		"a list without values": {
			f(func(f *model.DealFilter) { f.CustomerDomain = &model.StringFilter{In: []string{}} }),
			f(func(f *model.DealFilter) { f.Number = &model.StringFilter{In: []string{}} })},
		"kinds without values": {
			f(func(f *model.DealFilter) { f.ConflictClass = []model.DealConflictClass{} }),
			f(func(f *model.DealFilter) { f.SalesStage = []model.DealSalesStage{} })},
		"an object that says nothing": {
			f(func(f *model.DealFilter) { f.CustomerCountry = &model.CountryFilter{} }),
			f(func(f *model.DealFilter) { f.UpdatedAt = &model.DateTimeFilter{} })},
		"an empty object and an empty list": {
			f(func(f *model.DealFilter) { f.PartnerMargin = &model.MoneyFilter{} }),
			f(func(f *model.DealFilter) { f.ApprovalStatus = []model.DealApprovalStatus{} })},
	}
	never := &model.DealFilter{Number: &model.StringFilter{In: []string{}}}
	nestings := map[string]func(*model.DealFilter) *model.DealFilter{
		"alone":                 func(l *model.DealFilter) *model.DealFilter { return l },
		"or, beside everything": func(l *model.DealFilter) *model.DealFilter { return &model.DealFilter{Or: []*model.DealFilter{{}, l}} },
		"or, before everything": func(l *model.DealFilter) *model.DealFilter { return &model.DealFilter{Or: []*model.DealFilter{l, {}}} },
		"and, beside nothing": func(l *model.DealFilter) *model.DealFilter {
			return &model.DealFilter{And: []*model.DealFilter{never, l}}
		},
		"and, before nothing": func(l *model.DealFilter) *model.DealFilter {
			return &model.DealFilter{And: []*model.DealFilter{l, never}}
		},
		"and, beside an empty or": func(l *model.DealFilter) *model.DealFilter {
			return &model.DealFilter{And: []*model.DealFilter{l}, Or: []*model.DealFilter{}}
		},
		"not": func(l *model.DealFilter) *model.DealFilter { return &model.DealFilter{Not: l} },
		"not, beside nothing": func(l *model.DealFilter) *model.DealFilter {
			return &model.DealFilter{Not: &model.DealFilter{And: []*model.DealFilter{never, l}}}
		},
		"not not or": func(l *model.DealFilter) *model.DealFilter {
			return &model.DealFilter{Not: &model.DealFilter{Not: &model.DealFilter{Or: []*model.DealFilter{{}, l}}}}
		},
		"or of and of or, all empty": func(l *model.DealFilter) *model.DealFilter {
			return &model.DealFilter{Or: []*model.DealFilter{{}, {And: []*model.DealFilter{never, {Or: []*model.DealFilter{l, {}}}}}}}
		},
		"and of not of nothing": func(l *model.DealFilter) *model.DealFilter {
			return &model.DealFilter{And: []*model.DealFilter{{Not: never}, {Or: []*model.DealFilter{{Not: never}, l}}}}
		},
	}
	for what, leaf := range leaves {
		for where, nest := range nestings {
			t.Run(what+"/"+where, func(t *testing.T) {
				_, err := w.hub.Deals(w.as("marketing@pa.example"), model.PageArgs{}, nest(leaf[0]), nil)
				if code := model.CodeOf(err); code != model.CodeForbiddenField {
					t.Errorf("got %v, want %s", err, model.CodeForbiddenField)
				}
				if _, err := w.hub.Deals(w.as("sales@pa.example"), model.PageArgs{}, nest(leaf[0]), nil); err != nil {
					t.Errorf("who sees it: got %v", err)
				}
				if _, err := w.hub.Deals(w.as("marketing@pa.example"), model.PageArgs{}, nest(leaf[1]), nil); err != nil {
					t.Errorf("a field that is shown: got %v", err)
				}
			})
		}
	}
}

// TestNothingCanBeNamedWhereNothingIsSeen: a role without any record of a kind may list it, and name none of its fields.
func TestNothingCanBeNamedWhereNothingIsSeen(t *testing.T) {
	w := newLife(t)
	sales := w.as("sales@pa.example")
	who := *authz.PrincipalFrom(sales)
	who.Roles = []model.Role{model.RolePartnerMember}
	member := authz.WithPrincipal(sales, &who)
	if page, err := w.hub.Engagements(sales, model.PageArgs{}, nil); err != nil || len(page.Edges) > 0 {
		t.Errorf("got %v and %v, want an empty list", page, err)
	}
	for _, f := range []*model.DirectEngagementFilter{{CustomerName: &model.StringFilter{Prefix: ptr("A")}}, {CustomerName: &model.StringFilter{}},
		{Or: []*model.DirectEngagementFilter{{}, {ProductFamily: &model.StringFilter{In: []string{}}}}}} {
		if _, err := w.hub.Engagements(sales, model.PageArgs{}, f); model.CodeOf(err) != model.CodeForbiddenField {
			t.Errorf("got %v, want %s", err, model.CodeForbiddenField)
		}
	}
	for _, f := range []*model.EnrollmentFilter{{ValidUntil: &model.DateTimeFilter{}}, {UpdatedAt: &model.DateTimeFilter{}}, {Status: []model.EnrollmentStatus{}}} {
		if _, err := w.hub.Enrollments(member, model.PageArgs{}, f, nil); model.CodeOf(err) != model.CodeForbiddenField {
			t.Errorf("terms: got %v, want %s", err, model.CodeForbiddenField)
		}
	}
	if list, err := w.hub.Authorities(sales, ptr(acme())); err != nil || len(list) > 0 {
		t.Errorf("authorities: got %v and %v, want an empty list", list, err)
	}
}
