package hub

import (
	"slices"

	"partnerhub/model"
)

// reasonLists are the lists of reasons in the order in which they are looked through, as numbers are: the program's before the
// vendor's, and in each of both those for the tier before those for all.
func reasonLists(vendor *model.Organization, p *model.Program, tier string) []model.DealReasonList {
	return slices.DeleteFunc(dealRules{vendor, p}.reasons(), func(l model.DealReasonList) bool { return l.Tier != nil && *l.Tier != tier })
}

// listsOf are the lists of one source, those of tiers first.
func listsOf(source model.DealSettingSource, tiers []model.TierReasons, refusals []model.DealRefusalChoice, losses []model.DealLossChoice) []model.DealReasonList {
	out := make([]model.DealReasonList, 0, len(tiers)+1)
	for i := range tiers {
		out = append(out, model.DealReasonList{Tier: &tiers[i].Tier, Source: source, RefusalReasons: tiers[i].RefusalReasons, LossReasons: tiers[i].LossReasons})
	}
	if len(refusals)+len(losses) > 0 {
		out = append(out, model.DealReasonList{Source: source, RefusalReasons: refusals, LossReasons: losses})
	}
	return out
}

// refusalsIn are the reasons in force: for each action those of the first list that has any for it.
func refusalsIn(lists []model.DealReasonList) []model.DealRefusalChoice {
	out, settled := []model.DealRefusalChoice{}, []model.DealAction{}
	for _, l := range lists {
		var now []model.DealAction
		for _, c := range l.RefusalReasons {
			mine := slices.DeleteFunc(slices.Clone(c.Actions), func(a model.DealAction) bool { return slices.Contains(settled, a) })
			if len(mine) > 0 {
				out = append(out, model.DealRefusalChoice{Key: c.Key, Code: c.Code, Actions: mine, Text: c.Text})
			}
			now = append(now, mine...)
		}
		settled = append(settled, now...)
	}
	return out
}

// lossesIn are those of the first list that has any.
func lossesIn(lists []model.DealReasonList) []model.DealLossChoice {
	for _, l := range lists {
		if len(l.LossReasons) > 0 {
			return l.LossReasons
		}
	}
	return []model.DealLossChoice{}
}

// reasonsFor are the lists for a deal.
func (s *dealSettings) reasonsFor(d *model.Deal) []model.DealReasonList {
	return reasonLists(s.vendor, s.program, d.PartnerTier)
}

// reason is one that is listed, whatever it is for.
type reason struct {
	key, code string
	text      *string
}

// refusal finds the words for a reason of an action with a deal. Where reasons are listed for it, the code must be among them.
func (s *dealSettings) refusal(d *model.Deal, action model.DealAction, code model.DealReasonCode, choice *string) (*string, error) {
	var listed []reason
	for _, c := range refusalsIn(s.reasonsFor(d)) {
		if slices.Contains(c.Actions, action) {
			listed = append(listed, reason{c.Key, string(c.Code), c.Text})
		}
	}
	return chosen(listed, string(code), choice)
}

// loss does the same for a lost deal.
func (s *dealSettings) loss(d *model.Deal, code model.DealLossReason, choice *string) (*string, error) {
	var listed []reason
	for _, c := range lossesIn(s.reasonsFor(d)) {
		listed = append(listed, reason{c.Key, string(c.Code), c.Text})
	}
	return chosen(listed, string(code), choice)
}

// chosen finds the one reason that is meant.
func chosen(listed []reason, code string, choice *string) (*string, error) {
	if len(listed) == 0 && choice == nil {
		return nil, nil
	}
	fits := func(r reason) bool { return r.code == code && (choice == nil || r.key == *choice) }
	first := slices.IndexFunc(listed, fits)
	switch {
	case first < 0 && choice != nil:
		return nil, fault("choice", model.UserErrorCodeInvalid, "the vendor lists no such reason with this code for this")
	case first < 0:
		return nil, fault("reason", model.UserErrorCodeInvalid, "the vendor does not list this reason for this")
	case choice == nil && slices.ContainsFunc(listed[first+1:], fits):
		return nil, fault("choice", model.UserErrorCodeRequired, "the vendor lists several reasons with this code; name one")
	}
	return listed[first].text, nil
}
