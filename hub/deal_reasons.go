package hub

import (
	"slices"
	"strings"

	"partnerhub/model"
)

// refusable are the actions that a reason for a refusal can be given for.
var refusable = []model.DealAction{model.DealActionReject, model.DealActionRevoke, model.DealActionVeto}

// reasons puts what was sent onto the lists of a vendor or of a program.
func (u *rulesUpdate) reasons(refusals *[]model.DealRefusalChoice, losses *[]model.DealLossChoice, tiers *[]model.TierReasons) {
	if in, sent := u.in.RefusalReasons.ValueOK(); sent {
		*refusals = u.refusals("refusalReasons", in)
	}
	if in, sent := u.in.LossReasons.ValueOK(); sent {
		*losses = u.losses("lossReasons", in)
	}
	if in, sent := u.in.TierReasons.ValueOK(); sent {
		*tiers = u.tierReasons(*tiers, in)
	}
}

// tierReasons replaces the lists of the tiers that were sent, in the order of their names. A tier without reasons has no list.
func (u *rulesUpdate) tierReasons(old []model.TierReasons, in []*model.DealTierReasonsInput) []model.TierReasons {
	out, seen := slices.Clone(old), map[string]bool{}
	if in == nil {
		return []model.TierReasons{}
	}
	for _, sent := range in {
		t := model.TierReasons{Tier: u.tier("tierReasons.tier", &sent.Tier), RefusalReasons: u.refusals("tierReasons.refusalReasons", sent.RefusalReasons),
			LossReasons: u.losses("tierReasons.lossReasons", sent.LossReasons)}
		if seen[t.Tier] {
			u.faults.Add("tierReasons.tier", model.UserErrorCodeInvalid, "%s is there twice", t.Tier)
		}
		seen[t.Tier] = true
		out = slices.DeleteFunc(out, func(o model.TierReasons) bool { return o.Tier == t.Tier })
		if len(t.RefusalReasons)+len(t.LossReasons) > 0 {
			out = append(out, t)
		}
	}
	u.few("tierReasons", len(out), MaxTiers)
	slices.SortFunc(out, func(a, b model.TierReasons) int { return strings.Compare(a.Tier, b.Tier) })
	return out
}

func (u *rulesUpdate) refusals(field string, in []*model.DealRefusalChoiceInput) []model.DealRefusalChoice {
	u.few(field, len(in), MaxReasons)
	out, seen := []model.DealRefusalChoice{}, map[string]bool{}
	for _, c := range in {
		u.reasonKey(field, c.Key, seen)
		stray := func(a model.DealAction) bool { return !slices.Contains(refusable, a) }
		if len(c.Actions) == 0 || slices.ContainsFunc(c.Actions, stray) {
			u.faults.Add(field+".actions", model.UserErrorCodeInvalid, "a reason is for REJECT, REVOKE or VETO")
		}
		out = append(out, model.DealRefusalChoice{Key: c.Key, Code: c.Code, Actions: slices.Clone(c.Actions), Text: u.words(field, c.Text)})
	}
	return out
}

func (u *rulesUpdate) losses(field string, in []*model.DealLossChoiceInput) []model.DealLossChoice {
	u.few(field, len(in), MaxReasons)
	out, seen := []model.DealLossChoice{}, map[string]bool{}
	for _, c := range in {
		u.reasonKey(field, c.Key, seen)
		out = append(out, model.DealLossChoice{Key: c.Key, Code: c.Code, Text: u.words(field, c.Text)})
	}
	return out
}
