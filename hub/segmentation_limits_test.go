package hub_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"partnerhub/model"
)

func limit(n int) graphql.Omittable[*int] { return graphql.OmittableOf(&n) }

// TestAVendorSaysWhenItIsWarned: each number moves its own warning, the others stay, and null is as usual again.
func TestAVendorSaysWhenItIsWarned(t *testing.T) {
	w := newImportWorld(t).withFewRows()
	w.loadAll("users", "email,name,organization,roles\nops@acme.example,O,acme,CHANNEL_OPS\nchief@acme.example,C,acme,CHANNEL_CHIEF\nops@bolt.example,O,bolt,CHANNEL_OPS\n")
	rows := "vendor,slug,name,rule\n"
	for i, rule := range []string{`{"test":{"attribute":"COUNTRY","op":"IN","values":["GB"]}}`, `{"test":{"attribute":"LIFE_STAGE","op":"IN","values":["ACTIVE"]}}`} {
		rows += fmt.Sprintf("acme,s%d,S%d,%s\n", i, i, quoted(rule))
	}
	w.loadAll("segments", rows)
	_, err := w.hub.Recompute(t.Context(), "test", time.Minute)
	mustNot(t, err)
	ops, id := w.as("ops@acme.example"), model.DerivedID(model.KindOrganization, "acme")
	codes := func() string {
		t.Helper()
		s, err := w.hub.Segmentation(ops)
		mustNot(t, err)
		var out []string
		for _, warning := range s.Warnings {
			out = append(out, string(warning.Code))
		}
		return fmt.Sprintf("%s %d", strings.Join(out, " "), s.Limits.Version)
	}
	type in = model.UpdateSegmentationLimitsInput
	for _, step := range []struct {
		name string
		in   in
		want string
	}{
		{"as usual", in{}, "TOO_SMALL ALIKE 1"},
		{"two are not too few", in{SmallestSegment: limit(2)}, "ALIKE 2"},
		{"one is fine", in{AlwaysFine: limit(1)}, "TOO_MANY ALIKE 3"},
		{"one partner each will do", in{PartnersPerSegment: limit(1)}, "ALIKE 4"},
		{"nothing is alike", in{AlikePercent: limit(100), SmallestSegment: graphql.OmittableOf[*int](nil)}, "TOO_SMALL ALIKE 5"},
	} {
		if step.name != "as usual" {
			limits, err := w.hub.SegmentationLimits(ops, id)
			mustNot(t, err)
			step.in.VendorID, step.in.ExpectedVersion = id, limits.Version
			_, err = w.hub.UpdateSegmentationLimits(ops, step.in)
			mustNot(t, err)
		}
		if got := codes(); got != step.want {
			t.Errorf("%s: got %s, want %s", step.name, got, step.want)
		}
	}
	for _, tc := range []struct {
		name, email string
		in          in
		want        model.Code
	}{
		{"of before", "ops@acme.example", in{VendorID: id, ExpectedVersion: 4, AlwaysFine: limit(3)}, model.CodeConflict},
		{"another vendor's", "ops@bolt.example", in{VendorID: id, ExpectedVersion: 5, AlwaysFine: limit(3)}, model.CodeNotFound},
		{"a chief's", "chief@acme.example", in{VendorID: id, ExpectedVersion: 5, AlwaysFine: limit(3)}, model.CodeForbidden},
		{"a distributor's", "desk@dist.example", in{VendorID: id, ExpectedVersion: 5, AlwaysFine: limit(3)}, model.CodeForbidden},
	} {
		if _, err := w.hub.UpdateSegmentationLimits(w.as(tc.email), tc.in); model.CodeOf(err) != tc.want {
			t.Errorf("%s: got %v, want %s", tc.name, err, tc.want)
		}
	}
	_, err = w.hub.UpdateSegmentationLimits(ops, in{VendorID: id, ExpectedVersion: 5, AlikePercent: limit(101), AlwaysFine: limit(-1)})
	var faults model.UserErrors
	if !errors.As(err, &faults) || len(faults) != 2 || *faults[0].Field != "alwaysFine" || *faults[1].Field != "alikePercent" {
		t.Errorf("out of range: got %v", err)
	}
	if got := codes(); got != "TOO_SMALL ALIKE 5" {
		t.Errorf("after what was refused: got %s", got)
	}
	if hidden, err := w.hub.SegmentationLimits(w.as("desk@dist.example"), id); hidden != nil || err != nil {
		t.Errorf("a distributor is told %v and %v", hidden, err)
	}
}
