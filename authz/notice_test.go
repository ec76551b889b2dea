package authz_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"partnerhub/authz"
	"partnerhub/model"
)

// TestSidedKinds: a kind whose version people of two sides are shown has a version for each.
func TestSidedKinds(t *testing.T) {
	p, err := authz.Default()
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range authz.Kinds() {
		var sides []model.OrganizationKind
		for _, l := range p.LinesFor("nobody") {
			shown := kind != model.KindOrganization && slices.Contains(strings.Fields(l.Fields), "core") // an organization has no version
			if l.Kind == kind && l.Action == authz.Read && shown && !slices.Contains(sides, l.Role.Side()) {
				sides = append(sides, l.Role.Side())
			}
		}
		if kind == model.KindUser || kind == model.KindWebhook {
			sides = nil // colleagues alone see one
		}
		if got, want := kind.Sided(), len(sides) > 1; got != want {
			t.Errorf("%s is read by %v: got sided %t, want %t", kind, sides, got, want)
		}
	}
}

// TestNobodySeesAChangeUnnoticed changes records at random. Where anybody sees another value, or other fields, the side is told: the
// version that its people send back would let a lost update pass otherwise. Where a side is told, somebody of it sees it.
func TestNobodySeesAChangeUnnoticed(t *testing.T) {
	policies, paths := newPolicies(t), storedPaths(t)
	sided := slices.DeleteFunc(slices.Clone(kinds), func(k model.Kind) bool { return !k.Sided() })
	noticed := 0
	often(t, func(t *rapid.T) {
		who, kind := drawWho(t), rapid.SampledFrom(sided).Draw(t, "kind")
		p := policies.draw(t)
		g := p.Grant(who, kind, authz.Read)
		record := drawRecord(t, kind, who)
		other := copied(record)
		path := rapid.SampledFrom(paths[kind]).Draw(t, "changed")
		v := settable(other, path)
		if !v.IsValid() {
			return
		}
		drawInto(t, v, who)
		before, after := g.View(record), g.View(other)
		if !before.Shows(path) && !after.Shows(path) || authz.Quiet(kind, path) {
			return
		}
		noticed++
		got := p.Noticed(kind, record.(model.Noun), other.(model.Noun), []string{path})
		if !slices.Contains(got, who.Side) {
			t.Fatalf("%v saw %s change from %v to %v; told are %v", who, path, record, other, got)
		}
	})
	if noticed == 0 {
		t.Error("nothing was noticed")
	}
}
