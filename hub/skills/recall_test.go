package skills_test

import (
	"context"
	"testing"

	"partnerhub/authz"
	"partnerhub/model"
	"partnerhub/store"
)

// keeps stores what an older version of the hub would: a partner with lists, and no record.
func (w *world) keeps(certifications []model.Certification, trainings []model.Training) {
	w.Helper()
	g := authz.System(model.KindPartner, "a test stores what an older version has stored")
	w.must(w.store.Tx(w.Context(), nil, func(ctx context.Context) error {
		old, err := w.store.Partners.Load(ctx, g, account("acme/pa"))
		if err != nil {
			return err
		}
		doc := *old
		doc.Certifications, doc.Trainings = certifications, trainings
		return w.store.Partners.Replace(ctx, g, old, &doc, store.Stamp{Action: "update", At: w.now})
	}))
}

// TestAnOlderHubBesideLosesNothing: what it writes into a partner's lists after the records were made stays, whatever changes next.
func TestAnOlderHubBesideLosesNothing(t *testing.T) {
	w := newWorld(t)
	w.must(w.skills.Adopt(t.Context()))
	gone := w.record("gone", "")
	w.keeps([]model.Certification{{Name: "gone", ValidUntil: model.NoLastDay}, {Name: "theirs", ValidUntil: model.NoLastDay}, {Name: "theirs"}},
		[]model.Training{{Name: "basics", CompletedOn: "2026-11-01"}})
	_, err := w.skills.Revoke(w.as("ops@acme.example"), model.RevokeCertificationInput{ID: gone.ID, ExpectedVersion: gone.Version})
	w.must(err)
	const records = "C/gone/REVOKED C/theirs/VALID T/basics/VALID"
	if got := w.records(); got != records {
		t.Errorf("got %s, want %s", got, records)
	}
	w.want("one taken back", "theirs")
	if got := w.partner().Trainings; len(got) != 1 || got[0].ValidUntil != model.NoLastDay {
		t.Errorf("got trainings %v, want the one without an end", got)
	}
	w.record("mine", "")
	if got, want := w.records(), "C/gone/REVOKED C/mine/VALID C/theirs/VALID T/basics/VALID"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	w.want("one more", "sees member SILVER mine theirs")
}
