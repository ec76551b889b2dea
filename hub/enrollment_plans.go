package hub

import (
	"context"
	"reflect"
	"slices"

	"partnerhub/authz"
	"partnerhub/model"
)

// UpdateEnrollmentPlans says how partners come into a program. Terms that are under way keep their steps.
func (h *Hub) UpdateEnrollmentPlans(ctx context.Context, in model.UpdateEnrollmentPlansInput) (*model.Program, error) {
	write := h.grant(ctx, model.KindProgram, authz.Update)
	if write.Empty() {
		return nil, model.ErrForbidden
	}
	plans, auto := plansOf(in)
	if err := CheckEnrollmentPlans(plans); err != nil {
		return nil, err
	}
	seen, err := h.store.Programs.Get(ctx, h.grant(ctx, model.KindProgram, authz.Read), in.ID)
	if err != nil {
		return nil, err
	}
	if in.AutoApprove != nil {
		if err := h.ownSegments(ctx, "autoApprove.segmentIds", in.AutoApprove.SegmentIds, seen.VendorID); err != nil {
			return nil, err
		}
	}
	err = h.change(ctx, seen.VendorID, seen.ID, func(ctx context.Context) error {
		old, err := h.store.Programs.Load(ctx, write, in.ID)
		if err != nil {
			return err
		}
		automatic := write.Shows(old, "autoApproveEnrollments")
		if !write.Shows(old, "enrollmentPlans") || in.AutoApprove != nil && !automatic {
			return model.ErrForbidden
		}
		if old.VersionFor(authz.PrincipalFrom(ctx).Side) != in.ExpectedVersion {
			return model.ErrConflict
		}
		doc := *old
		doc.EnrollmentPlans = CountForms(old.EnrollmentPlans, plans)
		if automatic { // what is hidden and was not sent stays
			doc.AutoApproveEnrollments = auto
		}
		return h.store.Programs.Replace(ctx, write, old, &doc, h.stamp(authz.PrincipalFrom(ctx), "updateEnrollmentPlans"))
	})
	if err != nil {
		return nil, err
	}
	return h.Program(ctx, in.ID)
}

// CountForms gives the questions of each plan their version: one more than before where they differ.
func CountForms(before, plans []model.EnrollmentPlan) []model.EnrollmentPlan {
	for i := range plans {
		plans[i].FormVersion = 1
		for _, old := range before {
			if !slices.Equal(old.Types, plans[i].Types) {
				continue
			}
			if plans[i].FormVersion = old.FormVersion; !reflect.DeepEqual(old.Questions, plans[i].Questions) {
				plans[i].FormVersion++
			}
		}
	}
	return plans
}

// plansOf takes the plans over as they were sent.
func plansOf(in model.UpdateEnrollmentPlansInput) (plans []model.EnrollmentPlan, auto *model.Audience) {
	plans = []model.EnrollmentPlan{}
	for _, p := range in.Plans {
		plan := model.EnrollmentPlan{Types: p.Types, Steps: p.Steps, Questions: []model.EnrollmentQuestion{}, TermMonths: p.TermMonths,
			RenewalDays: p.RenewalDays, ReapplyDays: p.ReapplyDays}
		if p.Agreement != nil {
			plan.Agreement = &model.Agreement{Version: p.Agreement.Version, Title: p.Agreement.Title, URL: p.Agreement.URL}
		}
		for _, q := range p.Questions {
			plan.Questions = append(plan.Questions, model.EnrollmentQuestion{Key: q.Key, Label: q.Label, Help: q.Help, Type: q.Type,
				Required: q.Required, Options: slices.Clone(q.Options), Minimum: q.Minimum, Maximum: q.Maximum})
		}
		plans = append(plans, plan)
	}
	if a := in.AutoApprove; a != nil {
		auto = &model.Audience{Types: openSide(a.Types), Countries: openSide(a.Countries), Tiers: openSide(a.Tiers),
			Segments: openSide(a.SegmentIds), Without: []string{}}
	}
	return plans, auto
}

// openSide is one side of an audience as it is kept: open where it names nothing.
func openSide[T ~string](named []T) []string {
	if len(named) == 0 {
		return []string{model.AudienceAny}
	}
	out := make([]string, len(named))
	for i, n := range named {
		out[i] = string(n)
	}
	return out
}
