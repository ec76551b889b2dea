package resolvers_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"partnerhub/model"
)

// addRare stores records of kinds that the demo world has none of, and deals that are in their way.
func (p *pair) addRare(ctx context.Context) error {
	vendors, err := p.vendors(ctx)
	if err != nil {
		return err
	}
	var engagements, segments []any
	for i := range 5 * len(vendors) {
		engagements = append(engagements, rareEngagement(i, vendors[i%len(vendors)]))
		segments = append(segments, rareSegment(i, vendors[i%len(vendors)]))
	}
	if len(engagements) == 0 {
		return errors.New("the demo world has no vendor")
	}
	if _, err := p.asked.db.Collection("engagements").InsertMany(ctx, engagements); err != nil {
		return fmt.Errorf("storing engagements: %w", err)
	}
	if _, err := p.asked.db.Collection("segments").InsertMany(ctx, segments); err != nil {
		return fmt.Errorf("storing segments: %w", err)
	}
	if err := p.addRarer(ctx, vendors); err != nil {
		return err
	}
	return p.putInTheWay(ctx)
}

// addRarer stores records of what partners can, of what currencies are worth, of endpoints and of service accounts.
func (p *pair) addRarer(ctx context.Context, vendors []model.ID) error {
	partners, err := allOf[model.Partner](ctx, p, "partners")
	if err != nil {
		return err
	}
	users, err := allOf[model.User](ctx, p, "users")
	if err != nil {
		return err
	}
	more := map[string][]any{}
	for i, partner := range partners[:min(len(partners), 150)] {
		more["certifications"] = append(more["certifications"], rareCertification(i, partner))
	}
	for i := range 4 * len(vendors) {
		more["conversion_rates"] = append(more["conversion_rates"], rareRate(i, vendors[i%len(vendors)]))
	}
	for i, owner := range users[:min(len(users), 60)] {
		more["webhooks"] = append(more["webhooks"], rareWebhook(i, owner, vendors[i%len(vendors)]))
		more["users"] = append(more["users"], rareAccount(i, owner))
	}
	for collection, records := range more {
		if _, err := p.asked.db.Collection(collection).InsertMany(ctx, records); err != nil {
			return fmt.Errorf("storing %s: %w", collection, err)
		}
	}
	return nil
}

func allOf[T any](ctx context.Context, p *pair, collection string) (rows []T, err error) {
	cursor, err := p.asked.db.Collection(collection).Find(ctx, bson.D{})
	if err != nil {
		return nil, err
	}
	return rows, cursor.All(ctx, &rows)
}

func rareCertification(i int, of model.Partner) model.PartnerCertification {
	c := model.PartnerCertification{Record: rareRecord("certification", i), VendorID: of.VendorID, PartnerID: of.ID, PartnerOrgID: of.OrganizationID,
		Type: model.AllCertificationType[i%2], Name: fmt.Sprintf("skill %d", i), NameFold: fmt.Sprintf("skill %d", i), Coverage: of.Coverage,
		ValidUntil: []model.Date{model.NoLastDay, "2026-11-20", "2026-11-21", "2027-05-05"}[i%4], RevokedAt: model.Forever}
	c.Seen = model.SeenAlike(c.Version, c.UpdatedAt)
	if i%5 == 0 {
		c.RevokedAt, c.RevocationNote = noon, new("taken \"back\"")
	}
	return c
}

func rareRate(i int, vendor model.ID) model.ConversionRate {
	return model.ConversionRate{Record: rareRecord("rate", i), VendorID: vendor, From: "KWD", To: "JPY", Rate: "0.8123", ValidFrom: model.Date(fmt.Sprintf("2025-%02d-%02d", 1+i%12, 1+i/12))}
}

func rareWebhook(i int, owner model.User, vendor model.ID) model.WebhookEndpoint {
	w := model.WebhookEndpoint{Record: rareRecord("webhook", i), OrganizationID: owner.OrganizationID, OrganizationKind: owner.OrganizationKind, LogID: vendor,
		OwnerID: owner.ID, OwnerRoles: owner.Roles, URL: "https://example.com/?a=1&b=\"2\"", Status: model.AllWebhookStatus[i%2], SecretSince: noon}
	if i%2 == 1 {
		w.Kinds, w.Description, w.DisabledAt = []model.RecordKind{"DEAL"}, new("<them>"), new(noon)
	}
	return w
}

func rareAccount(i int, maker model.User) model.User {
	u := model.User{Record: rareRecord("user", i), OrganizationID: maker.OrganizationID, OrganizationKind: maker.OrganizationKind, Name: fmt.Sprintf("robot %d", i),
		Email: new(fmt.Sprintf("robot%d@example.com", i)), Roles: maker.Roles, ServiceAccount: &model.ServiceAccount{Is: true, CreatedBy: maker.ID}}
	if i%2 == 0 {
		u.ServiceAccount.Kinds, u.ServiceAccount.DisabledAt = []model.RecordKind{"DEAL", "PARTNER"}, new(noon)
	}
	return u
}

func (p *pair) vendors(ctx context.Context) (ids []model.ID, err error) {
	cursor, err := p.asked.db.Collection("organizations").Find(ctx, bson.D{{Key: "kind", Value: model.OrganizationKindVendor}})
	if err != nil {
		return nil, err
	}
	var rows []model.Organization
	err = cursor.All(ctx, &rows)
	for _, row := range rows {
		ids = append(ids, row.ID)
	}
	return ids, err
}

// putInTheWay gives every eleventh deal a conflict with engagements, one of which is gone.
func (p *pair) putInTheWay(ctx context.Context) error {
	deals, err := p.idsOf(ctx, "deals")
	if err != nil {
		return err
	}
	for n := 5; n < len(deals); n += 11 {
		conflict := model.DealConflict{Class: model.DealConflictClassSelf, RivalIDs: []model.ID{model.ID(deals[n-1])},
			EngagementIDs: []model.ID{rareID("engagement", n%5), "engagement_gone", rareID("engagement", (n+1)%5)}}
		if _, err := p.asked.db.Collection("deals").UpdateByID(ctx, deals[n], bson.D{{Key: "$set", Value: bson.D{{Key: "conflict", Value: conflict}}}}); err != nil {
			return err
		}
	}
	return nil
}

func rareID(kind string, i int) model.ID { return model.ID(fmt.Sprintf("%s_%026d", kind, i)) }

func rareRecord(kind string, i int) model.Record {
	at := time.Date(2026, 5, 1, 8, i, 0, 0, time.UTC)
	return model.Record{ID: rareID(kind, i), Version: 1 + i%3, CreatedAt: at, UpdatedAt: at}
}

func rareEngagement(i int, vendor model.ID) model.DirectEngagement {
	domain, until := fmt.Sprintf("c%d.example", i), model.Forever
	if i%2 == 0 {
		until = time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return model.DirectEngagement{Record: rareRecord("engagement", i), VendorID: vendor, CustomerKey: domain,
		Customer:        model.DirectCustomer{Name: fmt.Sprintf("Customer %d", i/2), NameFold: fmt.Sprintf("customer %d", i/2), Domain: &domain, Country: "DE"},
		ProductFamilies: []string{"cloud", "backup"}[:i%3], ValidFrom: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), ValidUntil: until}
}

func rareSegment(i int, vendor model.ID) model.Segment {
	name := fmt.Sprintf("segment %d", i)
	return model.Segment{Record: rareRecord("segment", i), VendorID: vendor, Name: name, NameFold: name, RuleVersion: 1,
		Status: model.AllSegmentStatus[i%len(model.AllSegmentStatus)], Source: `{"test":{"attribute":"TYPE","op":"IN","values":["MSP"]}}`, RuleText: "type is MSP"}
}
