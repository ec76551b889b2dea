package resolvers_test

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"partnerhub/authz"
	"partnerhub/hub"
	"partnerhub/model"
)

// TestActionsDependOnNamedPaths: what somebody can do with a record is the same when every field that is not named for it is empty.
func TestActionsDependOnNamedPaths(t *testing.T) {
	p, err := sharedPair()
	must(t, err)
	deals, err := allOf[model.Deal](t.Context(), p, "deals")
	must(t, err)
	terms, err := allOf[model.Enrollment](t.Context(), p, "enrollments")
	must(t, err)
	chance, told := rand.New(rand.NewPCG(3, 5)), 0
	for range 60 {
		d, e := crossed(chance, deals), crossed(chance, terms)
		d.ApprovalStatus = model.AllDealApprovalStatus[chance.IntN(len(model.AllDealApprovalStatus))]
		cutDeal, cutTerm := cutTo(d, hub.ActionPaths(model.KindDeal)), cutTo(e, hub.ActionPaths(model.KindEnrollment))
		for _, who := range p.people {
			acts, presentedDeal, presentedTerm := p.hub.ActionsFor(who), d, e
			want := acts.OfDeal(&presentedDeal)
			if got := acts.OfDeal(&cutDeal); !slices.Equal(got, want) || !slices.Equal(want, p.hub.AvailableActions(who, &presentedDeal)) {
				t.Fatalf("as %v: got %v, want %v with %+v", authz.PrincipalFrom(who).Roles, got, want, d)
			}
			wantOfTerm := acts.OfTerm(&presentedTerm)
			if got := acts.OfTerm(&cutTerm); !slices.Equal(got, wantOfTerm) || !slices.Equal(got, p.hub.EnrollmentActions(who, &presentedTerm)) {
				t.Fatalf("as %v: got %v, want %v with %+v", authz.PrincipalFrom(who).Roles, got, wantOfTerm, e)
			}
			told += len(want) + len(wantOfTerm)
		}
	}
	if told < 200 {
		t.Errorf("only %d actions were told", told)
	}
}

// crossed is a record of which each field is that of any of some records.
func crossed[T any](chance *rand.Rand, of []T) (out T) {
	out = of[chance.IntN(len(of))]
	for i := range reflect.TypeFor[T]().NumField() {
		if chance.IntN(4) == 0 {
			reflect.ValueOf(&out).Elem().Field(i).Set(reflect.ValueOf(of[chance.IntN(len(of))]).Field(i))
		}
	}
	return out
}

// cutTo leaves of a record the fields of these paths.
func cutTo[T any](record T, paths []string) T {
	v := reflect.ValueOf(&record).Elem()
	for i := range v.NumField() {
		name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("bson"), ",")
		named := func(path string) bool { return path == name || strings.HasPrefix(path, name+".") }
		if name != "" && !slices.ContainsFunc(paths, named) {
			v.Field(i).SetZero()
		}
	}
	return record
}
