package skills

import (
	"strings"

	"partnerhub/model"
)

// entry is what somebody says of a record, with what is wrong about it.
type entry struct {
	faults model.UserErrors
	today  model.Date
}

// facts are what can be said of a record at any time.
type facts struct {
	earnedOn, validUntil *model.Date
	reference            *string
}

func factsOf(c *model.PartnerCertification) facts {
	f := facts{earnedOn: c.EarnedOn, reference: c.Reference}
	if c.ValidUntil != model.NoLastDay {
		f.validUntil = &c.ValidUntil
	}
	return f
}

func (f facts) into(c *model.PartnerCertification) {
	c.EarnedOn, c.Reference, c.ValidUntil = f.earnedOn, f.reference, model.NoLastDay
	if f.validUntil != nil {
		c.ValidUntil = *f.validUntil
	}
}

// read checks facts of a type, and tidies them.
func (e *entry) read(typ model.CertificationType, f *facts) {
	if f.earnedOn == nil && typ == model.CertificationTypeTraining {
		e.faults.Add("earnedOn", model.UserErrorCodeRequired, "a training needs the day on which it was completed")
	}
	if f.earnedOn != nil && *f.earnedOn > e.today {
		e.faults.Add("earnedOn", model.UserErrorCodeOutOfRange, "it is in the future")
	}
	if f.validUntil != nil && *f.validUntil >= model.NoLastDay {
		e.faults.Add("validUntil", model.UserErrorCodeOutOfRange, "leave it out for what does not expire")
	}
	if f.earnedOn != nil && f.validUntil != nil && *f.validUntil < *f.earnedOn {
		e.faults.Add("validUntil", model.UserErrorCodeOutOfRange, "it ends before it begins")
	}
	f.reference = e.text("reference", f.reference, model.MaxName, model.CleanName)
}

// name reads a name: not blank, and without what a list in a file could not hold.
func (e *entry) name(in string) string {
	name := e.text("name", &in, model.MaxName, model.CleanName)
	if name == nil {
		e.faults.Add("name", model.UserErrorCodeRequired, "it needs a name")
		return ""
	}
	if !NameFits(*name) {
		e.faults.Add("name", model.UserErrorCodeInvalid, "a name holds no colon and no semicolon")
	}
	return *name
}

// NameFits is true for a name that a file can list with others, each with its day.
func NameFits(name string) bool { return !strings.ContainsAny(name, ":;") }

// text reads words, nil for none.
func (e *entry) text(field string, in *string, most int, clean func(string) (string, error)) *string {
	if in == nil {
		return nil
	}
	s, err := clean(*in)
	switch {
	case err != nil:
		e.faults.Add(field, model.UserErrorCodeInvalid, "%s", err.Error())
	case len([]rune(s)) > most:
		e.faults.Add(field, model.UserErrorCodeTooLong, "at most %d characters", most)
	}
	if s == "" {
		return nil
	}
	return &s
}
