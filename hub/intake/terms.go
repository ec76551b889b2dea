package intake

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"partnerhub/hub"
	"partnerhub/model"
)

// terms is whose terms in programs a batch may have to bring up to date: those of changed partners, and in changed programs.
type terms struct {
	partners []*model.Partner
	programs []*model.Program
	renewals []*model.Enrollment
}

// followTerms writes what terms have copied of their partner and their program.
func (b *batch) followTerms(ctx context.Context) error {
	for _, p := range b.terms.partners {
		if err := b.rules.FollowPartner(ctx, p, b.stamp("update")); err != nil {
			return err
		}
	}
	for _, p := range b.terms.programs {
		if err := b.rules.FollowProgram(ctx, p, b.stamp("update")); err != nil {
			return err
		}
	}
	for _, next := range b.terms.renewals {
		if err := b.nameRenewal(ctx, next); err != nil {
			return err
		}
	}
	return nil
}

// nameRenewal lets the term before name the one that renews it, unless that came to nothing.
func (b *batch) nameRenewal(ctx context.Context, next *model.Enrollment) error {
	before, err := byID(ctx, b.store.Enrollments, model.KindEnrollment, []model.ID{*next.RenewsID})
	old := before[*next.RenewsID]
	if err != nil || old == nil {
		return err
	}
	doc := *old
	doc.RenewalID = &next.ID
	if next.Holds == "" && next.ValidFrom == nil {
		doc.RenewalID = nil
	}
	_, err = keep(ctx, b, b.store.Enrollments, everyGrant(model.KindEnrollment), old, &doc)
	return err
}

// enrollmentPlansOf reads how partners come into a program, under the names that the API gives the fields.
func enrollmentPlansOf(r *row, into *[]model.EnrollmentPlan) {
	text, there := r.get("enrollmentPlans")
	if !there {
		return
	}
	plans := []model.EnrollmentPlan{}
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.DisallowUnknownFields()
	if text != "" {
		if err := decoder.Decode(&plans); err != nil || decoder.More() {
			r.fail("enrollmentPlans", "is no JSON list of plans")
			return
		}
	}
	for i := range plans {
		wholePlan(&plans[i])
	}
	if err := hub.CheckEnrollmentPlans(plans); err != nil {
		r.fail("enrollmentPlans", "%s", err.Error())
		return
	}
	*into = hub.CountForms(*into, plans)
}

// wholePlan puts empty lists where the file says nothing.
func wholePlan(p *model.EnrollmentPlan) {
	p.Types, p.Steps, p.Questions = orEmpty(p.Types), orEmpty(p.Steps), orEmpty(p.Questions)
	for i := range p.Questions {
		p.Questions[i].Options = orEmpty(p.Questions[i].Options)
	}
}

func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// readAudience reads types:countries:tiers, each a list by commas, any when empty.
func readAudience(s string) (model.Audience, error) {
	part := append(parts(s, 3), "", "")[:3]
	a := model.Audience{Types: listed(part[0]), Countries: listed(part[1]), Tiers: listed(part[2]),
		Segments: open(), Without: []string{}}
	for _, t := range a.Types {
		if _, err := readEnum(append(words(model.AllPartnerType), model.AudienceAny))(t); err != nil {
			return a, err
		}
	}
	for _, c := range a.Countries {
		if _, err := model.ParseCountry(c); err != nil && c != model.AudienceAny {
			return a, errors.New("names no country")
		}
	}
	return a, nil
}

func listed(s string) []string {
	if out := entries(strings.ReplaceAll(s, ",", ";")); len(out) > 0 {
		return out
	}
	return open()
}
