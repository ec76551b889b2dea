package intake

import (
	"context"
	"errors"
	"maps"
	"slices"

	"partnerhub/hub/skills"
	"partnerhub/model"
	"partnerhub/store"
)

// certificationFiles takes certifications and trainings of partners in, one a row.
func certificationFiles() kind {
	return kindOf[model.PartnerCertification]{
		kind: model.KindCertification,
		columns: []Column{
			required("vendor", "handle of the vendor; with partner, type and name the key of the row"),
			required("partner", "handle of the partner organization"),
			required("type", "CERTIFICATION or TRAINING"),
			required("name", "its name, as rules name it, without colons and semicolons"),
			optional("earnedOn", "the day on which it was issued or completed; required for a training"),
			optional("validUntil", "its last day; it does not expire when empty"),
			optional("reference", "what the issuer calls it, such as the number of the certificate"),
			optional("revoked", "true where the vendor has taken it back"),
			optional("revocationNote", "why, for the partner to read"),
		},
		key:        keyOf("vendor", "partner", "type", "name"),
		single:     "name",
		unseen:     fault{"NOT_FOUND", "partner", NoSuchPartner},
		identify:   certificationID,
		collection: func(s *store.Store) *store.Collection[model.PartnerCertification] { return s.Certifications },
		want: func(r *row, w *wanted) {
			w.organizations(r, "vendor")
			w.partners = append(w.partners, derived(r, model.KindPartner, "vendor", "partner"))
		},
		fill: fillCertification,
		follow: func(b *batch, _, doc *model.PartnerCertification) {
			b.skills.copied(b.partners[doc.PartnerID])
		},
	}
}

func certificationID(r *row) model.ID {
	typ, _ := r.get("type")
	name, _ := r.get("name")
	if clean, err := model.CleanName(name); err == nil {
		name = clean
	}
	return model.CertificationID(derived(r, model.KindPartner, "vendor", "partner"), model.CertificationType(typ), name)
}

func fillCertification(b *batch, r *row, old, doc *model.PartnerCertification) {
	partner := b.partnerOf(r)
	if b.vendor(r) == nil || partner == nil {
		return
	}
	if old == nil {
		*doc = *skills.Of(partner, "", "")
	}
	set(r, "type", &doc.Type, readEnum(model.AllCertificationType))
	set(r, "name", &doc.Name, readSkillName)
	doc.ID, doc.NameFold = certificationID(r), model.Fold(doc.Name)
	setOptional(r, "earnedOn", &doc.EarnedOn, b.days.day)
	set(r, "validUntil", &doc.ValidUntil, b.days.day)
	if doc.ValidUntil == "" {
		doc.ValidUntil = model.NoLastDay
	}
	setOptional(r, "reference", &doc.Reference, readText(model.MaxName))
	b.revoked(r, doc)
	r.wants(doc.EarnedOn != nil || doc.Type != model.CertificationTypeTraining, "earnedOn", "must not be empty for a training")
	r.wants(doc.EarnedOn == nil || *doc.EarnedOn <= model.DateOf(b.days.now), "earnedOn", "is in the future")
	r.wants(doc.EarnedOn == nil || *doc.EarnedOn <= doc.ValidUntil, "validUntil", "is before earnedOn")
}

// revoked reads whether it was taken back. The instant of the first time stays.
func (b *batch) revoked(r *row, doc *model.PartnerCertification) {
	gone := !doc.Held()
	set(r, "revoked", &gone, readFlag)
	setOptional(r, "revocationNote", &doc.RevocationNote, readNote)
	switch {
	case !gone:
		doc.RevokedAt, doc.RevocationNote = model.Forever, nil
	case doc.Held():
		doc.RevokedAt = b.days.now
	}
}

// readSkillName reads a name that a list of them can hold.
func readSkillName(s string) (string, error) {
	if !skills.NameFits(s) {
		return "", errors.New("holds a colon or a semicolon")
	}
	return readText(model.MaxName)(s)
}

// taught are the partners of a batch whose certifications and trainings have changed: as records, or as a whole list of the partner.
type taught struct {
	records map[model.ID]*model.Partner
	lists   map[model.ID]*model.Partner
}

func (t *taught) copied(p *model.Partner) {
	if t.records == nil {
		t.records = map[model.ID]*model.Partner{}
	}
	t.records[p.ID] = p
}

// listed notes a partner whose lists say something else than before.
func (t *taught) listed(old, p *model.Partner) {
	if old == nil {
		old = &model.Partner{Certifications: []model.Certification{}, Trainings: []model.Training{}}
	}
	if slices.Equal(old.Certifications, p.Certifications) && slices.Equal(old.Trainings, p.Trainings) {
		return
	}
	if t.lists == nil {
		t.lists = map[model.ID]*model.Partner{}
	}
	t.lists[p.ID] = p
}

// inOrderOfIDs lists partners so that every attempt writes them in the same order.
func inOrderOfIDs(partners map[model.ID]*model.Partner) []*model.Partner {
	out := make([]*model.Partner, 0, len(partners))
	for _, id := range slices.Sorted(maps.Keys(partners)) {
		out = append(out, partners[id])
	}
	return out
}

// learn makes records and lists say the same again. A batch has rows of one kind, so that one of the two leads.
func (b *batch) learn(ctx context.Context) error {
	if err := skills.Spread(ctx, b.store, b.stamp("update"), inOrderOfIDs(b.skills.lists)...); err != nil {
		return err
	}
	changed := inOrderOfIDs(b.skills.records)
	for _, p := range changed {
		b.standing.partner(p)
	}
	return skills.Copy(ctx, b.store, b.stamp("update"), changed...)
}
