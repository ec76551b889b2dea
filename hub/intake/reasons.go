package intake

import (
	"errors"
	"strings"

	"partnerhub/model"
)

// reasonColumns read the reasons that can be given with a vendor's deals, each under a key of its own.
func reasonColumns(r *row, o *model.Organization) {
	setList(r, "refusalReasons", &o.RefusalReasons, readRefusal)
	setList(r, "lossReasons", &o.LossReasons, readLoss)
	seen := map[string]bool{}
	for _, c := range o.RefusalReasons {
		r.wants(!seen[c.Key], "refusalReasons", "has %s twice", c.Key)
		seen[c.Key] = true
	}
	seen = map[string]bool{}
	for _, c := range o.LossReasons {
		r.wants(!seen[c.Key], "lossReasons", "has %s twice", c.Key)
		seen[c.Key] = true
	}
	isVendor := o.Kind == model.OrganizationKindVendor
	r.wants(isVendor || len(o.RefusalReasons) == 0, "refusalReasons", "is for vendors")
	r.wants(isVendor || len(o.LossReasons) == 0, "lossReasons", "is for vendors")
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
