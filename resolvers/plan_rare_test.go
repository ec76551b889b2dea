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
	return p.putInTheWay(ctx)
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
