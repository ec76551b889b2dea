package intake

import (
	"errors"

	"partnerhub/model"
)

// audienceColumns say whom a program or campaign is for.
func audienceColumns() []Column {
	return []Column{
		optional("distributors", "handles of the distributors that take part, separated by semicolons"),
		optional("audienceTypes", "partner types that it is for, separated by semicolons; all when empty"),
		optional("audienceCountries", "countries that it is for, separated by semicolons; all when empty"),
		optional("audienceTiers", "tiers that it is for, separated by semicolons; all when empty"),
		optional("audienceSegments", "slugs of the segments that it is for, one is enough, separated by semicolons; all partners when empty"),
		optional("audienceWithout", "slugs of the segments that it leaves out, separated by semicolons"),
	}
}

// wantAudience names the segments of the row's vendor.
func wantAudience(r *row, w *wanted) {
	vendor, _ := r.get("vendor")
	for _, column := range []string{"audienceSegments", "audienceWithout"} {
		slugs, _ := r.get(column)
		for _, slug := range entries(slugs) {
			w.segments = append(w.segments, segmentID(vendor, slug))
		}
	}
}

func segmentID(vendor, slug string) model.ID {
	return model.DerivedID(model.KindSegment, vendor+"/"+slug)
}

// audience reads whom the record is for. It keeps the sides whose columns the file lacks.
func (b *batch) audience(r *row, old *model.Audience) *model.Audience {
	out := model.Audience{Types: open(), Countries: open(), Tiers: open(), Segments: open(), Without: []string{}}
	if old != nil {
		out = *old
	}
	side(r, "audienceTypes", &out.Types, readEnum(words(model.AllPartnerType)))
	side(r, "audienceCountries", &out.Countries, func(s string) (string, error) {
		c, err := model.ParseCountry(s)
		return string(c), err
	})
	side(r, "audienceTiers", &out.Tiers, readText(model.MaxCode))
	side(r, "audienceSegments", &out.Segments, b.segment(r))
	setList(r, "audienceWithout", &out.Without, b.segment(r))
	return &out
}

// segment finds a segment in use of the row's vendor by its slug.
func (b *batch) segment(r *row) func(string) (string, error) {
	vendor, _ := r.get("vendor")
	return func(slug string) (string, error) {
		s := b.segments[segmentID(vendor, slug)]
		if s == nil || s.Status != model.SegmentStatusActive {
			return "", errors.New("is no segment of the vendor")
		}
		return string(s.ID), nil
	}
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
