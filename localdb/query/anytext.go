package query

import (
	"go.mongodb.org/mongo-driver/bson"

	"partnerhub/localdb/raw"
)

// fewChoices is how many choices are sooner compared one by one.
const fewChoices = 4

// anyText asks whether a value is one of many texts.
type anyText struct {
	path  []string
	texts map[string]bool
}

// textsOf answers the choices as a set, if they are many and nothing but texts.
func textsOf(choices bson.A) (map[string]bool, bool) {
	if len(choices) <= fewChoices {
		return nil, false
	}
	out := make(map[string]bool, len(choices))
	for _, c := range choices {
		s, ok := c.(string)
		if !ok {
			return nil, false
		}
		out[s] = true
	}
	return out, true
}

func (a anyText) on(d raw.Doc) verdict {
	v, sure := lookup(d, a.path)
	switch {
	case sure:
		return verdictOf(a.holds(v))
	case v.Missing():
		return unsure
	}
	for b := v.Doc().Elements(); ; {
		_, member, rest, ok := raw.Next(b)
		if !ok || a.holds(member) {
			return verdictOf(ok)
		}
		b = rest
	}
}

func (a anyText) holds(v raw.Value) bool {
	return v.Type == raw.TypeString && a.texts[string(v.Data[4:len(v.Data)-1])]
}
