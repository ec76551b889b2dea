package hub

import (
	"context"
	"sync"

	"partnerhub/authz"
	"partnerhub/eligibility"
	"partnerhub/filter"
	"partnerhub/model"
	"partnerhub/store"
)

// MaxSegments bounds the segments of a vendor that are in use.
const MaxSegments = 200

// rulebook remembers the compiled rules of vendors. The store tells with each question whether they are still so.
type rulebook struct {
	mu    sync.Mutex
	rules map[model.ID]*ruleSet
}

// ruleSet is the rules of one vendor's segments in use, in one edition.
type ruleSet struct {
	edition  string
	segments []*segmentRule
	tiers    ladder
}

// ladder is the vendor's tiers; none for a vendor without rules.
func (r *ruleSet) ladder() ladder {
	if r == nil {
		return nil
	}
	return r.tiers
}

// segmentRule is a segment's rule, compiled. One that names what the vendor has defined no more is unsound: nobody is in such a
// segment, and nobody is safely outside of it.
type segmentRule struct {
	*model.Segment
	rule  eligibility.Compiled
	sound bool
}

// rulesOf answers the rules of some vendors as they are now.
func (h *Hub) rulesOf(ctx context.Context, vendors ...model.ID) (map[model.ID]*ruleSet, error) {
	editions, err := h.store.RuleSets.Editions(ctx, vendors)
	if err != nil {
		return nil, err
	}
	out := map[model.ID]*ruleSet{}
	for vendor, edition := range editions {
		if out[vendor], err = h.ruleSet(ctx, vendor, edition); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// ruleSet remembers or reads. What is read after its edition may be newer than it, never older.
func (h *Hub) ruleSet(ctx context.Context, vendor model.ID, edition string) (*ruleSet, error) {
	h.rulebook.mu.Lock()
	known := h.rulebook.rules[vendor]
	h.rulebook.mu.Unlock()
	if known != nil && known.edition == edition {
		return known, nil
	}
	read, err := h.readRules(ctx, vendor)
	if err != nil {
		return nil, err
	}
	read.edition = edition
	h.rulebook.mu.Lock()
	defer h.rulebook.mu.Unlock()
	if h.rulebook.rules == nil {
		h.rulebook.rules = map[model.ID]*ruleSet{}
	}
	h.rulebook.rules[vendor] = read
	return read, nil
}

func (h *Hub) readRules(ctx context.Context, vendor model.ID) (*ruleSet, error) {
	o, err := h.ruledVendor(ctx, vendor)
	if err != nil {
		return nil, err
	}
	scheme := eligibility.Scheme{Tiers: o.Tiers, Attributes: o.Attributes}
	used := filter.AllOf(filter.Is("vendorId", vendor), filter.Is("status", model.SegmentStatusActive))
	segments, err := h.store.Segments.LoadAll(ctx, authz.System(model.KindSegment, "rules decide what partners see"), used,
		store.Sort{Field: "nameFold"}, MaxSegments)
	out := &ruleSet{tiers: ladderOf(o)}
	for _, s := range segments {
		rule, sound := compiledRule(s, scheme)
		out.segments = append(out.segments, &segmentRule{s, rule, sound})
	}
	return out, err
}

// compiledRule is a segment's rule; one that is unsound holds for nobody.
func compiledRule(s *model.Segment, scheme eligibility.Scheme) (rule eligibility.Compiled, sound bool) {
	r, err := s.Source.Rule()
	if err != nil {
		return rule, false
	}
	rule, faults := eligibility.Compile(r, scheme)
	return rule, len(faults) == 0
}

// schemeOf is what a vendor's rules may name.
func (h *Hub) schemeOf(ctx context.Context, vendor model.ID) (eligibility.Scheme, error) {
	o, err := h.ruledVendor(ctx, vendor)
	if err != nil {
		return eligibility.Scheme{}, err
	}
	return eligibility.Scheme{Tiers: o.Tiers, Attributes: o.Attributes}, nil
}

func (h *Hub) ruledVendor(ctx context.Context, vendor model.ID) (*model.Organization, error) {
	return h.store.Organizations.Load(ctx, authz.System(model.KindOrganization, "rules name a vendor's tiers and attributes"), vendor)
}

// turnRules makes every instance read a vendor's rules anew. It is part of the transaction that changes them.
func (h *Hub) turnRules(ctx context.Context, vendor model.ID) error {
	edition, err := model.NewID(model.KindSegment)
	if err != nil {
		return err
	}
	return h.store.RuleSets.Turn(ctx, vendor, string(edition))
}

// membership tells which segments a partner is in on a day, and which keep it from what leaves them out.
func (r *ruleSet) membership(p *model.Partner, day model.Date) (in, barred []string) {
	if r == nil {
		return nil, nil
	}
	for _, s := range r.segments {
		if s.rule.Holds(p, day) {
			in = append(in, string(s.ID))
			barred = append(barred, string(s.ID))
		} else if !s.sound {
			barred = append(barred, string(s.ID))
		}
	}
	return in, barred
}

// find is a segment in use, nil when there is none of the id.
func (r *ruleSet) find(id model.ID) *segmentRule {
	if r == nil {
		return nil
	}
	for _, s := range r.segments {
		if s.ID == id {
			return s
		}
	}
	return nil
}
