package main

import (
	"fmt"
	"slices"
)

// learn draws what a partner has learned of a vendor, one row for each certification and training.
func (w *world) learn(p partner, v vendor) {
	var held []string
	for _, product := range v.products {
		name := product.family + "-associate"
		if w.chance(35) && !slices.Contains(held, name) {
			held = append(held, name)
		}
	}
	if v.handle == "nimbus" && w.atTheBorder(p) {
		return
	}
	for _, name := range held {
		w.skill(v, p, "CERTIFICATION", name, "", "", "")
	}
	if v.handle == "nimbus" && p.handle == "harbor" {
		w.skill(v, p, "TRAINING", "cloud-expertise", "today-10d", "", "")
	}
}

// atTheBorder tells whether the partner stands at the border of the three segments: Brightpath's third certification counts until today,
// Pennine's until yesterday. Brightpath has lost one besides.
func (w *world) atTheBorder(p partner) bool {
	nimbus := w.vendors[slices.IndexFunc(w.vendors, func(v vendor) bool { return v.handle == "nimbus" })]
	add := func(typ, name, earned, until, gone string) { w.skill(nimbus, p, typ, name, earned, until, gone) }
	switch p.handle {
	case "brightpath":
		add("CERTIFICATION", "cloud-storage-associate", "", "", "")
		add("CERTIFICATION", "cloud-compute-associate", "today-165d", "today+200d", "")
		add("CERTIFICATION", "cloud-backup-associate", "today-365d", "today", "")
		add("CERTIFICATION", "cloud-network-associate", "today-700d", "today+30d", "The two engineers who held it have left.")
		add("TRAINING", "cloud-expertise", "today-300d", "", "")
	case "pennine":
		add("CERTIFICATION", "cloud-storage-associate", "", "", "")
		add("CERTIFICATION", "cloud-compute-associate", "today-275d", "today+90d", "")
		add("CERTIFICATION", "cloud-backup-associate", "today-366d", "today-1d", "")
		add("TRAINING", "cloud-expertise", "today-30d", "today+335d", "")
	default:
		return false
	}
	return true
}

// certify adds so many certifications to a partner's, those that it holds among them.
func (w *world) certify(p partner, v vendor, n int) {
	for _, level := range []string{"associate", "professional", "expert"} {
		for _, family := range []string{"cloud-compute", "cloud-storage", "cloud-backup", "cloud-desktop"} {
			name := family + "-" + level
			if n--; n >= 0 && !w.holds(p, v, name) {
				w.earned = append(w.earned, []string{v.handle, p.handle, "CERTIFICATION", name, "", "", "", "false", ""})
			}
		}
	}
}

func (w *world) holds(p partner, v vendor, name string) bool {
	return slices.ContainsFunc(w.skills, func(row []string) bool { return row[0] == v.handle && row[1] == p.handle && row[3] == name })
}

// skill adds a row; gone is why it was taken back, if it was.
func (w *world) skill(v vendor, p partner, typ, name, earned, until, gone string) {
	reference := ""
	if earned != "" {
		reference = fmt.Sprintf("%s-CERT-%05d", v.prefix, 20001+len(w.skills)*3)
	}
	revoked := "false"
	if gone != "" {
		revoked = "true"
	}
	w.skills = append(w.skills, []string{v.handle, p.handle, typ, name, earned, until, reference, revoked, gone})
}

// certificationTable lists what was learned. The partners are drawn before.
func (w *world) certificationTable() table {
	return table{name: "certifications", columns: []string{"vendor", "partner", "type", "name", "earnedOn", "validUntil", "reference", "revoked",
		"revocationNote"}, rows: append(w.skills, w.earned...)}
}
