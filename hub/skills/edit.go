package skills

import (
	"context"
	"time"

	"partnerhub/authz"
	"partnerhub/model"
)

// Update changes a certification or a training that is held.
func (s *Skills) Update(ctx context.Context, in model.UpdateCertificationInput) (*model.PartnerCertification, error) {
	return s.edit(ctx, authz.Update, in.ID, in.ExpectedVersion, func(e *entry, doc *model.PartnerCertification) {
		said := factsOf(doc)
		if v, given := in.EarnedOn.ValueOK(); given {
			said.earnedOn = v
		}
		if v, given := in.ValidUntil.ValueOK(); given {
			said.validUntil = v
		}
		if v, given := in.Reference.ValueOK(); given {
			said.reference = v
		}
		e.read(doc.Type, &said)
		said.into(doc)
	})
}

// Revoke takes a certification or a training back. Its record stays.
func (s *Skills) Revoke(ctx context.Context, in model.RevokeCertificationInput) (*model.PartnerCertification, error) {
	return s.edit(ctx, authz.Revoke, in.ID, in.ExpectedVersion, func(e *entry, doc *model.PartnerCertification) {
		doc.RevokedAt, doc.RevocationNote = s.now().UTC().Truncate(time.Millisecond), e.text("note", in.Note, model.MaxNote, model.CleanNote)
	})
}

// edit loads a record under the action's grant, changes it and stores it under the same grant and version.
func (s *Skills) edit(ctx context.Context, verb authz.Action, id model.ID, version int, change func(*entry, *model.PartnerCertification)) (*model.PartnerCertification, error) {
	who := authz.PrincipalFrom(ctx)
	g := s.policy.Grant(who, model.KindCertification, verb)
	if g.Empty() {
		return nil, model.ErrForbidden
	}
	found, err := s.store.Certifications.Load(ctx, g, id)
	if err != nil {
		return nil, err
	}
	by := s.stamp(who, verb)
	err = s.hub.Change(ctx, []model.ID{found.VendorID}, id, func(ctx context.Context) error {
		old, err := s.store.Certifications.Load(ctx, g, id)
		switch {
		case err != nil:
			return err
		case old.VersionFor(who.Side) != version:
			return model.ErrConflict
		case !old.Held():
			return model.Errorf(model.CodeInvalidTransition, "it was taken back; record it anew where it was earned anew")
		}
		doc, e := *old, &entry{today: model.DateOf(by.At)}
		if change(e, &doc); len(e.faults) > 0 {
			return e.faults
		}
		if err := s.store.Certifications.Replace(ctx, g, old, &doc, by); err != nil {
			return err
		}
		return s.settle(ctx, old.PartnerID, by)
	})
	if err != nil {
		return nil, err
	}
	return s.hub.Certification(ctx, id)
}
