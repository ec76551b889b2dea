package hub_test

import (
	"testing"

	"partnerhub/model"
)

// TestAProgramIsWrittenAsFarAsItIsShown: the vendor's own lines say which fields somebody writes.
func TestAProgramIsWrittenAsFarAsItIsShown(t *testing.T) {
	const email = "ops@acme.example"
	planned := func(auto *model.EnrollmentAutoApproveInput) func(w *policyWorld) error {
		return func(w *policyWorld) error {
			club := stored(w.importWorld, w.store.Programs, model.KindProgram, "acme/club")
			_, err := w.hub.UpdateEnrollmentPlans(w.as(email), model.UpdateEnrollmentPlansInput{ID: club.ID, ExpectedVersion: toldVersion(email, club),
				Plans: []*model.EnrollmentPlanInput{}, AutoApprove: auto})
			return err
		}
	}
	automatic := planned(&model.EnrollmentAutoApproveInput{Tiers: []string{"GOLD"}})
	for name, tc := range map[string]struct {
		groups, want string
		write        func(*policyWorld) error
	}{
		"plans":                         {"core", "", planned(nil)},
		"who needs no reviewer":         {"core audience", "", automatic},
		"who needs no reviewer, hidden": {"core", "FORBIDDEN", automatic},
	} {
		t.Run(name, func(t *testing.T) {
			w := newPolicyWorld(t)
			w.loadAll("programs", "vendor,slug,name,type,status,autoApproveEnrollments\nacme,club,Club,TRAINING,ACTIVE,::SILVER\n")
			_, err := w.update(0, "channel_ops program update vendor "+tc.groups)
			mustNot(t, err)
			before := stored(w.importWorld, w.store.Programs, model.KindProgram, "acme/club")
			if err := tc.write(w); err != nil && outcome(err) != tc.want || err == nil && tc.want != "" {
				t.Errorf("got %v, want %q", err, tc.want)
			}
			after := stored(w.importWorld, w.store.Programs, model.KindProgram, "acme/club")
			if tc.want != "" && after.Version != before.Version {
				t.Error("a refused change was kept")
			}
			if tc.groups == "core" && (after.AutoApproveEnrollments == nil || after.AutoApproveEnrollments.Tiers[0] != "SILVER") {
				t.Errorf("got %+v, want what is hidden to stay", after.AutoApproveEnrollments)
			}
		})
	}
}
