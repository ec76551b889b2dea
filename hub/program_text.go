package hub

import (
	"errors"
	"slices"

	"golang.org/x/text/language"

	"partnerhub/model"
)

// The bounds of what a program says.
const (
	maxPoints = 50
	maxTexts  = 50
)

// CleanProgram cleans what a program says in its place, and tells everything about it that is to be mended. Files and the API
// go by it.
func CleanProgram(p *model.Program) (faults model.UserErrors) {
	line(&faults, "name", &p.Name, model.MaxName)
	p.NameFold = model.Fold(p.Name)
	remarkOn(&faults, "description", &p.Description)
	// Other versions of the record hold the same lists.
	p.Benefits, p.Requirements, p.Texts = slices.Clone(p.Benefits), slices.Clone(p.Requirements), slices.Clone(p.Texts)
	cleanPoints(&faults, "benefits", p.Benefits, nil)
	cleanPoints(&faults, "requirements", p.Requirements, nil)
	if len(p.Texts) > maxTexts {
		faults.Add("texts", model.UserErrorCodeTooMany, "at most %d languages", maxTexts)
		return faults
	}
	seen := map[string]bool{}
	for i := range p.Texts {
		cleanText(&faults, &p.Texts[i], p)
		if seen[p.Texts[i].Language] {
			faults.Add("texts.language", model.UserErrorCodeInvalid, "each language comes once")
		}
		seen[p.Texts[i].Language] = true
	}
	return faults
}

// cleanText cleans a translation. It speaks of the program's own points alone.
func cleanText(faults *model.UserErrors, t *model.ProgramText, of *model.Program) {
	if len(t.Language) > model.MaxLanguage {
		t.Language = ""
	}
	tag, err := language.Parse(t.Language)
	if err != nil || t.Language == "" {
		faults.Add("texts.language", model.UserErrorCodeInvalid, "is no language tag such as en-GB")
	}
	t.Language = tag.String()
	line(faults, "texts.name", &t.Name, model.MaxName)
	remarkOn(faults, "texts.description", &t.Description)
	t.Benefits, t.Requirements = slices.Clone(t.Benefits), slices.Clone(t.Requirements)
	cleanPoints(faults, "texts.benefits", t.Benefits, of.Benefits)
	cleanPoints(faults, "texts.requirements", t.Requirements, of.Requirements)
}

// cleanPoints cleans a list of points. Those of a translation have their counterpart among the program's own.
func cleanPoints(faults *model.UserErrors, field string, points, of []model.ProgramPoint) {
	if len(points) > maxPoints {
		faults.Add(field, model.UserErrorCodeTooMany, "at most %d", maxPoints)
		return
	}
	seen := map[string]bool{}
	for i := range points {
		p := &points[i]
		known := func(o model.ProgramPoint) bool { return o.Key == p.Key }
		switch {
		case !questionKey.MatchString(p.Key):
			faults.Add(field+".key", model.UserErrorCodeInvalid, "is a small letter, then letters and digits, at most 40")
		case seen[p.Key]:
			faults.Add(field+".key", model.UserErrorCodeInvalid, "each key comes once")
		case of != nil && !slices.ContainsFunc(of, known):
			faults.Add(field+".key", model.UserErrorCodeNotFound, "the program has no such key of its own")
		}
		seen[p.Key] = true
		line(faults, field+".title", &p.Title, model.MaxName)
		remarkOn(faults, field+".text", &p.Text)
	}
}

// remarkOn cleans an optional text of several lines in its place.
func remarkOn(faults *model.UserErrors, field string, text **string) {
	clean, err := note(field, *text)
	if wrong := (model.UserErrors)(nil); errors.As(err, &wrong) {
		*faults = append(*faults, wrong...)
	}
	*text = clean
}
