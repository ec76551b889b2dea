package intake

import (
	"partnerhub/model"
)

// audienceColumns say whom a program or campaign is for.
func audienceColumns() []Column {
	return []Column{
		optional("distributors", "handles of the distributors that take part, separated by semicolons"),
		optional("audienceTypes", "partner types that it is for, separated by semicolons; all when empty"),
		optional("audienceCountries", "countries that it is for, separated by semicolons; all when empty"),
		optional("audienceTiers", "tiers that it is for, separated by semicolons; all when empty"),
	}
}

// audience reads whom the record is for. It keeps the sides whose columns the file lacks.
func audience(r *row, old *model.Audience) *model.Audience {
	out := model.Audience{Types: open(), Countries: open(), Tiers: open()}
	if old != nil {
		out = *old
	}
	side(r, "audienceTypes", &out.Types, readEnum(words(model.AllPartnerType)))
	side(r, "audienceCountries", &out.Countries, func(s string) (string, error) {
		c, err := model.ParseCountry(s)
		return string(c), err
	})
	side(r, "audienceTiers", &out.Tiers, readText(model.MaxCode))
	return &out
}

// side reads one side of an audience; one that names nothing is stored as open.
func side(r *row, column string, into *[]string, parse func(string) (string, error)) {
	setList(r, column, into, parse)
	if len(*into) == 0 {
		*into = open()
	}
}

func open() []string { return []string{model.AudienceAny} }

func words[T ~string](all []T) []string {
	out := make([]string, len(all))
	for i, w := range all {
		out[i] = string(w)
	}
	return out
}
