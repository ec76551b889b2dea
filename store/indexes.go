package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

// list is every order of a collection's lists within every scope that a grant or a nested list has. Each pair is one index:
// scope (one field or several), sort field, id. It serves both directions, because ties go by id in the direction of the field.
type list struct {
	collection string
	scopes     []string
	sorts      []string
}

// unique is what only one document may have. With when, it counts only for documents that match.
type unique struct {
	collection string
	fields     []string
	when       bson.D
}

// The instants of the last change, as each side is told.
const (
	seenByVendor      = "seen.vendor.at"
	seenByDistributor = "seen.distributor.at"
	seenByPartner     = "seen.partner.at"
)

// lists is the table of the lists. A person covers partners of one vendor or distributor only, so that coverage.userId alone
// is as narrow as together with the vendor; the margin and the score are orders of those roles only that see them.
func lists() []list {
	return []list{
		{"organizations", []string{"_id", "relatedIds", "relatedIds kind", "coverage.userId"}, []string{"nameFold", "createdAt"}},
		{"partners", []string{"vendorId", "coverage.userId"}, []string{"nameFold", "engagementScore"}},
		{"partners", []string{"distributorIds", "organizationId"}, []string{"nameFold"}},
		{"programs", []string{"vendorId", "distributorIds", "reachIds"}, []string{"nameFold"}},
		{"campaigns", []string{"vendorId", "distributorIds", "reachIds"}, []string{"nameFold", "startsOn"}},
		{"deals", []string{"vendorId", "coverage.userId", "distributorId", "partnerOrgId", "partnerId"},
			[]string{"createdAt", "expectedCloseOn", "amount.minor"}},
		{"deals", []string{"partnerOrgId", "partnerId"}, []string{"partnerMargin.minor"}},
		// What a salesperson registered, where that is all that it sees of its organization's.
		{"deals", []string{"partnerOrgId registeredBy.userId"}, []string{"createdAt", "expectedCloseOn", "amount.minor", "partnerMargin.minor", seenByPartner}},
		{"users", []string{"organizationId", "organizationId serviceAccount.is"}, []string{"_id"}},
		{"partners", []string{"segmentIds"}, []string{"nameFold", seenByVendor, "engagementScore"}},
		{"authorities", []string{"vendorId", "distributorId"}, []string{"_id"}},
		{"enrollments", []string{"vendorId", "coverage.userId", "distributorIds", "partnerOrgId", "partnerId", "programId", "distributorIds programId",
			"coverage.userId programId"}, []string{"createdAt"}},
		{"engagements", []string{"vendorId"}, []string{"customer.nameFold"}},
		{"conversion_rates", []string{"vendorId"}, []string{"validFrom"}},
		{"segments", []string{"vendorId"}, []string{"nameFold", "updatedAt"}},
		// The orders by the last change, each for the scopes of its side.
		{"partners", []string{"vendorId", "coverage.userId"}, []string{seenByVendor}},
		{"partners", []string{"distributorIds", "coverage.userId"}, []string{seenByDistributor}},
		{"partners", []string{"organizationId"}, []string{seenByPartner}},
		{"programs", []string{"vendorId"}, []string{seenByVendor, seenByDistributor, seenByPartner}},
		{"programs", []string{"distributorIds", "reachIds"}, []string{seenByDistributor}},
		{"deals", []string{"vendorId", "coverage.userId", "partnerId"}, []string{seenByVendor}},
		{"deals", []string{"distributorId", "coverage.userId", "partnerId"}, []string{seenByDistributor}},
		{"deals", []string{"partnerOrgId", "partnerId"}, []string{seenByPartner}},
		{"enrollments", []string{"vendorId", "coverage.userId", "partnerId", "programId", "coverage.userId programId"}, []string{seenByVendor}},
		{"enrollments", []string{"distributorIds", "coverage.userId", "partnerId", "programId", "distributorIds programId",
			"coverage.userId programId"}, []string{seenByDistributor}},
		{"enrollments", []string{"partnerOrgId", "partnerId", "programId"}, []string{seenByPartner}},
		{"webhooks", []string{"organizationId"}, []string{"_id"}},
		{"certifications", []string{"vendorId", "coverage.userId", "partnerOrgId", "partnerId"}, []string{"validUntil"}},
	}
}

// uniques is the table of what must be unique. A value that not every document has is guarded by when.
func uniques() []unique {
	return []unique{
		{"organizations", []string{"handle"}, nil},
		{"users", []string{"email"}, bson.D{{Key: "email", Value: bson.D{{Key: "$exists", Value: true}}}}},
		{"partners", []string{"vendorId", "organizationId"}, nil},
		{"partners", []string{"vendorId", "externalIds.source", "externalIds.value"},
			bson.D{{Key: "externalIds.source", Value: bson.D{{Key: "$exists", Value: true}}}}},
		{"policies", []string{"vendorId"}, nil},
		{"deals", []string{"vendorId", "number"}, bson.D{{Key: "number", Value: bson.D{{Key: "$gt", Value: ""}}}}},
		{"enrollments", []string{"partnerId", "programId", "holds"}, bson.D{{Key: "holds", Value: bson.D{{Key: "$gt", Value: ""}}}}},
		{"enrollments", []string{"partnerId", "programId", "term"}, nil},
		{claimsName, []string{"vendorId", "customerKey", "productFamily"}, nil},
		{"conversion_rates", []string{"vendorId", "from", "to", "validFrom"}, nil},
		{eventsName, []string{"dealId", "seq"}, nil},
		{benefitsName, []string{"dealId", "seq"}, nil},
		{keysName, []string{"prefix"}, nil},
		{deliveriesName, []string{"endpointId", "sequence"}, nil},
	}
}

// lookups is the table of the other ways to find a record.
func lookups() []unique {
	return []unique{
		{changesName, []string{"_id.vendorId", "audience", "_id.seq"}, nil},                       // what concerns an organization
		{"partners", []string{"coverage.from"}, nil},                                              // coverage that begins
		{"partners", []string{"coverage.to"}, nil},                                                // coverage that ends
		{"deals", []string{"vendorId", "customerKey", "approvalStatus"}, nil},                     // rivals and waiting registrations
		{"deals", []string{"vendorId", "customer.nameFold", "approvalStatus"}, nil},               // namesakes
		{"deals", []string{"partnerId", "approvalStatus"}, nil},                                   // a partner's open registrations
		{"deals", []string{"partnerId", "_id"}, nil},                                              // copies that follow a partner
		{"deals", []string{"approvalStatus", "protectedUntil"}, nil},                              // protections that have run out
		{"deals", []string{"approvalStatus", "autoApproveAt"}, nil},                               // approvals that nobody has to give
		{"deals", []string{"approvalStatus", "nextReminderAt"}, nil},                              // protections that are about to end
		{"deals", []string{"approvalStatus", "lapsesAt"}, nil},                                    // held places that have lapsed
		{"partners", []string{"vendorId", "tier"}, nil},                                           // who holds a tier
		{"enrollments", []string{"partnerId", "_id"}, nil},                                        // copies that follow a partner
		{"enrollments", []string{"programId", "_id"}, nil},                                        // and a program
		{"enrollments", []string{"holds", "validUntil"}, nil},                                     // terms that have run out
		{"deals", []string{"vendorId", "unconverted"}, bson.D{{Key: "unconverted", Value: true}}}, // amounts that no rate was there for
		{"engagements", []string{"vendorId", "customerKey"}, nil},                                 // the vendor's own, for a customer
		{"organizations", []string{"kind"}, nil},                                                  // the vendors
		{"policies", []string{"revision"}, nil},                                                   // what has changed since
		{"partners", []string{"vendorId", "_id"}, nil},                                            // a vendor's partners, one stretch after the other
		{"certifications", []string{"partnerId", "_id"}, nil},                                     // what partners hold, and copies that follow one
		{recomputesName, []string{"done", "turn", "day"}, nil},                                    // members that are still to be worked out
		{movesName, []string{"segmentId", "at", "_id"}, nil},                                      // who came into a segment and went out
		{movesName, []string{"partnerId", "at", "_id"}, nil},                                      // and the same of a partner
		{claimsName, []string{"dealId"}, nil},
		{"webhooks", []string{"status", "_id"}, nil},                    // those that messages go to
		{deliveriesName, []string{"endpointId", "state", "dueAt"}, nil}, // what is to be sent
		{deliveriesName, []string{"endpointId", "state", "sequence"}, nil},
		{deliveriesName, []string{"endpointId", "ownerId", "standing", "state", "at"}, nil}, // what may be sent again
		{claimsName, []string{"until"}, nil},
		{syncMarksName, []string{"recordId"}, nil}, // by which ids a record is known
		{keysName, []string{"userId", "_id"}, nil},
		{keysName, []string{"userId", "revokedAt", "expiresAt"}, nil}, // those that count
	}
}

// expiry is a date from which the database removes a document, sooner or later. Whoever reads one looks at the date itself.
type expiry struct{ collection, field string }

// expiries is the table of what does not stay.
func expiries() []expiry { return []expiry{{receiptsName, "expires"}, {deliveriesName, "expireAt"}} }

// indexes joins the tables, by collection.
func indexes() map[string][]mongo.IndexModel {
	out := map[string][]mongo.IndexModel{}
	for _, l := range lists() {
		for _, scope := range l.scopes {
			for _, sort := range l.sorts {
				out[l.collection] = append(out[l.collection], indexOn(slices.Compact(append(strings.Fields(scope), sort, "_id"))...))
			}
		}
	}
	for _, u := range uniques() {
		x := indexOn(u.fields...)
		x.Options.SetUnique(true)
		if u.when != nil {
			x.Options.SetPartialFilterExpression(u.when)
		}
		out[u.collection] = append(out[u.collection], x)
	}
	for _, l := range lookups() {
		x := indexOn(l.fields...)
		if l.when != nil {
			x.Options.SetPartialFilterExpression(l.when)
		}
		out[l.collection] = append(out[l.collection], x)
	}
	for _, e := range expiries() {
		x := indexOn(e.field)
		x.Options.SetExpireAfterSeconds(0)
		out[e.collection] = append(out[e.collection], x)
	}
	return out
}

func indexOn(fields ...string) mongo.IndexModel {
	if fields[0] == "_id" {
		fields = fields[:2] // the id is there already
	}
	keys := bson.D{}
	for _, f := range fields {
		keys = append(keys, bson.E{Key: f, Value: 1})
	}
	return mongo.IndexModel{Keys: keys, Options: options.Index()}
}

// indexTime is how long the indexes may take to be made. One over millions of records takes minutes, and a client's usual deadline would
// keep an upgrade that brings one from ever starting.
const indexTime = 6 * time.Hour

// ensureIndexes makes the missing indexes and fails if one cannot be had: without it a list would be slow, or a second claim
// possible.
func (s *Store) ensureIndexes(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, indexTime)
	defer cancel()
	for name, wanted := range indexes() {
		made, err := s.db.Collection(name).Indexes().CreateMany(ctx, wanted)
		if err != nil {
			return s.refuse(ctx, "making the indexes of "+name, err)
		}
		if err := s.checkIndexes(ctx, name, made); err != nil {
			return err
		}
	}
	return nil
}

// checkIndexes reads back what is there.
func (s *Store) checkIndexes(ctx context.Context, collection string, made []string) error {
	there, err := s.db.Collection(collection).Indexes().ListSpecifications(ctx)
	if err != nil {
		return s.refuse(ctx, "reading the indexes of "+collection, err)
	}
	for _, name := range made {
		named := func(x mongo.IndexSpecification) bool { return x.Name == name }
		if !slices.ContainsFunc(there, named) {
			return fmt.Errorf("the index %s of %s is missing", name, collection)
		}
	}
	return nil
}
