package hub

import (
	"context"
	"reflect"
	"slices"

	"partnerhub/authz"
	"partnerhub/model"
)

// UpdateProgram changes what a program says and when it runs. A program that leaves the drawing board, or goes back to it, takes
// the terms in it along in the same transaction.
func (h *Hub) UpdateProgram(ctx context.Context, in model.UpdateProgramInput) (*model.Program, error) {
	g := h.grant(ctx, model.KindProgram, authz.Update)
	if g.Empty() {
		return nil, model.ErrForbidden
	}
	seen, err := h.store.Programs.Load(ctx, g, in.ID)
	if err != nil {
		return nil, err
	}
	by := h.stamp(authz.PrincipalFrom(ctx), string(authz.Update))
	err = h.change(ctx, seen.VendorID, in.ID, func(ctx context.Context) error {
		old, err := h.store.Programs.Load(ctx, g, in.ID)
		switch {
		case err != nil:
			return err
		case !showsAll(g, old, programFields(in)):
			return model.ErrForbidden
		case old.VersionFor(authz.PrincipalFrom(ctx).Side) != in.ExpectedVersion:
			return model.ErrConflict
		}
		doc := *old
		faults := patchProgram(&doc, in)
		if err := faults.OrNil(); err != nil {
			return err
		}
		if err := h.store.Programs.Replace(ctx, g, old, &doc, by); err != nil || reflect.DeepEqual(model.OfferOf(old), model.OfferOf(&doc)) {
			return err
		}
		return h.Rules().FollowProgram(ctx, &doc, by)
	})
	if err != nil {
		return nil, err
	}
	return h.Program(ctx, in.ID)
}

// programFields are the fields of a program that were sent.
func programFields(in model.UpdateProgramInput) (fields []string) {
	for field, set := range map[string]bool{"name": in.Name.IsSet(), "description": in.Description.IsSet(), "status": in.Status.IsSet(),
		"startsOn": in.StartsOn.IsSet(), "endsOn": in.EndsOn.IsSet(), "benefits": in.Benefits.IsSet(),
		"requirements": in.Requirements.IsSet(), "texts": in.Texts.IsSet()} {
		if set {
			fields = append(fields, field)
		}
	}
	return fields
}

// showsAll is true where a grant shows every one of some fields of a record: who may not see a field may not write it.
func showsAll(g authz.Grant, record any, fields []string) bool {
	return !slices.ContainsFunc(fields, func(field string) bool { return !g.Shows(record, field) })
}

// patchProgram puts the fields that were sent in the place of the program's, with everything about them that is to be mended.
func patchProgram(p *model.Program, in model.UpdateProgramInput) (faults model.UserErrors) {
	if name, set := in.Name.ValueOK(); set {
		p.Name = orBlank(name)
	}
	if text, set := in.Description.ValueOK(); set {
		p.Description = text
	}
	if status, set := in.Status.ValueOK(); set {
		if status == nil {
			faults.Add("status", model.UserErrorCodeRequired, "cannot be cleared")
			return faults
		}
		p.Status = *status
	}
	if day, set := in.StartsOn.ValueOK(); set {
		p.StartsOn = day
	}
	if day, set := in.EndsOn.ValueOK(); set {
		p.EndsOn = day
	}
	if points, set := in.Benefits.ValueOK(); set {
		p.Benefits = pointsOf(points)
	}
	if points, set := in.Requirements.ValueOK(); set {
		p.Requirements = pointsOf(points)
	}
	if texts, set := in.Texts.ValueOK(); set {
		p.Texts = translationsOf(texts)
	}
	return append(faults, checkProgram(p)...)
}

// checkProgram cleans what a program says, and tells everything about it that is to be mended.
func checkProgram(p *model.Program) (faults model.UserErrors) {
	if p.StartsOn != nil && p.EndsOn != nil && *p.EndsOn < *p.StartsOn {
		faults.Add("endsOn", model.UserErrorCodeOutOfRange, "it ends before it begins")
	}
	return append(faults, CleanProgram(p)...)
}

func translationsOf(in []*model.ProgramTextInput) []model.ProgramText {
	out := []model.ProgramText{}
	for _, t := range in {
		out = append(out, model.ProgramText{Language: t.Language, Name: t.Name, Description: t.Description,
			Benefits: pointsOf(t.Benefits), Requirements: pointsOf(t.Requirements)})
	}
	return out
}

func pointsOf(in []*model.ProgramPointInput) []model.ProgramPoint {
	out := []model.ProgramPoint{}
	for _, p := range in {
		out = append(out, model.ProgramPoint{Key: p.Key, Title: p.Title, Text: p.Text})
	}
	return out
}
