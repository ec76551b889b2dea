package skills_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"partnerhub/model"
)

// TestWhatIsRecordedCounts moves a segment, a tier and the sight of a program in the same moment; what expires does so by the day.
func TestWhatIsRecordedCounts(t *testing.T) {
	w := newWorld(t)
	first := w.record("one", "")
	w.want("one of two", "one")
	second := w.record("two", "2026-11-21")
	w.want("its last day is today", "sees member SILVER one two")

	ops := w.as("ops@acme.example")
	yesterday := model.Date("2026-11-20")
	_, err := w.skills.Update(ops, model.UpdateCertificationInput{ID: second.ID, ExpectedVersion: second.Version, ValidUntil: graphql.OmittableOf(&yesterday)})
	w.must(err)
	w.want("its last day was yesterday", "SILVER to be demoted one")

	tomorrow := model.Date("2026-11-22")
	_, err = w.skills.Update(ops, model.UpdateCertificationInput{ID: second.ID, ExpectedVersion: second.Version + 1, ValidUntil: graphql.OmittableOf(&tomorrow)})
	w.must(err)
	w.want("renewed", "sees member SILVER one two")

	note := "It was another one's."
	gone, err := w.skills.Revoke(ops, model.RevokeCertificationInput{ID: first.ID, ExpectedVersion: first.Version, Note: &note})
	w.must(err)
	w.want("taken back", "SILVER to be demoted two")
	if got := w.hub.CertificationStatus(ops, gone); got != model.CertificationStatusRevoked || *gone.RevocationNote != note {
		t.Errorf("got %s with the note %v, want it revoked with the note", got, gone.RevocationNote)
	}

	again := w.record("one", "")
	w.want("earned anew", "sees member SILVER one two")
	if again.ID != first.ID || again.RevocationNote != nil {
		t.Errorf("earned anew: got record %s with the note %v, want %s without", again.ID, again.RevocationNote, first.ID)
	}
	w.now = w.now.AddDate(0, 0, 2) // and no job has run
	if got := w.stands(); strings.Contains(got, "sees") || strings.Contains(got, "two") {
		t.Errorf("two days later: got %q, want nothing of the second", got)
	}
}

// TestListsFollowTheClock by status and last day.
func TestListsFollowTheClock(t *testing.T) {
	w := newWorld(t)
	w.record("open", "")
	w.record("late", "2026-12-31")
	w.record("soon", "2026-11-21")
	over := w.record("over", "2026-11-20")
	gone := w.record("gone", "2027-01-01")
	_, err := w.skills.Revoke(w.as("ops@acme.example"), model.RevokeCertificationInput{ID: gone.ID, ExpectedVersion: gone.Version})
	w.must(err)
	year := model.Date("2026-12-31")
	is := func(s ...model.CertificationStatus) *model.PartnerCertificationFilter {
		return &model.PartnerCertificationFilter{Status: s}
	}
	for _, tc := range []struct {
		name   string
		days   int
		filter *model.PartnerCertificationFilter
		want   string
	}{
		{"all", 0, nil, "over soon late gone open"},
		{"valid", 0, is(model.CertificationStatusValid), "soon late open"},
		{"expired", 0, is(model.CertificationStatusExpired), "over"},
		{"revoked", 0, is(model.CertificationStatusRevoked), "gone"},
		{"expired or revoked", 0, is(model.CertificationStatusExpired, model.CertificationStatusRevoked), "over gone"},
		{"none of no status", 0, &model.PartnerCertificationFilter{Status: []model.CertificationStatus{}}, ""},
		{"runs out this year", 0, &model.PartnerCertificationFilter{Status: []model.CertificationStatus{model.CertificationStatusValid},
			ValidUntil: &model.DateFilter{Lte: &year}}, "soon late"},
		{"without an end in no range", 0, &model.PartnerCertificationFilter{ValidUntil: &model.DateFilter{Gte: &year}}, "late gone"},
		{"trainings", 0, &model.PartnerCertificationFilter{Type: []model.CertificationType{model.CertificationTypeTraining}}, ""},
		{"expired a day later", 1, is(model.CertificationStatusExpired), "over soon"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			w.now = w.now.AddDate(0, 0, tc.days)
			page, err := w.hub.Certifications(w.as("cam@acme.example"), model.PageArgs{}, tc.filter)
			w.must(err)
			var got []string
			for _, e := range page.Edges {
				got = append(got, e.Node.Name)
			}
			if strings.Join(got, " ") != tc.want {
				t.Errorf("got %v, want %s", got, tc.want)
			}
		})
	}
	if over.Version != 1 {
		t.Errorf("got version %d after the clock alone has moved, want 1", over.Version)
	}
}

// TestWhoMayRecord: the vendor's operations; to all others the partner, or the act, does not exist.
func TestWhoMayRecord(t *testing.T) {
	w := newWorld(t)
	c := w.record("one", "")
	for _, tc := range []struct {
		email      string
		partner    model.ID
		record     model.Code
		edit, sees bool
	}{
		{"ops@acme.example", account("acme/pb"), "", true, true},
		{"ops@acme.example", account("bolt/pa"), model.CodeNotFound, true, true},
		{"ops@acme.example", account("acme/none"), model.CodeNotFound, true, true},
		{"ops@acme.example", "partner_$ne", model.CodeNotFound, true, true},
		{"admin@acme.example", account("acme/pb"), model.CodeForbidden, false, true},
		{"cam@acme.example", account("acme/pa"), model.CodeForbidden, false, true},
		{"sync@acme.example", account("acme/pa"), model.CodeForbidden, false, true},
		{"mktg@acme.example", account("acme/pa"), model.CodeForbidden, false, false},
		{"desk@dist.example", account("acme/pa"), model.CodeForbidden, false, false},
		{"admin@pa.example", account("acme/pa"), model.CodeForbidden, false, true},
		{"admin@pb.example", account("acme/pa"), model.CodeForbidden, false, false},
		{"ops@bolt.example", account("acme/pa"), model.CodeNotFound, false, false},
	} {
		t.Run(tc.email+" "+string(tc.partner), func(t *testing.T) {
			_, err := w.skills.Record(w.as(tc.email), model.RecordCertificationInput{PartnerID: tc.partner, Type: model.CertificationTypeCertification, Name: "new"})
			if got := codeOf(err); got != tc.record {
				t.Errorf("recording: got %s, want %s", got, tc.record)
			}
			seen, err := w.hub.Certification(w.as(tc.email), c.ID)
			w.must(err)
			if got := seen != nil; got != tc.sees {
				t.Errorf("got seen: %t, want %t", got, tc.sees)
			}
			_, err = w.skills.Revoke(w.as(tc.email), model.RevokeCertificationInput{ID: c.ID, ExpectedVersion: 99})
			if got := codeOf(err) == model.CodeConflict; got != tc.edit {
				t.Errorf("got to the version: %t, want %t (%v)", got, tc.edit, err)
			}
		})
	}
}

// codeOf is the code of a refusal, or of its first user error.
func codeOf(err error) model.Code {
	var faults model.UserErrors
	switch {
	case err == nil:
		return ""
	case errors.As(err, &faults):
		return model.Code(faults[0].Code)
	}
	return model.CodeOf(err)
}

// TestFaultsAreNamed and change nothing.
func TestFaultsAreNamed(t *testing.T) {
	w := newWorld(t)
	held := w.record("one", "")
	ops, day := w.as("ops@acme.example"), func(d model.Date) *model.Date { return &d }
	for _, tc := range []struct {
		name string
		in   model.RecordCertificationInput
		want string
	}{
		{"no name", model.RecordCertificationInput{Name: " "}, "name it needs a name"},
		{"a colon", model.RecordCertificationInput{Name: "a:b"}, "name a name holds no colon and no semicolon"},
		{"too long", model.RecordCertificationInput{Name: strings.Repeat("n", 201)}, "name at most 200 characters"},
		{"a training without a day", model.RecordCertificationInput{Name: "n", Type: model.CertificationTypeTraining}, "earnedOn a training needs the day on which it was completed"},
		{"in the future", model.RecordCertificationInput{Name: "n", EarnedOn: day("2026-11-22")}, "earnedOn it is in the future"},
		{"ends before", model.RecordCertificationInput{Name: "n", EarnedOn: day("2026-11-21"), ValidUntil: day("2026-11-20")}, "validUntil it ends before it begins"},
		{"for ever", model.RecordCertificationInput{Name: "n", ValidUntil: day("2200-01-01")}, "validUntil leave it out for what does not expire"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if tc.in.PartnerID = account("acme/pa"); tc.in.Type == "" {
				tc.in.Type = model.CertificationTypeCertification
			}
			_, err := w.skills.Record(ops, tc.in)
			var faults model.UserErrors
			if !errors.As(err, &faults) || len(faults) != 1 || *faults[0].Field+" "+faults[0].Message != tc.want {
				t.Errorf("got %v, want %s", err, tc.want)
			}
		})
	}
	_, err := w.skills.Record(ops, model.RecordCertificationInput{PartnerID: account("acme/pa"), Type: model.CertificationTypeCertification, Name: "one"})
	if model.CodeOf(err) != model.CodeConflict {
		t.Errorf("held already: got %v, want a conflict", err)
	}
	gone, err := w.skills.Revoke(ops, model.RevokeCertificationInput{ID: held.ID, ExpectedVersion: held.Version})
	w.must(err)
	if _, err = w.skills.Update(ops, model.UpdateCertificationInput{ID: gone.ID, ExpectedVersion: gone.Version}); model.CodeOf(err) != model.CodeInvalidTransition {
		t.Errorf("taken back: got %v, want an invalid transition", err)
	}
	w.want("at the end", "")
}
