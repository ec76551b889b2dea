// Package store keeps the nouns in MongoDB through the official driver: reads cut by a grant, writes with their change
// rows in one transaction, claims, counters and indexes. It compiles conditions for the database and decides nothing:
// no role, no business rule, no default that widens what a grant gives.
package store

import (
	"context"
	"log/slog"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"

	"partnerhub/authz"
	"partnerhub/model"
)

// Options are what the store needs from outside.
type Options struct {
	Now    func() time.Time // the server's clock
	Logger *slog.Logger     // told of what the database said; callers never are
	// Policy says which sides notice a change. Without one it is the policy that the hub ships with.
	Policy *authz.Policy
	// Direct reads without commands what is committed. Nil for a database of another process.
	Direct Direct
}

// Store holds the collections of one database. It is safe for concurrent use.
type Store struct {
	Organizations  *Collection[model.Organization]
	Users          *Collection[model.User]
	Partners       *Collection[model.Partner]
	Programs       *Collection[model.Program]
	Campaigns      *Collection[model.Campaign]
	Deals          *Collection[model.Deal]
	Authorities    *Collection[model.ApprovalAuthority]
	Enrollments    *Collection[model.Enrollment]
	Engagements    *Collection[model.DirectEngagement]
	Rates          *Collection[model.ConversionRate]
	Policies       *Collection[model.VisibilityPolicy]
	Segments       *Collection[model.Segment]
	Certifications *Collection[model.PartnerCertification]
	Webhooks       *Collection[model.WebhookEndpoint]
	Deliveries     *Deliveries
	RuleSets       *RuleSets
	Recomputes     *Recomputes
	RevenueLines   *RevenueLines
	Claims         *Claims
	Keys           *Keys
	Changes        *Changes
	Receipts       *Receipts
	SyncMarks      *SyncMarks
	Events         *DealEvents
	Benefits       *Benefits

	client *mongo.Client
	db     *mongo.Database
	now    func() time.Time
	log    *slog.Logger
	policy *authz.Policy
	feeds  feedLocks
	bells  bells
	direct Direct                                     // nil where there is none
	sights map[model.Kind]func(bson.Raw) (any, error) // how a kind's record stood, decoded
}

// Open prepares a database: it makes the missing indexes, fails if one cannot be had, proves with a trial that
// transactions work, and gives records that an older version of the hub has written what each side is told of them.
func Open(ctx context.Context, client *mongo.Client, database string, o Options) (*Store, error) {
	db := client.Database(database)
	s := &Store{client: client, db: db, now: o.Now, log: o.Logger, direct: o.Direct, sights: map[model.Kind]func(bson.Raw) (any, error){}}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if err := s.takePolicy(o.Policy); err != nil {
		return nil, err
	}
	s.Organizations = collectionOf[model.Organization](s, model.KindOrganization, "organizations")
	s.Users = collectionOf[model.User](s, model.KindUser, "users")
	s.Partners = collectionOf[model.Partner](s, model.KindPartner, "partners")
	s.Programs = collectionOf[model.Program](s, model.KindProgram, "programs")
	s.Campaigns = collectionOf[model.Campaign](s, model.KindCampaign, "campaigns")
	s.Deals = collectionOf[model.Deal](s, model.KindDeal, "deals")
	s.Authorities = collectionOf[model.ApprovalAuthority](s, model.KindAuthority, "authorities")
	s.Enrollments = collectionOf[model.Enrollment](s, model.KindEnrollment, "enrollments")
	s.Engagements = collectionOf[model.DirectEngagement](s, model.KindEngagement, "engagements")
	s.Rates = collectionOf[model.ConversionRate](s, model.KindRate, "conversion_rates")
	s.Policies = collectionOf[model.VisibilityPolicy](s, model.KindPolicy, "policies")
	s.Segments = collectionOf[model.Segment](s, model.KindSegment, "segments")
	s.Certifications = collectionOf[model.PartnerCertification](s, model.KindCertification, "certifications")
	s.Webhooks = collectionOf[model.WebhookEndpoint](s, model.KindWebhook, "webhooks")
	s.Deliveries = &Deliveries{s}
	s.RuleSets, s.Recomputes = &RuleSets{s}, &Recomputes{s}
	s.RevenueLines = &RevenueLines{s}
	s.Claims = &Claims{s}
	s.Benefits = &Benefits{s}
	s.Keys = &Keys{s}
	s.Changes = &Changes{s}
	s.Receipts = &Receipts{s}
	s.SyncMarks = &SyncMarks{s}
	s.Events, s.Deals.trail = &DealEvents{s}, eventOf
	if err := s.ensureIndexes(ctx); err != nil {
		return nil, err
	}
	if err := s.tryTransaction(ctx); err != nil {
		return nil, err
	}
	return s, s.tellOldRecords(ctx)
}

// Ping asks whether the database answers.
func (s *Store) Ping(ctx context.Context) error {
	return s.refuse(ctx, "pinging the store", s.client.Ping(ctx, nil))
}
