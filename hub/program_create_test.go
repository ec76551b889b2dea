package hub_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"partnerhub/model"
)

// TestCreateProgram makes programs of every type, seen by whom they are for and nobody else.
func TestCreateProgram(t *testing.T) {
	w := offers(t)
	certified, dist := model.DerivedID(model.KindSegment, "acme/certified"), model.DerivedID(model.KindOrganization, "dist")
	for _, typ := range model.AllProgramType {
		p, err := w.hub.CreateProgram(w.as("vadmin@acme.example"), programIn(func(in *model.CreateProgramInput) { in.Type = typ }))
		mustNot(t, err)
		if p.Type != typ || p.Status != model.ProgramStatusActive || p.Version != 1 {
			t.Errorf("got a %s that is %s at version %d, want a new %s that is ACTIVE", p.Type, p.Status, p.Version, typ)
		}
	}
	for _, tc := range []struct {
		name   string
		change func(*model.CreateProgramInput)
		want   string // who sees it
	}{
		{"for all", func(*model.CreateProgramInput) {}, "sales@pa.example sales@pb.example desk@dist.example"},
		{"a draft", func(in *model.CreateProgramInput) { in.Status = model.ProgramStatusDraft }, ""},
		{"for a segment", func(in *model.CreateProgramInput) {
			in.Audience = &model.AudienceInput{SegmentIds: []model.ID{certified}}
		}, "sales@pa.example"},
		{"without a segment", func(in *model.CreateProgramInput) {
			in.Audience = &model.AudienceInput{WithoutSegmentIds: []model.ID{certified}}
		}, "sales@pb.example"},
		{"for resellers and a distributor", func(in *model.CreateProgramInput) {
			in.Audience = &model.AudienceInput{Types: []model.PartnerType{model.PartnerTypeReseller}, DistributorIds: []model.ID{dist}}
		}, "sales@pa.example desk@dist.example"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p, err := w.hub.CreateProgram(w.as("ops@acme.example"), programIn(tc.change))
			mustNot(t, err)
			var got []string
			for _, email := range []string{"sales@pa.example", "sales@pb.example", "desk@dist.example", "ops@bolt.example"} {
				seen, err := w.hub.Program(w.as(email), p.ID)
				mustNot(t, err)
				if seen != nil {
					got = append(got, email)
				}
			}
			if strings.Join(got, " ") != tc.want {
				t.Errorf("got it seen by %v, want %s", got, tc.want)
			}
		})
	}
}

// programIn is a good program of acme's, changed.
func programIn(change func(*model.CreateProgramInput)) model.CreateProgramInput {
	in := model.CreateProgramInput{VendorID: model.DerivedID(model.KindOrganization, "acme"), Name: "New", Type: model.ProgramTypeTraining,
		Status: model.ProgramStatusActive}
	change(&in)
	return in
}

// TestCreateProgramRefuses names every fault, and makes nothing.
func TestCreateProgramRefuses(t *testing.T) {
	w := offers(t)
	before := len(everyProgram(w))
	day, days := func(d model.Date) *model.Date { return &d }, 0
	for _, tc := range []struct {
		name, email string
		change      func(*model.CreateProgramInput)
		want        string
	}{
		{"a chief", "desk@acme.example", func(*model.CreateProgramInput) {}, "FORBIDDEN"},
		{"a partner", "sales@pa.example", func(*model.CreateProgramInput) {}, "FORBIDDEN"},
		{"another vendor", "ops@bolt.example", func(*model.CreateProgramInput) {}, "vendorId NOT_FOUND"},
		{"no vendor", "ops@acme.example", func(in *model.CreateProgramInput) { in.VendorID = "organization_" }, "vendorId NOT_FOUND"},
		{"no name", "ops@acme.example", func(in *model.CreateProgramInput) { in.Name = " " }, "name REQUIRED"},
		{"ends before", "ops@acme.example", func(in *model.CreateProgramInput) { in.StartsOn, in.EndsOn = day("2026-02-01"), day("2026-01-31") }, "endsOn OUT_OF_RANGE"},
		{"no days", "ops@acme.example", func(in *model.CreateProgramInput) { in.ProtectionDays = &days }, "protectionDays OUT_OF_RANGE"},
		{"another currency", "ops@acme.example", func(in *model.CreateProgramInput) {
			in.MinimumAmount = &model.MoneyInput{Amount: "1.00", Currency: "EUR"}
		}, "minimumAmount CURRENCY_MISMATCH"},
		{"a blank family", "ops@acme.example", func(in *model.CreateProgramInput) { in.ProductFamilies = []string{""} }, "productFamilies REQUIRED"},
		{"a twin of a point", "ops@acme.example", func(in *model.CreateProgramInput) {
			one := &model.ProgramPointInput{Key: "a", Title: "A"}
			in.Benefits = []*model.ProgramPointInput{one, one}
		}, "benefits.key INVALID"},
		{"no tier", "ops@acme.example", func(in *model.CreateProgramInput) { in.Audience = &model.AudienceInput{Tiers: []string{"LEAD"}} }, "audience.tiers NOT_FOUND"},
		{"another vendor's segment", "ops@acme.example", func(in *model.CreateProgramInput) {
			in.Audience = &model.AudienceInput{SegmentIds: []model.ID{model.DerivedID(model.KindSegment, "bolt/theirs")}}
		}, "audience.segmentIds NOT_FOUND"},
		{"no distributor", "ops@acme.example", func(in *model.CreateProgramInput) {
			in.Audience = &model.AudienceInput{DistributorIds: []model.ID{model.DerivedID(model.KindOrganization, "pa")}}
		}, "audience.distributorIds NOT_FOUND"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := w.hub.CreateProgram(w.as(tc.email), programIn(tc.change))
			var faults model.UserErrors
			got := string(model.CodeOf(err))
			if errors.As(err, &faults) {
				got = *faults[0].Field + " " + string(faults[0].Code)
			}
			if got != tc.want {
				t.Errorf("got %s (%v), want %s", got, err, tc.want)
			}
		})
	}
	if got := len(everyProgram(w)); got != before {
		t.Errorf("got %d programs, want %d", got, before)
	}
}

// TestCreateProgramNeedsItsAudience: a role that may not say whom a program is for makes none, for one that leaves it out is for everybody.
func TestCreateProgramNeedsItsAudience(t *testing.T) {
	for _, tc := range []struct{ name, line, want string }{
		{"by default", "CHANNEL_OPS program read vendor core audience", ""},
		{"a line without it", "CHANNEL_OPS program create vendor core", "FORBIDDEN"},
		{"a line of changes without it", "CHANNEL_OPS program update vendor core dealRules", "FORBIDDEN"},
		{"no changes", "CHANNEL_OPS program update none", "FORBIDDEN"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			w := offers(t)
			_, err := w.hub.UpdateVisibilityPolicy(w.as("vadmin@acme.example"), model.UpdateVisibilityPolicyInput{VendorID: acme(),
				Lines: []*model.VisibilityLineInput{lineIn(tc.line)}})
			mustNot(t, err)
			before := len(everyProgram(w))
			for _, in := range []*model.AudienceInput{nil, {Types: []model.PartnerType{model.PartnerTypeReseller}}} {
				_, err := w.hub.CreateProgram(w.as("ops@acme.example"), programIn(func(p *model.CreateProgramInput) { p.Audience = in }))
				if got := string(model.CodeOf(err)); err != nil && got != tc.want || err == nil && tc.want != "" {
					t.Errorf("for %+v: got %v, want %q", in, err, tc.want)
				}
			}
			if made := len(everyProgram(w)) - before; (made == 2) != (tc.want == "") || tc.want != "" && made != 0 {
				t.Errorf("got %d programs made", made)
			}
		})
	}
}

func everyProgram(w *importWorld) []*model.Program {
	w.tb.Helper()
	page, err := w.hub.Programs(w.as("ops@acme.example"), model.PageArgs{}, nil, nil)
	mustNot(w.tb, err)
	return slices.Clone(page.Nodes())
}
