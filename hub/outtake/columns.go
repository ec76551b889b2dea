package outtake

import (
	"fmt"
	"strconv"
	"strings"

	"partnerhub/eligibility"
	"partnerhub/model"
	"partnerhub/store"
)

func organizationSheet(s *store.Store) sheetOf[model.Organization] {
	return sheetOf[model.Organization]{kind: model.KindOrganization, from: s.Organizations, order: "nameFold", columns: []column[model.Organization]{
		{"handle", "handle", func(_ names, o *model.Organization) string { return o.Handle }},
		{"kind", "kind", func(_ names, o *model.Organization) string { return string(o.Kind) }},
		{"name", "name", func(_ names, o *model.Organization) string { return o.Name }},
		{"country", "country", func(_ names, o *model.Organization) string { return string(o.Country) }},
		{"domain", "domain", func(_ names, o *model.Organization) string { return text(o.Domain) }},
		{"currency", "currency", func(_ names, o *model.Organization) string { return text(o.Currency) }},
	}}
}

func partnerSheet(s *store.Store) sheetOf[model.Partner] {
	return sheetOf[model.Partner]{kind: model.KindPartner, from: s.Partners, order: "nameFold",
		named: func(p *model.Partner, by *mentions) {
			by.organizations = append(append(by.organizations, p.VendorID, p.OrganizationID), p.DistributorIDs...)
		},
		columns: append(partnerFacts(), partnerLists()...)}
}

func partnerFacts() []column[model.Partner] {
	return []column[model.Partner]{
		{"vendor", "vendorId", func(n names, p *model.Partner) string { return n[p.VendorID] }},
		{"organization", "organizationId", func(n names, p *model.Partner) string { return n[p.OrganizationID] }},
		{"type", "type", func(_ names, p *model.Partner) string { return string(p.Type) }},
		{"lifeStage", "lifeStage", func(_ names, p *model.Partner) string { return text(p.LifeStage) }},
		{"name", "name", func(_ names, p *model.Partner) string { return p.Name }},
		{"country", "country", func(_ names, p *model.Partner) string { return string(p.Country) }},
		{"tier", "tier", func(_ names, p *model.Partner) string { return text(p.Tier) }},
		{"region", "region", func(_ names, p *model.Partner) string { return text(p.Region) }},
		{"employees", "employees", func(_ names, p *model.Partner) string { return number(p.Employees) }},
		{"technicalHeadcount", "technicalHeadcount", func(_ names, p *model.Partner) string { return number(p.TechnicalHeadcount) }},
		{"monoBrand", "monoBrand", func(_ names, p *model.Partner) string { return flag(p.MonoBrand) }},
		{"engagementScore", "engagementScore", func(_ names, p *model.Partner) string { return number(p.EngagementScore) }},
		{"rfm", "rfm", func(_ names, p *model.Partner) string { return rfm(p.RFM) }},
		{"privateNotes", "privateNotes", func(_ names, p *model.Partner) string { return text(p.PrivateNotes) }},
	}
}

func partnerLists() []column[model.Partner] {
	return []column[model.Partner]{
		{"distributors", "distributorIds", func(n names, p *model.Partner) string {
			return list(p.DistributorIDs, func(id model.ID) string { return n[id] })
		}},
		{"certifications", "certifications", func(_ names, p *model.Partner) string { return list(p.Certifications, certification) }},
		{"trainings", "trainings", func(_ names, p *model.Partner) string {
			return list(p.Trainings, training)
		}},
		{"attributes", "attributes", func(_ names, p *model.Partner) string { return list(p.Attributes, attribute) }},
		{"tags", "tags", func(_ names, p *model.Partner) string { return strings.Join(p.Tags, ";") }},
		{"externalIds", "externalIds", func(_ names, p *model.Partner) string {
			return list(p.ExternalIDs, func(x model.ExternalID) string { return x.Source + ":" + x.Value })
		}},
	}
}

// list joins entries; one without a text is left out.
func list[T any](entries []T, text func(T) string) string {
	out := make([]string, 0, len(entries))
	for _, e := range entries {
		if t := text(e); t != "" {
			out = append(out, t)
		}
	}
	return strings.Join(out, ";")
}

func certification(c model.Certification) string {
	if c.ValidUntil == model.NoLastDay {
		return c.Name
	}
	return c.Name + ":" + string(c.ValidUntil)
}

func training(t model.Training) string {
	text := t.Name + ":" + string(t.CompletedOn)
	if t.ValidUntil == model.NoLastDay {
		return text
	}
	return text + ":" + string(t.ValidUntil)
}

func attribute(a model.Attribute) string {
	switch {
	case a.Text != nil:
		return a.Name + ":" + *a.Text
	case a.Number != nil:
		return a.Name + ":" + string(eligibility.NumberText(*a.Number))
	case a.Flag != nil:
		return a.Name + ":" + strconv.FormatBool(*a.Flag)
	case a.Day != nil:
		return a.Name + ":" + string(*a.Day)
	}
	return ""
}

func rfm(r *model.RFM) string {
	if r == nil {
		return ""
	}
	return fmt.Sprintf("%d-%d-%d", r.Recency, r.Frequency, r.Monetary)
}

func text[T ~string](v *T) string {
	if v == nil {
		return ""
	}
	return string(*v)
}

func number(v *int) string {
	if v == nil {
		return ""
	}
	return strconv.Itoa(*v)
}

func flag(v *bool) string {
	if v == nil {
		return ""
	}
	return strconv.FormatBool(*v)
}
