package intake

import (
	"errors"
	"slices"
	"strings"

	"partnerhub/hub"
	"partnerhub/model"
)

// reasonLists are where the reasons of a vendor or of a program are kept.
type reasonLists struct {
	refusals *[]model.DealRefusalChoice
	losses   *[]model.DealLossChoice
	tiers    *[]model.TierReasons
}

// ofTier is a reason for the partners of a tier, or for all when it names none.
type ofTier[C any] struct {
	tier   string
	choice C
}

// read takes the columns over, each as a whole: key:CODE:..., or TIER.key:CODE:... for the partners of a tier.
func (l reasonLists) read(r *row) {
	if _, sent := r.get("refusalReasons"); sent {
		var all []ofTier[model.DealRefusalChoice]
		setList(r, "refusalReasons", &all, tiered(readRefusal))
		unlike(r, "refusalReasons", all, func(c model.DealRefusalChoice) string { return c.Key })
		*l.refusals = forTier(all, "")
		l.spread(r, "refusalReasons", tiersOf(all), func(t *model.TierReasons) { t.RefusalReasons = forTier(all, t.Tier) })
	}
	if _, sent := r.get("lossReasons"); sent {
		var all []ofTier[model.DealLossChoice]
		setList(r, "lossReasons", &all, tiered(readLoss))
		unlike(r, "lossReasons", all, func(c model.DealLossChoice) string { return c.Key })
		*l.losses = forTier(all, "")
		l.spread(r, "lossReasons", tiersOf(all), func(t *model.TierReasons) { t.LossReasons = forTier(all, t.Tier) })
	}
}

// spread sets the reasons of every tier that has any or had any; one that is left without is gone.
func (l reasonLists) spread(r *row, column string, named []string, set func(*model.TierReasons)) {
	out := slices.Clone(*l.tiers)
	for _, tier := range named {
		if !slices.ContainsFunc(out, func(t model.TierReasons) bool { return t.Tier == tier }) {
			out = append(out, model.TierReasons{Tier: tier, RefusalReasons: []model.DealRefusalChoice{}, LossReasons: []model.DealLossChoice{}})
		}
	}
	for i := range out {
		set(&out[i])
	}
	out = slices.DeleteFunc(out, func(t model.TierReasons) bool { return len(t.RefusalReasons)+len(t.LossReasons) == 0 })
	if len(out) > hub.MaxTiers {
		r.failAs(limitReached, column, "is for %d tiers, and may be for %d", len(out), hub.MaxTiers)
	}
	slices.SortFunc(out, func(a, b model.TierReasons) int { return strings.Compare(a.Tier, b.Tier) })
	*l.tiers = out
}

// tiered reads an entry whose key may have a tier in front.
func tiered[C any](read func(string) (C, error)) func(string) (ofTier[C], error) {
	return func(entry string) (out ofTier[C], err error) {
		key, rest, _ := strings.Cut(entry, ":")
		if i := strings.LastIndexByte(key, '.'); i >= 0 {
			if out.tier, err = readText(model.MaxCode)(strings.TrimSpace(key[:i])); err != nil || out.tier == "" {
				return out, errors.New("has no tier before its dot, as TIER.key:CODE:... has")
			}
			entry = key[i+1:] + ":" + rest
		}
		out.choice, err = read(entry)
		return out, err
	}
}

func forTier[C any](all []ofTier[C], tier string) []C {
	out := []C{}
	for _, c := range all {
		if c.tier == tier {
			out = append(out, c.choice)
		}
	}
	return out
}

func tiersOf[C any](all []ofTier[C]) (out []string) {
	for _, c := range all {
		if c.tier != "" && !slices.Contains(out, c.tier) {
			out = append(out, c.tier)
		}
	}
	return out
}

// unlike wants each key once for the same partners, and no more of them than people are offered.
func unlike[C any](r *row, column string, all []ofTier[C], key func(C) string) {
	seen, of := map[string]bool{}, map[string]int{}
	for _, c := range all {
		if of[c.tier]++; of[c.tier] == hub.MaxReasons+1 {
			r.failAs(limitReached, column, "has more than %d reasons for the same partners", hub.MaxReasons)
		}
		name := c.tier + "." + key(c.choice)
		r.wants(!seen[name], column, "has %s twice", key(c.choice))
		seen[name] = true
	}
}

// vendorReasons read the reasons that can be given with a vendor's deals.
func vendorReasons(r *row, o *model.Organization) {
	reasonLists{&o.RefusalReasons, &o.LossReasons, &o.TierReasons}.read(r)
	if o.Kind == model.OrganizationKindVendor {
		return
	}
	r.wants(len(o.RefusalReasons) == 0, "refusalReasons", "is for vendors")
	r.wants(len(o.LossReasons) == 0, "lossReasons", "is for vendors")
	r.wants(len(o.TierReasons) == 0, "refusalReasons", "is for vendors")
}

func readRefusal(entry string) (c model.DealRefusalChoice, err error) {
	part := append(parts(entry, 4), "")
	if len(part) < 4 {
		return c, errors.New("is key:CODE:ACTIONS:text")
	}
	line := &row{values: map[string]string{"key": part[0], "code": part[1], "actions": strings.ReplaceAll(part[2], ",", ";"), "text": part[3]}}
	set(line, "key", &c.Key, readHandle)
	set(line, "code", &c.Code, readEnum(model.AllDealReasonCode))
	setList(line, "actions", &c.Actions, readEnum([]model.DealAction{model.DealActionReject, model.DealActionRevoke, model.DealActionVeto}))
	setOptional(line, "text", &c.Text, readText(model.MaxName))
	if c.Key == "" || c.Code == "" || len(c.Actions) == 0 {
		line.fail("entry", "is key:CODE:ACTIONS:text")
	}
	return c, line.first()
}

func readLoss(entry string) (c model.DealLossChoice, err error) {
	part := append(parts(entry, 3), "")
	if len(part) < 3 {
		return c, errors.New("is key:CODE:text")
	}
	line := &row{values: map[string]string{"key": part[0], "code": part[1], "text": part[2]}}
	set(line, "key", &c.Key, readHandle)
	set(line, "code", &c.Code, readEnum(model.AllDealLossReason))
	setOptional(line, "text", &c.Text, readText(model.MaxName))
	if c.Key == "" || c.Code == "" {
		line.fail("entry", "is key:CODE:text")
	}
	return c, line.first()
}

// first is the first fault of a line of its own, nil when there is none.
func (r *row) first() error {
	if !r.faulty() {
		return nil
	}
	return errors.New(r.faults[0].column + " " + r.faults[0].reason)
}
