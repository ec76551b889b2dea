package upsert_test

import (
	"fmt"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"partnerhub/authz"
	"partnerhub/model"
)

// skill is a certification as the source has it, at a version.
func skill(external string, version int, handle, name string) *model.SyncCertificationRow {
	partner, typ := account(handle), model.CertificationTypeCertification
	return &model.SyncCertificationRow{ExternalID: external, SourceVersion: model.Decimal(fmt.Sprint(version)), PartnerID: &partner, Type: &typ, Name: &name}
}

func noSkill(external string, version int) *model.SyncCertificationRow {
	return &model.SyncCertificationRow{ExternalID: external, SourceVersion: model.Decimal(fmt.Sprint(version)), Deleted: true}
}

func (w *world) sendSkills(rows ...*model.SyncCertificationRow) []*model.SyncResult {
	w.Helper()
	out, err := w.upsert.Certifications(w.as("sync@acme.example"), model.SyncCertificationsInput{VendorID: org("acme"), Source: "lms", Rows: rows})
	must(w, err)
	return out.Results
}

// held are the names of the certifications that rules count for a partner.
func (w *world) held(handle string) (names []string) {
	w.Helper()
	for _, c := range w.partner(handle).Certifications {
		names = append(names, c.Name)
	}
	return names
}

// TestCertificationsFollowTheSource: made, changed, taken back and held again, with the partner's copy beside each.
func TestCertificationsFollowTheSource(t *testing.T) {
	w := newWorld(t, 2)
	until := func(version int, day model.Date) *model.SyncCertificationRow {
		return &model.SyncCertificationRow{ExternalID: "S1", SourceVersion: model.Decimal(fmt.Sprint(version)), ValidUntil: graphql.OmittableOf(&day)}
	}
	renamed, moved := until(4, "2028-01-31"), until(4, "2028-01-31")
	renamed.Name, moved.PartnerID = skill("", 1, "p0", "Other").Name, skill("", 1, "p1", "").PartnerID
	for n, step := range []struct {
		row  *model.SyncCertificationRow
		want string
		held string
	}{
		{skill("S1", 1, "p0", "Cloud"), "CREATED", "[Cloud]"},
		{skill("S1", 1, "p0", "Cloud"), "UNCHANGED", "[Cloud]"},
		{skill("S1", 2, "p0", " Cloud "), "UNCHANGED", "[Cloud]"},
		{until(3, "2027-01-31"), "UPDATED", "[Cloud]"},
		{renamed, "REJECTED INVALID name", "[Cloud]"},
		{moved, "REJECTED INVALID name", "[Cloud]"},
		{skill("S2", 1, "p0", "Cloud"), "REJECTED CONFLICT externalId", "[Cloud]"},
		{noSkill("S1", 5), "UPDATED", "[]"},
		{skill("S1", 4, "p0", "Cloud"), "UNCHANGED OUTDATED", "[]"},
		{until(6, "2029-01-31"), "UPDATED", "[Cloud]"},
		{noSkill("S9", 1), "UNCHANGED", "[Cloud]"},
	} {
		got := w.sendSkills(step.row)
		w.want(got, step.want)
		if held := fmt.Sprint(w.held("p0")); held != step.held {
			t.Errorf("step %d: got %s, want %s", n, held, step.held)
		}
	}
	if c := w.partner("p0").Certifications; c[0].ValidUntil != "2029-01-31" || len(w.held("p1")) != 0 {
		t.Errorf("got %v and %v", c, w.held("p1"))
	}
}

// TestARefusedRowLeavesTheRecordToAnotherId of the same call; the one that went in keeps it.
func TestARefusedRowLeavesTheRecordToAnotherId(t *testing.T) {
	w := newWorld(t, 1)
	bad, ahead := skill("S1", 1, "p0", "Cloud"), model.Date("2027-01-01")
	bad.EarnedOn = graphql.OmittableOf(&ahead)
	w.want(w.sendSkills(bad, skill("S2", 1, "p0", "Cloud"), skill("S3", 1, "p0", "Cloud")),
		"REJECTED INVALID earnedOn", "CREATED", "REJECTED CONFLICT externalId")
	w.want(w.sendSkills(skill("S1", 1, "p0", "Cloud"), skill("S2", 2, "p0", "Cloud")), "REJECTED CONFLICT externalId", "UNCHANGED")
}

// TestWhatPeopleRevokedStaysRevoked, whatever newer versions the source sends.
func TestWhatPeopleRevokedStaysRevoked(t *testing.T) {
	w := newWorld(t, 1)
	got := w.sendSkills(skill("S1", 1, "p0", "Cloud"))
	w.want(got, "CREATED")
	w.load("certifications", "vendor,partner,type,name,revoked", "acme,p0,CERTIFICATION,Cloud,true")
	later := skill("S1", 2, "p0", "Cloud")
	later.Reference = set("N-1")
	w.want(w.sendSkills(later), "UPDATED")
	c, err := w.store.Certifications.Load(t.Context(), authz.System(model.KindCertification, "a test looks at what is stored"), *got[0].RecordID)
	if err != nil || c.Held() || c.Reference == nil || *c.Reference != "N-1" || len(w.held("p0")) != 0 {
		t.Errorf("got %+v (%v), want it changed and still revoked", c, err)
	}
}

// TestOnlyWhatTheSourceTookBackReturns: a newer row brings back what its own deletion took, and nothing that people have revoked before
// the deletion, after it, or under an id that the hub only knew as deleted.
func TestOnlyWhatTheSourceTookBackReturns(t *testing.T) {
	made, again := skill("S1", 1, "p0", "Cloud"), func(v int) *model.SyncCertificationRow { return skill("S1", v, "p0", "Cloud") }
	for name, tt := range map[string]struct {
		steps []any // rows, or what people say of "revoked"
		held  string
	}{
		"deleted":                          {[]any{made, noSkill("S1", 2), again(3)}, "[Cloud]"},
		"deleted twice":                    {[]any{made, noSkill("S1", 2), noSkill("S1", 3), again(4)}, "[Cloud]"},
		"revoked, then deleted":            {[]any{made, "true", noSkill("S1", 2), again(3)}, "[]"},
		"deleted, recorded, then revoked":  {[]any{made, noSkill("S1", 2), "false", "true", again(3)}, "[]"},
		"revoked while the id was unknown": {[]any{noSkill("S1", 1), "false", "true", again(2)}, "[]"},
		"returned, then revoked":           {[]any{made, noSkill("S1", 2), again(3), "true", again(4)}, "[]"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, 1)
			for _, step := range tt.steps {
				w.pass()
				if row, sent := step.(*model.SyncCertificationRow); sent {
					w.sendSkills(row)
					continue
				}
				w.load("certifications", "vendor,partner,type,name,revoked", fmt.Sprint("acme,p0,CERTIFICATION,Cloud,", step))
			}
			if got := fmt.Sprint(w.held("p0")); got != tt.held {
				t.Errorf("got %s, want %s", got, tt.held)
			}
		})
	}
}

// TestADeletionOutOfSightIsRefused, and not acknowledged: it would be lost.
func TestADeletionOutOfSightIsRefused(t *testing.T) {
	w := newWorld(t, 1)
	w.want(w.sendSkills(skill("S1", 1, "p0", "Cloud")), "CREATED")
	_, err := w.hub.UpdateVisibilityPolicy(w.as("admin@acme.example"), model.UpdateVisibilityPolicyInput{VendorID: org("acme"),
		Lines: []*model.VisibilityLineInput{{Role: model.RoleVendorIntegration, Kind: "certification", Action: "sync", Rows: "covered", Fields: []string{"core"}}}})
	must(t, err)
	w.want(w.sendSkills(noSkill("S1", 2), noSkill("S9", 1)), "REJECTED NOT_FOUND partnerId", "UNCHANGED")
	if held := fmt.Sprint(w.held("p0")); held != "[Cloud]" {
		t.Errorf("got %s, want it held", held)
	}
}

// TestBadCertificationsFailAlone, and tell nothing of other vendors.
func TestBadCertificationsFailAlone(t *testing.T) {
	w := newWorld(t, 1)
	foreign, absent, malformed := model.DerivedID(model.KindPartner, "bolt/foreign"), model.ID("partner_00000000000000000000000000"), model.ID("x;y")
	training, ahead := model.CertificationTypeTraining, model.Date("2027-01-01")
	var words []string
	for n, c := range []struct {
		f    func(*model.SyncCertificationRow)
		want string
	}{
		{func(r *model.SyncCertificationRow) { r.PartnerID = &foreign }, "REJECTED NOT_FOUND partnerId"},
		{func(r *model.SyncCertificationRow) { r.PartnerID = &absent }, "REJECTED NOT_FOUND partnerId"},
		{func(r *model.SyncCertificationRow) { r.PartnerID = &malformed }, "REJECTED NOT_FOUND partnerId"},
		{func(r *model.SyncCertificationRow) { r.PartnerID = nil }, "REJECTED REQUIRED partnerId"},
		{func(r *model.SyncCertificationRow) { r.Type = nil }, "REJECTED REQUIRED type"},
		{func(r *model.SyncCertificationRow) { r.Name = nil }, "REJECTED REQUIRED name"},
		{func(r *model.SyncCertificationRow) { name := "a:b"; r.Name = &name }, "REJECTED INVALID name"},
		{func(r *model.SyncCertificationRow) { r.Type = &training }, "REJECTED INVALID earnedOn"},
		{func(r *model.SyncCertificationRow) { r.EarnedOn = graphql.OmittableOf(&ahead) }, "REJECTED INVALID earnedOn"},
	} {
		bad := skill(fmt.Sprint("B", n), 1, "p0", fmt.Sprint("Bad ", n))
		c.f(bad)
		got := w.sendSkills(bad, skill(fmt.Sprint("G", n), 1, "p0", fmt.Sprint("Good ", n)))
		w.want(got, c.want, "CREATED")
		if c.want == "REJECTED NOT_FOUND partnerId" {
			if words = append(words, *got[0].Message); words[0] != *got[0].Message {
				t.Errorf("got %q, want the same words for hidden, absent and malformed", words)
			}
		}
		if len(w.held("p0")) != n+1 {
			t.Errorf("got %v, want the good ones alone", w.held("p0"))
		}
	}
	_, err := w.upsert.Certifications(w.as("chief@acme.example"), model.SyncCertificationsInput{VendorID: org("acme"), Source: "lms", Rows: []*model.SyncCertificationRow{skill("S1", 1, "p0", "A")}})
	if model.CodeOf(err) != model.CodeForbidden {
		t.Errorf("got %v, want it forbidden to whoever does not sync", err)
	}
}
