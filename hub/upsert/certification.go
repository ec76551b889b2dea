package upsert

import (
	"context"
	"maps"
	"slices"

	"partnerhub/authz"
	"partnerhub/hub/intake"
	"partnerhub/model"
)

// Certifications takes certifications and trainings of the caller's vendor's partners in.
func (u *Upsert) Certifications(ctx context.Context, in model.SyncCertificationsInput) (*model.SyncPayload, error) {
	c, err := u.begin(ctx, model.KindCertification, authz.Sync, header{in.VendorID, in.Source, in.DryRun, len(in.Rows), MaxRows})
	if err != nil {
		return nil, err
	}
	rows := make([]*row, len(in.Rows))
	sent := make(map[*row]*model.SyncCertificationRow, len(rows))
	for i, one := range in.Rows {
		rows[i] = certificationRow(i, one)
		sent[rows[i]] = one
	}
	c.refuseUnshown(rows)
	return c.run(ctx, rows, func(ctx context.Context, c *call, rows []*row) error {
		if err := c.skills(ctx, rows, sent); err != nil {
			return err
		}
		taken, err := c.namedBy(ctx, rows, func(r *row) *model.ID { return r.result.RecordID })
		if err != nil {
			return err
		}
		if err := c.takeInTurns(ctx, "certifications", rows, taken); err != nil {
			return err
		}
		return c.noteRevoked(ctx, rows)
	})
}

// noteRevoked notes when deletions have taken their records back, those that were held until now.
func (c *call) noteRevoked(ctx context.Context, rows []*row) error {
	gone := slices.DeleteFunc(slices.Clone(rows), func(r *row) bool { return !r.deleted || r.result.Outcome != model.SyncOutcomeUpdated })
	if len(gone) == 0 {
		return nil
	}
	stored, err := c.storedSkills(ctx, gone)
	for _, r := range gone {
		if s := stored[r.known]; s != nil {
			r.revokedAt = &s.RevokedAt
		}
	}
	return err
}

// certificationRow is what the row says, by intake's columns.
func certificationRow(index int, in *model.SyncCertificationRow) *row {
	r := begin(index, in.ExternalID, in.SourceVersion, in.Deleted)
	r.said = values{}
	if in.Deleted {
		r.said["revoked"] = "true"
		r.writes = []field{{"revokedAt", "deleted"}}
		return r
	}
	plain(r.said, "earnedOn", in.EarnedOn, word[model.Date])
	plain(r.said, "validUntil", in.ValidUntil, word[model.Date])
	plain(r.said, "reference", in.Reference, same)
	for _, column := range append(slices.Sorted(maps.Keys(r.said)), "name") {
		r.writes = append(r.writes, field{column, column})
	}
	return r
}

// skills finds each row's record: by its id in the source, or else by partner, type and name.
func (c *call) skills(ctx context.Context, rows []*row, sent map[*row]*model.SyncCertificationRow) error {
	stored, err := c.storedSkills(ctx, rows)
	if err != nil {
		return err
	}
	var ids []model.ID
	for _, r := range rows {
		if s := stored[r.known]; s != nil {
			ids = append(ids, s.PartnerID)
		}
		if id := sent[r].PartnerID; id != nil {
			ids = append(ids, *id)
		}
	}
	partners, err := c.partnersOf(ctx, c.policy.Grant(c.who, model.KindPartner, authz.Read), ids)
	if err != nil {
		return err
	}
	for _, r := range rows {
		c.skill(r, sent[r], stored[r.known], partners)
	}
	return nil
}

// storedSkills reads the records that the rows' ids have found before.
func (c *call) storedSkills(ctx context.Context, rows []*row) (map[model.ID]*model.PartnerCertification, error) {
	var ids []model.ID
	for _, r := range rows {
		if r.known != "" {
			ids = append(ids, r.known)
		}
	}
	found, err := c.store.Certifications.LoadByIDs(ctx, c.grant, ids)
	out := make(map[model.ID]*model.PartnerCertification, len(found))
	for _, s := range found {
		out[s.ID] = s
	}
	return out, err
}

// skill makes a row ready for intake.
func (c *call) skill(r *row, in *model.SyncCertificationRow, old *model.PartnerCertification, partners map[model.ID]account) {
	if r.deleted && r.known == "" {
		return // the mark alone keeps older rows out
	}
	key := keyOf(r, in, old)
	p, ok := partners[key.partner]
	if r.known != "" && old == nil {
		ok = false // out of the caller's sight by now
	}
	switch id := model.CertificationID(key.partner, key.typ, key.name); {
	case r.faulty():
	case !ok:
		r.reject(model.SyncCodeNotFound, "partnerId", intake.NoSuchPartner)
	case old != nil && id != old.ID:
		r.reject(model.SyncCodeInvalid, "name", "a record keeps its partner, type and name; delete it and send another id")
	default:
		shown := &model.PartnerCertification{VendorID: c.vendor.ID, PartnerID: p.ID, PartnerOrgID: p.OrganizationID, Coverage: p.Coverage}
		if c.refuseHidden(r, shown); r.faulty() {
			return
		}
		r.about(id)
		r.values = maps.Clone(map[string]string(r.said))
		r.values["vendor"], r.values["partner"], r.values["type"], r.values["name"] = c.vendor.Handle, p.handle, string(key.typ), key.name
		if !r.deleted && old != nil && r.revokedAt != nil && old.RevokedAt.Equal(*r.revokedAt) {
			r.values["revoked"] = "false" // the source has it again; what others have revoked since stays so
		}
	}
}

// skillKey is what a partner has one record of.
type skillKey struct {
	partner model.ID
	typ     model.CertificationType
	name    string
}

// keyOf is the row's key, as far as it is left out that of the record that its id has found before.
func keyOf(r *row, in *model.SyncCertificationRow, old *model.PartnerCertification) (key skillKey) {
	if old != nil {
		key = skillKey{old.PartnerID, old.Type, old.Name}
	}
	if r.deleted {
		return key
	}
	if in.PartnerID != nil {
		key.partner = *in.PartnerID
	}
	if in.Type != nil {
		key.typ = *in.Type
	}
	if in.Name != nil {
		key.name = tidy(*in.Name)
	}
	for _, need := range []struct{ field, value string }{{"partnerId", string(key.partner)}, {"type", string(key.typ)}, {"name", key.name}} {
		if need.value == "" {
			r.reject(model.SyncCodeRequired, need.field, "a record that is new to the source needs it")
			break
		}
	}
	return key
}

// tidy is a name as it is stored; one that cannot be is left for intake to refuse.
func tidy(name string) string {
	if clean, err := model.CleanName(name); err == nil {
		return clean
	}
	return name
}
