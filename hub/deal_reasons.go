package hub

import (
	"slices"

	"partnerhub/model"
)

// refusable are the actions that a reason for a refusal can be given for.
var refusable = []model.DealAction{model.DealActionReject, model.DealActionRevoke, model.DealActionVeto}

func (u *rulesUpdate) refusals(in []*model.DealRefusalChoiceInput) []model.DealRefusalChoice {
	u.few("refusalReasons", len(in), maxReasons)
	out, seen := []model.DealRefusalChoice{}, map[string]bool{}
	for _, c := range in {
		u.reasonKey("refusalReasons", c.Key, seen)
		stray := func(a model.DealAction) bool { return !slices.Contains(refusable, a) }
		if len(c.Actions) == 0 || slices.ContainsFunc(c.Actions, stray) {
			u.faults.Add("refusalReasons.actions", model.UserErrorCodeInvalid, "a reason is for REJECT, REVOKE or VETO")
		}
		out = append(out, model.DealRefusalChoice{Key: c.Key, Code: c.Code, Actions: slices.Clone(c.Actions), Text: u.words("refusalReasons", c.Text)})
	}
	return out
}

func (u *rulesUpdate) losses(in []*model.DealLossChoiceInput) []model.DealLossChoice {
	u.few("lossReasons", len(in), maxReasons)
	out, seen := []model.DealLossChoice{}, map[string]bool{}
	for _, c := range in {
		u.reasonKey("lossReasons", c.Key, seen)
		out = append(out, model.DealLossChoice{Key: c.Key, Code: c.Code, Text: u.words("lossReasons", c.Text)})
	}
	return out
}

// reason is one that a vendor has listed, whatever it is for.
type reason struct {
	key, code string
	text      *string
}

// refusal finds the vendor's words for a reason of an action. Where the vendor lists reasons for it, the code must be among them.
func refusal(vendor *model.Organization, action model.DealAction, code model.DealReasonCode, choice *string) (*string, error) {
	var listed []reason
	for _, c := range vendor.RefusalReasons {
		if slices.Contains(c.Actions, action) {
			listed = append(listed, reason{c.Key, string(c.Code), c.Text})
		}
	}
	return chosen(listed, string(code), choice)
}

// loss does the same for a lost deal.
func loss(vendor *model.Organization, code model.DealLossReason, choice *string) (*string, error) {
	var listed []reason
	for _, c := range vendor.LossReasons {
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
