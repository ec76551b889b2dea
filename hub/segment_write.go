package hub

import (
	"context"

	"partnerhub/authz"
	"partnerhub/eligibility"
	"partnerhub/filter"
	"partnerhub/model"
	"partnerhub/store"
)

// CreateSegment makes a segment of the viewer's own vendor. Its rule counts at once; the stored members are worked out behind it.
func (h *Hub) CreateSegment(ctx context.Context, in model.CreateSegmentInput) (*model.Segment, error) {
	who, g := authz.PrincipalFrom(ctx), h.grant(ctx, model.KindSegment, authz.Create)
	if g.Empty() {
		return nil, model.ErrForbidden
	}
	id, err := model.NewID(model.KindSegment)
	if err != nil {
		return nil, err
	}
	err = h.change(ctx, who.OrganizationID, id, func(ctx context.Context) error {
		s := &model.Segment{Record: model.Record{ID: id}, VendorID: who.OrganizationID, Status: model.SegmentStatusActive}
		scheme, err := h.schemeOf(ctx, s.VendorID)
		if err != nil {
			return err
		}
		var faults model.UserErrors
		nameSegment(&faults, s, in.Name)
		s.Description = in.Description
		remarkOn(&faults, "description", &s.Description)
		if err := h.ruleSegment(ctx, &faults, s, in.Rule, scheme); err != nil {
			return err
		}
		if err := h.roomForSegment(ctx, &faults, s.VendorID); err != nil {
			return err
		}
		if err := faults.OrNil(); err != nil {
			return err
		}
		if err := h.store.Segments.Insert(ctx, g, s, h.stamp(who, string(authz.Create))); err != nil {
			return err
		}
		return h.beginRecompute(ctx, s)
	})
	if err != nil {
		return nil, err
	}
	return h.Segment(ctx, id)
}

func nameSegment(faults *model.UserErrors, s *model.Segment, name string) {
	clean, err := model.CleanName(name)
	switch {
	case err != nil:
		faults.Add("name", model.UserErrorCodeInvalid, "%s", err)
	case clean == "":
		faults.Add("name", model.UserErrorCodeRequired, "give the segment a name")
	case len([]rune(clean)) > model.MaxName:
		faults.Add("name", model.UserErrorCodeTooLong, "at most %d characters", model.MaxName)
	}
	s.Name, s.NameFold = clean, model.Fold(clean)
}

// ruleSegment gives a segment a rule, which looks at nothing that is hidden from the viewer. The way to a fault begins at the
// input's field.
func (h *Hub) ruleSegment(ctx context.Context, faults *model.UserErrors, s *model.Segment, r *model.Rule, scheme eligibility.Scheme) error {
	if err := h.seesRule(ctx, s.VendorID, r, scheme); err != nil {
		return err
	}
	wrong, err := SetRule(s, r, scheme)
	for _, w := range wrong {
		field := "rule"
		if *w.Field != "" {
			field += "." + *w.Field
		}
		faults.Add(field, w.Code, "%s", w.Message)
	}
	return err
}

// seesRule refuses a test of what the viewer does not surely see of all of the vendor's partners: who is in the segment would tell it.
func (h *Hub) seesRule(ctx context.Context, vendor model.ID, r *model.Rule, scheme eligibility.Scheme) error {
	compiled, _ := eligibility.Compile(r, scheme)
	for _, look := range compiled.Looks() {
		if !h.seesAll(ctx, model.KindPartner, look.Field, vendor) {
			return model.Errorf(model.CodeForbiddenField, "you may not test what rule.%s looks at", look.Path)
		}
	}
	return nil
}

// SetRule keeps a rule and what it says as words. The version grows when the rule is another one.
func SetRule(s *model.Segment, r *model.Rule, scheme eligibility.Scheme) (model.UserErrors, error) {
	compiled, faults := eligibility.Compile(r, scheme)
	if len(faults) > 0 {
		return faults, nil
	}
	text, err := r.Text()
	if text != s.Source {
		s.RuleVersion++
	}
	s.Source, s.RuleText = text, compiled.Describe()
	return nil, err
}

func (h *Hub) roomForSegment(ctx context.Context, faults *model.UserErrors, vendor model.ID) error {
	used := filter.AllOf(filter.Is("vendorId", vendor), filter.Is("status", model.SegmentStatusActive))
	n, err := h.store.Segments.Count(ctx, authz.System(model.KindSegment, "a vendor has so many segments at most"),
		store.Query{Where: filter.Everything(), Scope: used}, MaxSegments)
	if n >= MaxSegments {
		faults.Add("name", model.UserErrorCodeLimitReached, "at most %d segments are in use at a time", MaxSegments)
	}
	return err
}

// UpdateSegment changes a segment.
func (h *Hub) UpdateSegment(ctx context.Context, in model.UpdateSegmentInput) (*model.Segment, error) {
	return h.editSegment(ctx, in.ID, in.ExpectedVersion, "update", func(ctx context.Context, s *model.Segment) error {
		var faults model.UserErrors
		if name, set := in.Name.ValueOK(); set {
			nameSegment(&faults, s, orBlank(name))
		}
		if text, set := in.Description.ValueOK(); set {
			s.Description = text
			remarkOn(&faults, "description", &s.Description)
		}
		rule, set := in.Rule.ValueOK()
		if !set {
			return faults.OrNil()
		}
		scheme, err := h.schemeOf(ctx, s.VendorID)
		if err != nil {
			return err
		}
		if err := h.ruleSegment(ctx, &faults, s, rule, scheme); err != nil {
			return err
		}
		return faults.OrNil()
	})
}

func orBlank(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// ArchiveSegment puts a segment away. What still names it as its audience would be for nobody, or for too many.
func (h *Hub) ArchiveSegment(ctx context.Context, in model.ArchiveSegmentInput) (*model.Segment, error) {
	return h.editSegment(ctx, in.ID, in.ExpectedVersion, "archive", func(ctx context.Context, s *model.Segment) error {
		named, err := h.isNamed(ctx, s)
		if err != nil {
			return err
		}
		if named {
			return fault("id", model.UserErrorCodeInvalid, "a program or a campaign that is not over names the segment")
		}
		s.Status = model.SegmentStatusArchived
		s.RuleVersion++
		return nil
	})
}

// isNamed tells whether an offer that is not over is for a segment or leaves it out.
func (h *Hub) isNamed(ctx context.Context, s *model.Segment) (bool, error) {
	naming := filter.AllOf(filter.Is("vendorId", s.VendorID), filter.NoneOf(filter.Is("status", "ENDED")),
		filter.AnyOf(filter.Is("audience.segments", s.ID), filter.Is("audience.without", s.ID)))
	q := store.Query{Where: filter.Everything(), Scope: naming}
	programs, err := h.store.Programs.Count(ctx, authz.System(model.KindProgram, "what names a segment keeps it in use"), q, 1)
	if err != nil || programs > 0 {
		return true, err
	}
	campaigns, err := h.store.Campaigns.Count(ctx, authz.System(model.KindCampaign, "what names a segment keeps it in use"), q, 1)
	return campaigns > 0, err
}

// editSegment loads a segment under the viewer's grant, changes it and stores it under the same grant and version.
func (h *Hub) editSegment(ctx context.Context, id model.ID, expected int, action string, edit func(context.Context, *model.Segment) error) (*model.Segment, error) {
	g := h.grant(ctx, model.KindSegment, authz.Update)
	if g.Empty() {
		return nil, model.ErrForbidden
	}
	who := authz.PrincipalFrom(ctx)
	err := h.change(ctx, who.OrganizationID, id, func(ctx context.Context) error {
		old, err := h.store.Segments.Load(ctx, g, id)
		switch {
		case err != nil:
			return err
		case old.Version != expected:
			return model.ErrConflict
		case old.Status == model.SegmentStatusArchived:
			return model.Errorf(model.CodeInvalidTransition, "the segment is put away")
		}
		s := *old
		if err := edit(ctx, &s); err != nil {
			return err
		}
		if err := h.store.Segments.Replace(ctx, g, old, &s, h.stamp(who, action)); err != nil {
			return err
		}
		if s.RuleVersion == old.RuleVersion {
			return nil
		}
		return h.beginRecompute(ctx, &s)
	})
	if err != nil {
		return nil, err
	}
	return h.Segment(ctx, id)
}
