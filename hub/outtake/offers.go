package outtake

import (
	"slices"
	"strings"

	"partnerhub/model"
	"partnerhub/store"
)

func programSheet(s *store.Store) sheetOf[model.Program] {
	return sheetOf[model.Program]{kind: model.KindProgram, from: s.Programs, order: "nameFold",
		named: func(p *model.Program, by *mentions) {
			by.organizations = append(append(by.organizations, p.VendorID), p.DistributorIDs...)
		},
		columns: append([]column[model.Program]{
			{"id", "vendorId", func(_ names, p *model.Program) string { return string(p.ID) }},
			{"vendor", "vendorId", func(n names, p *model.Program) string { return n[p.VendorID] }},
			{"name", "name", func(_ names, p *model.Program) string { return p.Name }},
			{"description", "description", func(_ names, p *model.Program) string { return text(p.Description) }},
			{"type", "type", func(_ names, p *model.Program) string { return string(p.Type) }},
			{"status", "status", func(_ names, p *model.Program) string { return string(p.Status) }},
			{"startsOn", "startsOn", func(_ names, p *model.Program) string { return text(p.StartsOn) }},
			{"endsOn", "endsOn", func(_ names, p *model.Program) string { return text(p.EndsOn) }},
			{"productFamilies", "productFamilies", func(_ names, p *model.Program) string { return strings.Join(p.ProductFamilies, ";") }},
			{"minimumAmount", "minimumAmount", func(_ names, p *model.Program) string { return money(p.MinimumAmount) }},
			{"protectionDays", "protectionDays", func(_ names, p *model.Program) string { return number(p.ProtectionDays) }},
			{"budget", "budget", func(_ names, p *model.Program) string { return money(p.Budget) }},
			{"distributors", "distributorIds", func(n names, p *model.Program) string {
				return list(p.DistributorIDs, func(id model.ID) string { return n[id] })
			}},
		}, audienceColumns(func(p *model.Program) *model.Audience { return p.Audience })...)}
}

func campaignSheet(s *store.Store) sheetOf[model.Campaign] {
	return sheetOf[model.Campaign]{kind: model.KindCampaign, from: s.Campaigns, order: "nameFold",
		named: func(c *model.Campaign, by *mentions) {
			by.organizations = append(append(by.organizations, c.VendorID), c.DistributorIDs...)
		},
		columns: append([]column[model.Campaign]{
			{"id", "vendorId", func(_ names, c *model.Campaign) string { return string(c.ID) }},
			{"vendor", "vendorId", func(n names, c *model.Campaign) string { return n[c.VendorID] }},
			{"name", "name", func(_ names, c *model.Campaign) string { return c.Name }},
			{"description", "description", func(_ names, c *model.Campaign) string { return text(c.Description) }},
			{"status", "status", func(_ names, c *model.Campaign) string { return string(c.Status) }},
			{"direction", "direction", func(_ names, c *model.Campaign) string { return string(c.Direction) }},
			{"startsOn", "startsOn", func(_ names, c *model.Campaign) string { return string(c.StartsOn) }},
			{"endsOn", "endsOn", func(_ names, c *model.Campaign) string { return text(c.EndsOn) }},
			{"languages", "languages", func(_ names, c *model.Campaign) string { return strings.Join(c.Languages, ";") }},
			{"cost", "cost", func(_ names, c *model.Campaign) string { return money(c.Cost) }},
			{"distributors", "distributorIds", func(n names, c *model.Campaign) string {
				return list(c.DistributorIDs, func(id model.ID) string { return n[id] })
			}},
		}, audienceColumns(func(c *model.Campaign) *model.Audience { return c.Audience })...)}
}

// audienceColumns are the sides of an audience that name something; those that are open to all are empty.
func audienceColumns[T any](of func(row *T) *model.Audience) []column[T] {
	side := func(pick func(a *model.Audience) []string) func(names, *T) string {
		return func(_ names, row *T) string {
			a := of(row)
			if a == nil || slices.Contains(pick(a), model.AudienceAny) {
				return ""
			}
			return strings.Join(pick(a), ";")
		}
	}
	return []column[T]{
		{"audienceTypes", "audience", side(func(a *model.Audience) []string { return a.Types })},
		{"audienceCountries", "audience", side(func(a *model.Audience) []string { return a.Countries })},
		{"audienceTiers", "audience", side(func(a *model.Audience) []string { return a.Tiers })},
	}
}
