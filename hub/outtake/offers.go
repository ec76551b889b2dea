package outtake

import (
	"slices"
	"strings"

	"partnerhub/model"
	"partnerhub/store"
)

func programSheet(s *store.Store) sheetOf[model.Program] {
	return sheetOf[model.Program]{kind: model.KindProgram, from: s.Programs, order: "nameFold",
		names: func(p *model.Program) []model.ID { return append([]model.ID{p.VendorID}, p.DistributorIDs...) },
		columns: append([]column[model.Program]{
			{"id", "vendorId", func(_ handles, p *model.Program) string { return string(p.ID) }},
			{"vendor", "vendorId", func(n handles, p *model.Program) string { return n[p.VendorID] }},
			{"name", "name", func(_ handles, p *model.Program) string { return p.Name }},
			{"description", "description", func(_ handles, p *model.Program) string { return text(p.Description) }},
			{"type", "type", func(_ handles, p *model.Program) string { return string(p.Type) }},
			{"status", "status", func(_ handles, p *model.Program) string { return string(p.Status) }},
			{"startsOn", "startsOn", func(_ handles, p *model.Program) string { return text(p.StartsOn) }},
			{"endsOn", "endsOn", func(_ handles, p *model.Program) string { return text(p.EndsOn) }},
			{"productFamilies", "productFamilies", func(_ handles, p *model.Program) string { return strings.Join(p.ProductFamilies, ";") }},
			{"minimumAmount", "minimumAmount", func(_ handles, p *model.Program) string { return money(p.MinimumAmount) }},
			{"protectionDays", "protectionDays", func(_ handles, p *model.Program) string { return number(p.ProtectionDays) }},
			{"budget", "budget", func(_ handles, p *model.Program) string { return money(p.Budget) }},
			{"distributors", "distributorIds", func(n handles, p *model.Program) string {
				return list(p.DistributorIDs, func(id model.ID) string { return n[id] })
			}},
		}, audienceColumns(func(p *model.Program) *model.Audience { return p.Audience })...)}
}

func campaignSheet(s *store.Store) sheetOf[model.Campaign] {
	return sheetOf[model.Campaign]{kind: model.KindCampaign, from: s.Campaigns, order: "nameFold",
		names: func(c *model.Campaign) []model.ID { return append([]model.ID{c.VendorID}, c.DistributorIDs...) },
		columns: append([]column[model.Campaign]{
			{"id", "vendorId", func(_ handles, c *model.Campaign) string { return string(c.ID) }},
			{"vendor", "vendorId", func(n handles, c *model.Campaign) string { return n[c.VendorID] }},
			{"name", "name", func(_ handles, c *model.Campaign) string { return c.Name }},
			{"description", "description", func(_ handles, c *model.Campaign) string { return text(c.Description) }},
			{"status", "status", func(_ handles, c *model.Campaign) string { return string(c.Status) }},
			{"direction", "direction", func(_ handles, c *model.Campaign) string { return string(c.Direction) }},
			{"startsOn", "startsOn", func(_ handles, c *model.Campaign) string { return string(c.StartsOn) }},
			{"endsOn", "endsOn", func(_ handles, c *model.Campaign) string { return text(c.EndsOn) }},
			{"languages", "languages", func(_ handles, c *model.Campaign) string { return strings.Join(c.Languages, ";") }},
			{"cost", "cost", func(_ handles, c *model.Campaign) string { return money(c.Cost) }},
			{"distributors", "distributorIds", func(n handles, c *model.Campaign) string {
				return list(c.DistributorIDs, func(id model.ID) string { return n[id] })
			}},
		}, audienceColumns(func(c *model.Campaign) *model.Audience { return c.Audience })...)}
}

// audienceColumns are the sides of an audience that name something; those that are open to all are empty.
func audienceColumns[T any](of func(row *T) *model.Audience) []column[T] {
	side := func(pick func(a *model.Audience) []string) func(handles, *T) string {
		return func(_ handles, row *T) string {
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
