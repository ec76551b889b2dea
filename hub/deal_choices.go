package hub

import (
	"context"

	"partnerhub/authz"
	"partnerhub/model"
)

// setters are those whose lists of reasons count for some deals: the vendors as far as the viewer sees them, and the programs.
type setters struct {
	grant    authz.Grant // to read organizations
	vendors  map[model.ID]*model.Organization
	programs map[model.ID]*model.Program
}

// ChoicesOf tells the reasons that can be given with visible deals, in the deals' order. Whoever sees the vendor's own lists is told
// what counts for the deal, whether the program, the tier or the vendor has said so; not where it comes from.
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
	var vendors, programs []model.ID
	for _, d := range deals {
		vendors = append(vendors, d.VendorID)
		if d.ProgramID != nil {
			programs = append(programs, *d.ProgramID)
		}
	}
	s.grant = h.grant(ctx, model.KindOrganization, authz.Read)
	seen, err := h.store.Organizations.LoadByIDs(ctx, s.grant, distinct(vendors))
	if err != nil {
		return s, err
	}
	asked, err := h.store.Programs.LoadByIDs(ctx, authz.System(model.KindProgram, "a deal goes by its program's settings"), distinct(programs))
	s.vendors, s.programs = byID(seen), byID(asked)
	return s, err
}

// choices are those of a deal; nothing where the deal or its vendor is hidden.
func (s setters) choices(d *model.Deal) *model.DealChoices {
	out := &model.DealChoices{}
	if d == nil || s.vendors[d.VendorID] == nil {
		return out
	}
	vendor := s.vendors[d.VendorID]
	var program *model.Program
	if d.ProgramID != nil {
		program = s.programs[*d.ProgramID]
	}
	lists := reasonLists(vendor, program, d.PartnerTier)
	if s.grant.Shows(vendor, "refusalReasons") {
		out.Refusals = pointers(refusalsIn(lists))
	}
	if s.grant.Shows(vendor, "lossReasons") {
		out.Losses = pointers(lossesIn(lists))
	}
	return out
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
