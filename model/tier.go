package model

import "time"

// Tier is one step of a vendor's ladder. Its rank is its place in the list, 1 the lowest.
type Tier struct {
	Name        string  `bson:"name" json:"name"`
	Description *string `bson:"description,omitempty" json:"description"`
	// Published lets the vendor's partners see the tier and the way to it.
	Published bool `bson:"published" json:"published"`
	// GraceMonths is how long a partner that has lost what the tier asks for keeps it, before somebody can confirm the demotion.
	GraceMonths  int               `bson:"graceMonths" json:"graceMonths"`
	Requirements []TierRequirement `bson:"requirements" json:"requirements"`
	Benefits     []string          `bson:"benefits" json:"benefits"`

	Rank int `bson:"-" json:"-"` // set when the ladder is read
}

// TierRequirement is one thing that a tier asks for, as a rule over the partner; Category is nil for what is asked in all.
type TierRequirement struct {
	Category *string  `bson:"category,omitempty" json:"category"`
	Label    string   `bson:"label" json:"label"`
	Source   RuleText `bson:"rule" json:"-"`
	RuleText string   `bson:"ruleText" json:"-"` // as words
}

// Rule is the requirement as a rule, nil when it cannot be read.
func (r TierRequirement) Rule() *Rule {
	rule, err := r.Source.Rule()
	if err != nil {
		return nil
	}
	return rule
}

// TierLadder is the tiers of a vendor, from the lowest to the highest.
type TierLadder struct {
	VendorID ID
	Version  int
	Tiers    []*Tier
}

// Ladder puts the ranks on tiers that are kept in their order.
func Ladder(tiers []Tier) []*Tier {
	out := make([]*Tier, len(tiers))
	for i := range tiers {
		t := tiers[i]
		t.Rank = i + 1
		out[i] = &t
	}
	return out
}

// TierHolding is which tier a partner came to, when and how. It holds until the next one.
type TierHolding struct {
	Tier  *string    `bson:"tier,omitempty"` // nil for none
	From  time.Time  `bson:"from"`
	How   TierMove   `bson:"how"`
	Actor *DealParty `bson:"actor,omitempty"` // nil for the hub itself
	Note  *string    `bson:"note,omitempty"`

	Until *time.Time `bson:"-"` // set when the history is read
}

// PendingDemotion is a tier that a partner no longer meets. It keeps the tier until somebody confirms, after the grace.
type PendingDemotion struct {
	From       string    `bson:"from"`
	To         *string   `bson:"to,omitempty"` // nil for none
	Since      time.Time `bson:"since"`
	GraceUntil time.Time `bson:"graceUntil"`
}

// TierKept is somebody's word that a partner keeps a tier that it does not meet: nothing is proposed before its end.
type TierKept struct {
	Until time.Time `bson:"until"`
	Actor DealParty `bson:"actor"`
	Note  *string   `bson:"note,omitempty"`
}

// TierAt is the tier that the partner held at an instant, nil for none.
func (p *Partner) TierAt(at time.Time) *string {
	var held *string
	for _, h := range p.TierHistory {
		if h.From.After(at) {
			break
		}
		held = h.Tier
	}
	return held
}

// Holdings are the history with the end of each entry, the newest first.
func (p *Partner) Holdings() []*TierHolding {
	if p.TierHistory == nil {
		return nil
	}
	out := make([]*TierHolding, len(p.TierHistory))
	for i := range p.TierHistory {
		h := p.TierHistory[i]
		if i+1 < len(p.TierHistory) {
			h.Until = &p.TierHistory[i+1].From
		}
		out[len(out)-1-i] = &h
	}
	return out
}

// MoveTo changes the tier, with the entry that tells of it. What was pending is settled by it.
func (p *Partner) MoveTo(tier *string, h TierHolding) {
	h.Tier = tier
	p.Tier, p.Demotion, p.TierKept = tier, nil, nil
	p.TierHistory = append(append([]TierHolding{}, p.TierHistory...), h)
}
