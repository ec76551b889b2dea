package hub

import (
	"context"
	"slices"

	"partnerhub/authz"
	"partnerhub/model"
)

// setters are those whose lists of reasons count for some deals, and what the viewer sees of them: the vendors and the partners as far as
// they are shown, the programs all.
type setters struct {
	grant, offers, accounts authz.Grant // to read organizations, programs and partners
	vendors                 map[model.ID]*model.Organization
	programs                map[model.ID]*model.Program
	partners                map[model.ID]*model.Partner
	// actions are what the viewer can do with a deal now.
	actions func(*model.Deal) []model.DealAction
}

// ChoicesOf tells the reasons that can be given with visible deals, in the deals' order. Whoever sees the vendor's own lists is told
// what counts for the deal, not where it comes from. The lists of a program or of a tier that is hidden from the viewer count for one
// that can give a reason now, who has to name one of them; anybody else is told the vendor's, as of a deal without a program: from whose
// deals share reasons, one could tell which share a program.
func (h *Hub) ChoicesOf(ctx context.Context, deals []*model.Deal) ([]*model.DealChoices, error) {
	ids := make([]model.ID, len(deals))
	for i, d := range deals {
		ids[i] = d.ID
	}
	whole, err := h.store.Deals.LoadByIDs(ctx, h.grant(ctx, model.KindDeal, authz.Read), ids) // what was read lacks the tier
	if err != nil {
		return nil, err
	}
	set, err := h.settersOf(ctx, whole)
	if err != nil {
		return nil, err
	}
	known, out := byID(whole), make([]*model.DealChoices, len(deals))
	for i, id := range ids {
		out[i] = set.choices(known[id])
	}
	return out, nil
}

func (h *Hub) settersOf(ctx context.Context, deals []*model.Deal) (s setters, err error) {
	var vendors, programs, partners []model.ID
	for _, d := range deals {
		vendors, partners = append(vendors, d.VendorID), append(partners, d.PartnerID)
		if d.ProgramID != nil {
			programs = append(programs, *d.ProgramID)
		}
	}
	s.grant, s.offers = h.grant(ctx, model.KindOrganization, authz.Read), h.grant(ctx, model.KindProgram, authz.Read)
	s.accounts = h.grant(ctx, model.KindPartner, authz.Read)
	acts := h.ActionsFor(ctx)
	s.actions = acts.ofDeal
	seen, err := h.store.Organizations.LoadByIDs(ctx, s.grant, distinct(vendors))
	if err != nil {
		return s, err
	}
	of, err := h.store.Partners.LoadByIDs(ctx, s.accounts, distinct(partners))
	if err != nil {
		return s, err
	}
	asked, err := h.store.Programs.LoadByIDs(ctx, authz.System(model.KindProgram, "a deal goes by its program's settings"), distinct(programs))
	s.vendors, s.partners, s.programs = byID(seen), byID(of), byID(asked)
	return s, err
}

// choices are those of a deal; nothing where the deal or its vendor is hidden.
func (s setters) choices(d *model.Deal) *model.DealChoices {
	out := &model.DealChoices{}
	if d == nil || s.vendors[d.VendorID] == nil {
		return out
	}
	vendor := s.vendors[d.VendorID]
	if s.grant.Shows(vendor, "refusalReasons") {
		out.Refusals = pointers(refusalsIn(s.lists(d, vendor, refusable...)))
	}
	if s.grant.Shows(vendor, "lossReasons") {
		out.Losses = pointers(lossesIn(s.lists(d, vendor, model.DealActionMarkLost)))
	}
	return out
}

// lists are those that the viewer is told of: all of them when it can do one of the actions.
func (s setters) lists(d *model.Deal, vendor *model.Organization, actions ...model.DealAction) []model.DealReasonList {
	var program *model.Program
	if d.ProgramID != nil {
		program = s.programs[*d.ProgramID]
	}
	partner := s.partners[d.PartnerID]
	offered := program != nil && s.offers.Allows(program)
	tiered := partner != nil && s.accounts.Shows(partner, "tier")
	all := reasonLists(vendor, program, d.PartnerTier)
	told := slices.DeleteFunc(slices.Clone(all), func(l model.DealReasonList) bool {
		return l.Source == model.DealSettingSourceProgram && !offered || l.Tier != nil && !tiered
	})
	may := func(a model.DealAction) bool { return slices.Contains(actions, a) }
	if len(told) < len(all) && slices.ContainsFunc(s.actions(d), may) {
		return all
	}
	return told
}

// pointers are those to the elements of a list, never nil.
func pointers[T any](list []T) []*T {
	out := make([]*T, len(list))
	for i := range list {
		out[i] = &list[i]
	}
	return out
}

// byID finds records by their ids.
func byID[T any](records []*T) map[model.ID]*T {
	out := make(map[model.ID]*T, len(records))
	for _, r := range records {
		out[any(r).(model.Noun).Base().ID] = r
	}
	return out
}
