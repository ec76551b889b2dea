package main

import (
	"fmt"
	"slices"
	"strings"
)

// partnerTable lists every account of every partner organization, one line for each of its vendors.
func (w *world) partnerTable() table {
	t := table{name: "partners", columns: []string{
		"vendor", "organization", "name", "type", "country", "tier", "lifeStage", "region", "distributors", "coverage",
		"employees", "technicalHeadcount", "monoBrand", "tags", "engagementScore", "rfm", "privateNotes", "externalIds",
		"attributes"}}
	for i, p := range w.partners {
		for _, v := range w.vendors {
			if p.worksWith(v) {
				t.rows = append(t.rows, w.partnership(i, p, v))
			}
		}
	}
	return t
}

func (w *world) partnership(i int, p partner, v vendor) []string {
	employees := 4 + (i*37)%260
	technical := max(1, employees*w.between(20, 60)/100)
	w.learn(p, v)
	tier := w.tier(p, v)
	w.deserve(p, v, tier)
	return []string{
		v.handle, p.handle, p.name, p.kind, p.country, tier, w.lifeStage(p), region(p.country),
		distributorFor(v.handle, p.country), coverage(p, v),
		fmt.Sprint(employees), fmt.Sprint(technical), fmt.Sprint(len(p.vendors) == 1), w.tags(),
		fmt.Sprint(w.between(0, 140)), fmt.Sprintf("%d-%d-%d", w.between(1, 5), w.between(1, 5), w.between(1, 5)),
		w.note(p, v), fmt.Sprintf("crm:%s-%04d", v.prefix, 1001+i*7), attributes(i, v),
	}
}

// tier is drawn, but Brightpath and Harbor have theirs: the story of the world depends on who qualifies for what.
func (w *world) tier(p partner, v vendor) string {
	drawn := pick(w.rand, v.tiers)
	switch p.handle + "/" + v.handle {
	case "brightpath/nimbus":
		return "GOLD"
	case "brightpath/ironwall":
		return "ADVANCED"
	case "brightpath/pixelforge":
		return "BRONZE"
	case "harbor/nimbus":
		return "SILVER"
	}
	return drawn
}

func (w *world) lifeStage(p partner) string {
	drawn := w.between(1, 100)
	switch {
	case p.handle == "brightpath" || p.handle == "harbor" || drawn <= 84:
		return "ACTIVE"
	case drawn <= 90:
		return "ONBOARDING"
	case drawn <= 95:
		return "INACTIVE"
	case drawn <= 98:
		return "PROSPECT"
	}
	return "SUSPENDED"
}

// coverage names who serves the partner now, and for some who did before.
func coverage(p partner, v vendor) string {
	manager := managerFor(v.handle, p.country)
	entries := []string{manager + ":PAM:primary:2025-01-01:"}
	if v.handle == "nimbus" && p.country == "GB" {
		entries = append(entries, "cam.eu@nimbus.example:TPAM:secondary:2024-01-01:2025-01-01")
	}
	if v.handle == "nimbus" && slices.Contains([]string{"lambeth", "arno", "fjordlys", "donauufer", "cenote"}, p.handle) {
		entries = append(entries, "agency@nimbus.example:OUTSOURCED_REP:secondary:2025-06-01:")
	}
	if v.handle == "ironwall" && p.country == "GB" {
		entries = append(entries, "manager@continental.example:DISTRIBUTOR_MANAGED:secondary:2025-03-01:")
	}
	return strings.Join(entries, "; ")
}

func managerFor(v, country string) string {
	inEurope := slices.Contains(europe(), country)
	switch {
	case v == "nimbus" && region(country) == "UK and Ireland":
		return "cam.uk@nimbus.example"
	case v == "nimbus" && inEurope:
		return "cam.eu@nimbus.example"
	case v == "nimbus" && slices.Contains(asiaPacific(), country):
		return "cam.apac@nimbus.example"
	case v == "nimbus":
		return "cam.americas@nimbus.example"
	case v == "ironwall" && !inEurope:
		return "cam.world@ironwall.example"
	}
	return "cam@" + v + ".example"
}

func (w *world) tags() string {
	labels := []string{"public-sector", "healthcare", "finance", "retail", "education", "growth-plan", "at-risk"}
	first, second := pick(w.rand, labels), pick(w.rand, labels)
	if first == second {
		return first
	}
	return first + "; " + second
}

// note is a private note: nobody but the vendor's own people may ever read one.
func (w *world) note(p partner, v vendor) string {
	return fmt.Sprintf("Private to %s about %s: %s", v.name, p.name, pick(w.rand, []string{
		"owner wants to sell within two years.",
		"pays late; keep credit below the standard line.",
		"asked for the exclusive on renewals, refused twice.",
		"strong engineers, no sales process.",
		"flirts with our main competitor, watch the renewals.",
		"ready for the next tier, waiting for one more certificate.",
		"two of three salespeople have left since spring.",
	}))
}
