package hub

import (
	"net/url"
	"regexp"
	"slices"

	"partnerhub/model"
)

// The bounds of how partners come into a program.
const (
	maxPlans       = 20
	maxQuestions   = 100
	maxOptions     = 100
	maxTermMonths  = 120
	maxRenewalDays = 365
	maxReapplyDays = 3650
)

// questionKey is how answers name a question.
var questionKey = regexp.MustCompile(`^[a-z][a-zA-Z0-9]{0,39}$`)

// CheckEnrollmentPlans tells everything about plans that is to be mended.
func CheckEnrollmentPlans(plans []model.EnrollmentPlan) error {
	var faults model.UserErrors
	if len(plans) > maxPlans {
		faults.Add("plans", model.UserErrorCodeTooMany, "at most %d plans", maxPlans)
	}
	seen, open := map[model.PartnerType]bool{}, 0
	for _, p := range plans {
		if len(p.Types) == 0 {
			open++
		}
		for _, t := range p.Types {
			if seen[t] {
				faults.Add("plans.types", model.UserErrorCodeInvalid, "a partner type has one plan")
			}
			seen[t] = true
		}
		checkPlan(&faults, p)
	}
	if open > 1 {
		faults.Add("plans.types", model.UserErrorCodeInvalid, "one plan is for all other types")
	}
	return faults.OrNil()
}

func checkPlan(faults *model.UserErrors, p model.EnrollmentPlan) {
	if twice(p.Steps) || slices.Contains(p.Steps, model.EnrollmentStepApplication) && p.Steps[0] != model.EnrollmentStepApplication {
		faults.Add("plans.steps", model.UserErrorCodeInvalid, "each step comes once, and the application first")
	}
	if len(p.Questions) > 0 && !slices.Contains(p.Steps, model.EnrollmentStepApplication) {
		faults.Add("plans.questions", model.UserErrorCodeInvalid, "questions are asked in the step APPLICATION")
	}
	if (p.Agreement != nil) != slices.Contains(p.Steps, model.EnrollmentStepAgreement) {
		faults.Add("plans.agreement", model.UserErrorCodeRequired, "an agreement and the step AGREEMENT go together")
	}
	within(faults, "plans.termMonths", p.TermMonths, 1, maxTermMonths)
	within(faults, "plans.renewalDays", &p.RenewalDays, 0, maxRenewalDays)
	within(faults, "plans.reapplyDays", &p.ReapplyDays, 0, maxReapplyDays)
	checkAgreement(faults, p.Agreement)
	checkQuestions(faults, p.Questions)
}

func twice[T comparable](list []T) bool {
	for i, v := range list {
		if slices.Contains(list[:i], v) {
			return true
		}
	}
	return false
}

func within(faults *model.UserErrors, field string, n *int, low, high int) {
	if n != nil && (*n < low || *n > high) {
		faults.Add(field, model.UserErrorCodeOutOfRange, "is %d to %d", low, high)
	}
}

func checkAgreement(faults *model.UserErrors, a *model.Agreement) {
	if a == nil {
		return
	}
	line(faults, "plans.agreement.version", &a.Version, model.MaxCode)
	line(faults, "plans.agreement.title", &a.Title, model.MaxName)
	if u, err := url.Parse(a.URL); err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil || len(a.URL) > model.MaxNote {
		faults.Add("plans.agreement.url", model.UserErrorCodeInvalid, "is no https address")
	}
}

// line cleans a required one-line text in its place.
func line(faults *model.UserErrors, field string, text *string, longest int) {
	clean, err := model.CleanName(*text)
	switch {
	case err != nil:
		faults.Add(field, model.UserErrorCodeInvalid, "%s", err.Error())
	case clean == "":
		faults.Add(field, model.UserErrorCodeRequired, "must not be blank")
	case len([]rune(clean)) > longest:
		faults.Add(field, model.UserErrorCodeTooLong, "at most %d characters", longest)
	}
	*text = clean
}

func checkQuestions(faults *model.UserErrors, questions []model.EnrollmentQuestion) {
	if len(questions) > maxQuestions {
		faults.Add("plans.questions", model.UserErrorCodeTooMany, "at most %d questions", maxQuestions)
		return
	}
	keys := map[string]bool{}
	for i := range questions {
		q := &questions[i]
		if !questionKey.MatchString(q.Key) || keys[q.Key] {
			faults.Add("plans.questions.key", model.UserErrorCodeInvalid, "a key is a small letter, then letters and digits, and names one question")
		}
		keys[q.Key] = true
		checkQuestion(faults, q)
	}
}

func checkQuestion(faults *model.UserErrors, q *model.EnrollmentQuestion) {
	line(faults, "plans.questions.label", &q.Label, model.MaxName)
	remarkOn(faults, "plans.questions.help", &q.Help)
	chooses := q.Type == model.QuestionTypeChoice || q.Type == model.QuestionTypeChoices
	if chooses != (len(q.Options) > 0) || len(q.Options) > maxOptions {
		faults.Add("plans.questions.options", model.UserErrorCodeInvalid, "a choice has 1 to %d options, another type has none", maxOptions)
		return
	}
	for i := range q.Options {
		line(faults, "plans.questions.options", &q.Options[i], model.MaxName)
	}
	if twice(q.Options) {
		faults.Add("plans.questions.options", model.UserErrorCodeInvalid, "each option comes once")
	}
	number, text := q.Type == model.QuestionTypeNumber, q.Type == model.QuestionTypeText
	if q.Minimum != nil && !number || q.Maximum != nil && !number && !text {
		faults.Add("plans.questions.maximum", model.UserErrorCodeInvalid, "bounds are for numbers, and for the length of a text")
	}
	if text {
		within(faults, "plans.questions.maximum", q.Maximum, 1, model.MaxNote)
	}
	if q.Minimum != nil && q.Maximum != nil && *q.Minimum > *q.Maximum {
		faults.Add("plans.questions.maximum", model.UserErrorCodeOutOfRange, "is less than the minimum")
	}
}
