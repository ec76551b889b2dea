package store

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"partnerhub/model"
)

const claimsName = "deal_claims"

// Claim is the exclusive hold of one deal on a customer and a product family at a vendor.
type Claim struct {
	VendorID      model.ID  `bson:"vendorId"`
	CustomerKey   string    `bson:"customerKey"`
	ProductFamily string    `bson:"productFamily"`
	DealID        model.ID  `bson:"dealId"`
	Until         time.Time `bson:"until"` // the hold is over at this instant
	At            time.Time `bson:"at"`    // since when
}

// Claims keeps who holds what. The unique index over vendor, customer and product family is the arbiter.
type Claims struct{ store *Store }

// Acquire takes all the claims or answers ErrTaken; it is only possible inside Tx, which the answer ends. A claim that is
// over is taken over, and a deal may renew its own. Of many at the same instant one wins: the others meet a write conflict,
// try again and then see the winner.
func (c *Claims) Acquire(ctx context.Context, claims []Claim, now time.Time) error {
	if unitFrom(ctx) == nil {
		return errOutsideTx
	}
	claims = slices.Clone(claims)
	slices.SortFunc(claims, func(a, b Claim) int { return strings.Compare(a.ProductFamily, b.ProductFamily) })
	for _, claim := range claims {
		if err := c.acquire(ctx, claim, now); err != nil {
			return err
		}
	}
	return nil
}

// acquire looks first, so that a plain "taken" leaves the transaction alive, and then writes under the same condition; the
// unique index decides between two that saw nobody.
func (c *Claims) acquire(ctx context.Context, claim Claim, now time.Time) error {
	claim.Until, claim.At = claim.Until.UTC().Truncate(time.Millisecond), claim.At.UTC().Truncate(time.Millisecond)
	var held Claim
	err := c.coll().FindOne(ctx, claim.key()).Decode(&held)
	switch {
	case errors.Is(err, mongo.ErrNoDocuments):
		_, err = c.coll().InsertOne(ctx, claim)
		return c.taken(ctx, err)
	case err != nil:
		return c.store.refuse(ctx, "reading a claim", err)
	case held.DealID != claim.DealID && held.Until.After(now):
		return ErrTaken
	}
	as := append(claim.key(), bson.E{Key: "dealId", Value: held.DealID}, bson.E{Key: "until", Value: held.Until})
	done, err := c.coll().ReplaceOne(ctx, as, claim)
	if err == nil && done.MatchedCount == 0 {
		return ErrTaken
	}
	return c.taken(ctx, err)
}

// taken reads a duplicate key as what it means here.
func (c *Claims) taken(ctx context.Context, err error) error {
	refused := c.store.refuse(ctx, "acquiring a claim", err)
	if errors.Is(refused, errDuplicate) {
		return ErrTaken
	}
	return refused
}

func (c *Claims) coll() *mongo.Collection { return c.store.db.Collection(claimsName) }

// key is what only one claim can have.
func (c Claim) key() bson.D {
	return bson.D{{Key: "vendorId", Value: c.VendorID}, {Key: "customerKey", Value: c.CustomerKey},
		{Key: "productFamily", Value: c.ProductFamily}}
}

// Release frees everything that a deal holds, together with the change of the deal: it is only possible inside Tx.
func (c *Claims) Release(ctx context.Context, dealID model.ID) error {
	if unitFrom(ctx) == nil {
		return errOutsideTx
	}
	_, err := c.coll().DeleteMany(ctx, bson.D{{Key: "dealId", Value: dealID}})
	return c.store.refuse(ctx, "releasing claims", err)
}

// Holders tells the live claims on a customer's product families, in the families' order of the alphabet.
func (c *Claims) Holders(ctx context.Context, vendorID model.ID, customerKey string, families []string, now time.Time) ([]Claim, error) {
	if len(families) == 0 {
		return nil, nil
	}
	live := bson.D{{Key: "vendorId", Value: vendorID}, {Key: "customerKey", Value: customerKey},
		{Key: "productFamily", Value: bson.D{{Key: "$in", Value: families}}},
		{Key: "until", Value: bson.D{{Key: "$gt", Value: now}}}}
	cursor, err := c.coll().Find(ctx, live, options.Find().SetSort(bson.D{{Key: "productFamily", Value: 1}}))
	if err != nil {
		return nil, c.store.refuse(ctx, "finding claims", err)
	}
	var out []Claim
	err = cursor.All(ctx, &out)
	return out, c.store.refuse(ctx, "reading claims", err)
}

// OverFor tells which deals had claims on a customer's product families whose time has run out, and that nobody has taken over.
func (c *Claims) OverFor(ctx context.Context, vendorID model.ID, customerKey string, families []string, now time.Time) ([]model.ID, error) {
	past := bson.D{{Key: "vendorId", Value: vendorID}, {Key: "customerKey", Value: customerKey},
		{Key: "productFamily", Value: bson.D{{Key: "$in", Value: families}}},
		{Key: "until", Value: bson.D{{Key: "$lte", Value: now}}}}
	cursor, err := c.coll().Find(ctx, past, options.Find().SetSort(bson.D{{Key: "productFamily", Value: 1}}))
	if err != nil {
		return nil, c.store.refuse(ctx, "finding claims to take over", err)
	}
	var found []Claim
	err = cursor.All(ctx, &found)
	out := make([]model.ID, len(found))
	for i, claim := range found {
		out[i] = claim.DealID
	}
	return out, c.store.refuse(ctx, "reading claims to take over", err)
}

// Over lists claims whose time has run out, the earliest first.
func (c *Claims) Over(ctx context.Context, now time.Time, limit int) ([]Claim, error) {
	past := bson.D{{Key: "until", Value: bson.D{{Key: "$lte", Value: now}}}}
	cursor, err := c.coll().Find(ctx, past, options.Find().SetSort(bson.D{{Key: "until", Value: 1}}).SetLimit(int64(limit)))
	if err != nil {
		return nil, c.store.refuse(ctx, "finding claims that are over", err)
	}
	var out []Claim
	err = cursor.All(ctx, &out)
	return out, c.store.refuse(ctx, "reading claims", err)
}

// Forget removes what a deal holds no more at an instant, and tells whether there was anything. A claim that it holds still,
// or that another deal has taken over, stays.
func (c *Claims) Forget(ctx context.Context, dealID model.ID, now time.Time) (bool, error) {
	past := bson.D{{Key: "dealId", Value: dealID}, {Key: "until", Value: bson.D{{Key: "$lte", Value: now}}}}
	done, err := c.coll().DeleteMany(ctx, past)
	if err != nil {
		return false, c.store.refuse(ctx, "forgetting claims", err)
	}
	return done.DeletedCount > 0, nil
}
