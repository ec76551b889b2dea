package intake

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"

	"partnerhub/hub"
	"partnerhub/model"
)

// ladderColumn reads a vendor's tiers with what they ask for, or brings what is kept in line with the names alone.
func ladderColumn(r *row, o *model.Organization, isVendor bool) {
	text, there := r.get("tierLadder")
	if !there || text == "" {
		hub.AlignLadder(o)
		return
	}
	if !isVendor {
		r.fail("tierLadder", "is for vendors")
		return
	}
	in, err := readLadder(text)
	if err != nil {
		r.fail("tierLadder", "is no JSON list of tiers")
		return
	}
	if err := hub.Climb(o, in); err != nil {
		r.fail("tierLadder", "%s", err.Error())
	}
}

// readLadder reads tiers under the names of the API, with its defaults.
func readLadder(text string) (out []*model.TierInput, err error) {
	var raw []json.RawMessage
	if err := json.Unmarshal([]byte(text), &raw); err != nil {
		return nil, err
	}
	for _, one := range raw {
		t := &model.TierInput{GraceMonths: hub.UsualGraceMonths}
		d := json.NewDecoder(bytes.NewReader(one))
		d.DisallowUnknownFields()
		if err := d.Decode(t); err != nil {
			return nil, err
		}
		out = append(out, t)
	}
	return out, nil
}

// countLadder raises the version of a ladder that is another one now.
func countLadder(old, doc *model.Organization) {
	if old != nil && !reflect.DeepEqual(old.TierRules, doc.TierRules) {
		doc.TiersVersion = old.TiersVersion + 1
	}
}

// tierHeld enters a tier that the file gives into the partner's history.
func (b *batch) tierHeld(old, doc *model.Partner) {
	var before *string
	if old != nil {
		before = old.Tier
	}
	if before == doc.Tier || before != nil && doc.Tier != nil && *before == *doc.Tier {
		return
	}
	doc.TierHistory = slices.Clone(doc.TierHistory)
	doc.MoveTo(doc.Tier, model.TierHolding{From: b.days.now, How: model.TierMoveAssigned})
}
