package intake

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"partnerhub/eligibility"
	"partnerhub/hub/skills"
	"partnerhub/model"
)

// fillSkills reads certifications and trainings. Each is there once: two of a name would count twice.
func fillSkills(b *batch, r *row, p *model.Partner) {
	done, before := p.Trainings, len(p.Certifications)+len(p.Trainings)
	setList(r, "certifications", &p.Certifications, b.certification)
	onceEach(r, "certifications", p.Certifications, func(c model.Certification) string { return c.Name })
	setList(r, "trainings", &p.Trainings, func(entry string) (model.Training, error) { return b.training(entry, done) })
	onceEach(r, "trainings", p.Trainings, func(t model.Training) string { return t.Name })
	if now := len(p.Certifications) + len(p.Trainings); now > before && now > skills.MaxHeld {
		r.failAs(limitReached, "certifications", "the partner would hold %d certifications and trainings, and may hold %d", now, skills.MaxHeld)
	}
}

func onceEach[T any](r *row, column string, list []T, key func(T) string) {
	seen := map[string]bool{}
	for _, one := range list {
		r.wants(!seen[key(one)], column, "has %s twice", key(one))
		seen[key(one)] = true
	}
}

func (b *batch) certification(entry string) (c model.Certification, err error) {
	part := append(parts(entry, 2), "")
	c.ValidUntil = model.NoLastDay
	if part[1] != "" {
		if c.ValidUntil, err = b.days.day(part[1]); err != nil {
			return c, err
		}
	}
	c.Name, err = readText(model.MaxName)(part[0])
	return c, err
}

// training reads an entry. Without a last day, one that is known already keeps the one that it has.
func (b *batch) training(entry string, done []model.Training) (t model.Training, err error) {
	part := parts(entry, 3)
	if len(part) < 2 || part[0] == "" {
		return t, errors.New("is name:day")
	}
	if t.Name, err = readText(model.MaxName)(part[0]); err != nil {
		return t, err
	}
	if t.CompletedOn, err = b.days.day(part[1]); err != nil {
		return t, err
	}
	if len(part) == 3 {
		t.ValidUntil, err = b.days.day(part[2])
		return t, err
	}
	t.ValidUntil = model.NoLastDay
	for _, d := range done {
		if d.Name == t.Name && d.CompletedOn == t.CompletedOn {
			t.ValidUntil = d.ValidUntil
		}
	}
	return t, nil
}

// fillAttributes reads what the vendor keeps under names of its own, by the type that it has given each.
func fillAttributes(b *batch, r *row, vendor *model.Organization, p *model.Partner) {
	setList(r, "attributes", &p.Attributes, func(entry string) (model.Attribute, error) { return b.attribute(vendor, entry) })
	onceEach(r, "attributes", p.Attributes, func(a model.Attribute) string { return a.Name })
}

func (b *batch) attribute(vendor *model.Organization, entry string) (a model.Attribute, err error) {
	part := parts(entry, 2)
	at := slices.IndexFunc(vendor.Attributes, func(d model.AttributeDefinition) bool { return d.Name == part[0] })
	if at < 0 || len(part) != 2 {
		return a, errors.New("is name:value with one of the vendor's attributes")
	}
	a.Name = part[0]
	row := &row{values: map[string]string{"value": part[1]}}
	switch vendor.Attributes[at].Type {
	case model.AttributeTypeText:
		setOptional(row, "value", &a.Text, readText(model.MaxName))
	case model.AttributeTypeNumber:
		setOptional(row, "value", &a.Number, eligibility.ParseNumber)
	case model.AttributeTypeFlag:
		setOptional(row, "value", &a.Flag, readFlag)
	case model.AttributeTypeDay:
		setOptional(row, "value", &a.Day, b.days.day)
	}
	if row.faulty() {
		err = errors.New(row.faults[0].reason)
	}
	return a, err
}

// schemeColumns read what a vendor's rules may name.
func schemeColumns(r *row, o *model.Organization) {
	isVendor := o.Kind == model.OrganizationKindVendor
	setList(r, "tiers", &o.Tiers, readText(model.MaxCode))
	setList(r, "attributes", &o.Attributes, readDefinition)
	ladderColumn(r, o, isVendor)
	onceEach(r, "tiers", o.Tiers, func(name string) string { return name })
	onceEach(r, "attributes", o.Attributes, func(d model.AttributeDefinition) string { return d.Name })
	r.wants(isVendor || len(o.Tiers) == 0, "tiers", "is for vendors")
	r.wants(isVendor || len(o.Attributes) == 0, "attributes", "is for vendors")
}

func readDefinition(entry string) (d model.AttributeDefinition, err error) {
	name, typ, ok := strings.Cut(entry, ":")
	if !ok {
		return d, errors.New("is name:type")
	}
	if d.Name, err = readText(model.MaxCode)(strings.TrimSpace(name)); err != nil {
		return d, err
	}
	if d.Name == "" {
		return d, fmt.Errorf("has no name")
	}
	d.Type, err = readEnum(model.AllAttributeType)(strings.TrimSpace(typ))
	return d, err
}
