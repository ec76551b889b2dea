package intake

import (
	"errors"

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
		follow: func(b *batch, old, doc *model.PartnerCertification) {
			b.skills.copied(b.partners[doc.PartnerID])
			b.skills.count(old, doc)
		},
	}
}

// limitReached is the code of a row that would go over a limit.
const limitReached = string(model.SyncCodeLimitReached)

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
	if doc.Held() && !isHeld(old) && b.skills.heldBy(partner) >= skills.MaxHeld {
		r.failAs(limitReached, "partner", "the partner holds %d certifications and trainings, as many as it may", skills.MaxHeld)
	}
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
