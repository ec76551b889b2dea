package store

import (
	"context"
	"slices"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

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

func (c *Claims) acquire(ctx context.Context, claim Claim, now time.Time) error {
	panic("soon")
}

// Release frees everything that a deal holds.
func (c *Claims) Release(ctx context.Context, dealID model.ID) error {
	_, err := c.store.db.Collection(claimsName).DeleteMany(ctx, bson.D{{Key: "dealId", Value: dealID}})
	return c.store.refuse(ctx, "releasing claims", err)
}

// Holders tells the live claims on a customer's product families.
func (c *Claims) Holders(ctx context.Context, vendorID model.ID, customerKey string, families []string, now time.Time) ([]Claim, error) {
	panic("soon")
}
