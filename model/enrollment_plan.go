package model

// EnrollmentPlan is how partners of some types come into a program: the steps in their order, what is asked, and for how long
// a term holds.
type EnrollmentPlan struct {
	Types []PartnerType `bson:"types" json:"types"` // all when empty
	// Steps are in the order in which they are taken; none makes an application take effect at once.
	Steps       []EnrollmentStep     `bson:"steps" json:"steps"`
	FormVersion int                  `bson:"formVersion" json:"formVersion"` // grows with every change of the questions
	Questions   []EnrollmentQuestion `bson:"questions" json:"questions"`
	Agreement   *Agreement           `bson:"agreement,omitempty" json:"agreement"`
	// TermMonths is how long a term holds; nil is without end.
	TermMonths *int `bson:"termMonths,omitempty" json:"termMonths"`
	// RenewalDays is how long before the end, and after it, a term can be renewed.
	RenewalDays int `bson:"renewalDays" json:"renewalDays"`
	// ReapplyDays is how long a partner waits after a refusal.
	ReapplyDays int `bson:"reapplyDays" json:"reapplyDays"`
}

// Agreement is what a partner accepts, by its version.
type Agreement struct {
	Version string `bson:"version" json:"version"`
	Title   string `bson:"title" json:"title"`
	URL     string `bson:"url" json:"url"`
}

// EnrollmentQuestion is one question of an application form.
type EnrollmentQuestion struct {
	Key      string       `bson:"key" json:"key"` // [a-z][a-zA-Z0-9]*, the same in every version that asks the same
	Label    string       `bson:"label" json:"label"`
	Help     *string      `bson:"help,omitempty" json:"help"`
	Type     QuestionType `bson:"type" json:"type"`
	Required bool         `bson:"required" json:"required"`
	Options  []string     `bson:"options" json:"options"` // of a choice
	Minimum  *int         `bson:"minimum,omitempty" json:"minimum"`
	Maximum  *int         `bson:"maximum,omitempty" json:"maximum"` // of a number; of a text, its length
}

// PlanFor is the first plan that names the type, or else the first for all; nil when the program takes no enrollments of it.
func (p *Program) PlanFor(t PartnerType) *EnrollmentPlan {
	var open *EnrollmentPlan
	for i := range p.EnrollmentPlans {
		plan := &p.EnrollmentPlans[i]
		if len(plan.Types) == 0 && open == nil {
			open = plan
		}
		for _, named := range plan.Types {
			if named == t {
				return plan
			}
		}
	}
	return open
}
