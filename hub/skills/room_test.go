package skills_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"partnerhub/hub/intake"
	"partnerhub/hub/skills"
	"partnerhub/model"
)

// outcomes imports lines that are parted by strokes, and tells what becomes of each.
func (w *world) outcomes(kind string, lines ...string) string {
	w.Helper()
	var rows []intake.Row
	for n, line := range lines[1:] {
		r := intake.Row{Line: n, Values: map[string]string{}}
		for i, v := range strings.Split(line, "|") {
			r.Values[strings.Split(lines[0], "|")[i]] = v
		}
		rows = append(rows, r)
	}
	results, err := w.intake.Import(w.Context(), kind, rows, false)
	w.must(err)
	var out []string
	for _, r := range results {
		out = append(out, strings.TrimSpace(strings.Join([]string{string(r.Outcome), r.Code, r.Field}, " ")))
	}
	return strings.Join(out, ", ")
}

// names are some entries of a list.
func names(from, to int) string {
	var out []string
	for i := from; i < to; i++ {
		out = append(out, fmt.Sprint("c", i))
	}
	return strings.Join(out, ";")
}

// TestNobodyHoldsMoreThanThereIsRoomFor, whichever way they come in.
func TestNobodyHoldsMoreThanThereIsRoomFor(t *testing.T) {
	w := newWorld(t)
	list, row := "vendor|organization|type|lifeStage|certifications|trainings", "vendor|partner|type|name|revoked"
	const basics = "basics:2026-11-01"
	for _, step := range []struct{ name, kind, columns, rows, want string }{
		{"too many at once", "partners", list, "acme|pa|MSP|ACTIVE|" + names(0, skills.MaxHeld) + "|" + basics, "REJECTED LIMIT_REACHED certifications"},
		{"all but one", "partners", list, "acme|pa|MSP|ACTIVE|" + names(1, skills.MaxHeld) + "|", "UPDATED"},
		{"two for one place", "certifications", row, "acme|pa|CERTIFICATION|last|\nacme|pa|CERTIFICATION|more|", "CREATED, REJECTED LIMIT_REACHED partner"},
		{"one that is held", "certifications", row, "acme|pa|CERTIFICATION|last|", "UNCHANGED"},
		{"one that was taken back", "certifications", row, "acme|pa|CERTIFICATION|more|true", "CREATED"},
		{"no longer taken back", "certifications", row, "acme|pa|CERTIFICATION|more|false", "REJECTED LIMIT_REACHED partner"},
		{"one for another", "certifications", row, "acme|pa|CERTIFICATION|last|true\nacme|pa|CERTIFICATION|other|", "UPDATED, CREATED"},
		{"another list", "partners", "vendor|organization|type|lifeStage|trainings", "acme|pa|MSP|ACTIVE|" + basics, "REJECTED LIMIT_REACHED certifications"},
		{"another partner", "certifications", row, "acme|pb|CERTIFICATION|more|", "CREATED"},
	} {
		if got := w.outcomes(step.kind, append([]string{step.columns}, strings.Split(step.rows, "\n")...)...); got != step.want {
			t.Errorf("%s: got %s, want %s", step.name, got, step.want)
		}
	}
	_, err := w.skills.Record(w.as("ops@acme.example"), model.RecordCertificationInput{PartnerID: account("acme/pa"), Type: model.CertificationTypeCertification, Name: "new"})
	var faults model.UserErrors
	if !errors.As(err, &faults) || faults[0].Code != model.UserErrorCodeLimitReached {
		t.Errorf("recorded: got %v, want no room", err)
	}
	if p := w.partner(); len(p.Certifications)+len(p.Trainings) != skills.MaxHeld {
		t.Errorf("got %d held, want %d", len(p.Certifications)+len(p.Trainings), skills.MaxHeld)
	}
}
