package model

import (
	"slices"
	"strings"
)

const (
	// MaxLanguage is the longest language tag, as BCP 47 advises to allow for.
	MaxLanguage = 35
	// MaxLanguages is how many languages can be asked for at a time.
	MaxLanguages = 20
)

// CheckLanguages refuses a wish for more or longer languages than anybody has.
func CheckLanguages(languages []string) error {
	tooLong := func(tag string) bool { return len(tag) > MaxLanguage }
	if len(languages) > MaxLanguages || slices.ContainsFunc(languages, tooLong) {
		return Errorf(CodeBadUserInput, "languages: at most %d tags of %d characters", MaxLanguages, MaxLanguage)
	}
	return nil
}

// ProgramPoint is one thing that a program gives, or asks for, in words.
type ProgramPoint struct {
	Key   string  `bson:"key" json:"key"` // by which translations name it
	Title string  `bson:"title" json:"title"`
	Text  *string `bson:"text,omitempty" json:"text"`
}

// ProgramText is what a program says in one language.
type ProgramText struct {
	Language     string         `bson:"language" json:"language"` // a BCP 47 tag; "" for the program's own words
	Name         string         `bson:"name" json:"name"`
	Description  *string        `bson:"description,omitempty" json:"description"`
	Benefits     []ProgramPoint `bson:"benefits" json:"benefits"`
	Requirements []ProgramPoint `bson:"requirements" json:"requirements"`
}

// TextIn is what the program says in the first of some languages that it has words in: a language that it lacks falls back to
// the one that it is a variety of, such as de-AT to de. Where there is none, and for each point that is not translated, the
// program's own words stand.
func (p *Program) TextIn(languages []string) *ProgramText {
	for _, wanted := range languages {
		for tag := wanted; tag != ""; tag = tag[:max(strings.LastIndexByte(tag, '-'), 0)] {
			for _, t := range p.Texts {
				if strings.EqualFold(t.Language, tag) {
					t.Benefits, t.Requirements = translated(p.Benefits, t.Benefits), translated(p.Requirements, t.Requirements)
					return &t
				}
			}
		}
	}
	return &ProgramText{Name: p.Name, Description: p.Description, Benefits: p.Benefits, Requirements: p.Requirements}
}

// translated are the points in their order, in other words where there are any.
func translated(own, others []ProgramPoint) []ProgramPoint {
	out := append([]ProgramPoint{}, own...)
	for i := range out {
		for _, o := range others {
			if o.Key == out[i].Key {
				out[i] = o
			}
		}
	}
	return out
}
