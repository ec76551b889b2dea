package model

import (
	"math/big"
	"time"
)

// DealAccrual is what of a deal's benefit stands on its ledger now: granted while it is approved or won, earned while it is won.
// The ledger's entries add up to it.
type DealAccrual struct {
	Granted Accrual `bson:"granted"`
	Earned  Accrual `bson:"earned"`
	Entries int     `bson:"entries"` // how many there are
}

// Accrual is points and an amount of discount; nil where there is none.
type Accrual struct {
	Points   int    `bson:"points"`
	Discount *Money `bson:"discount,omitempty"`
}

// BenefitEntry is one entry of a deal's ledger. It is written once and never changed: what is taken back is an entry of its own.
type BenefitEntry struct {
	ID       ID             `bson:"_id"`
	DealID   ID             `bson:"dealId"`
	VendorID ID             `bson:"vendorId"`
	Seq      int            `bson:"seq"` // 1, 2, 3 … within the deal
	Account  BenefitAccount `bson:"account"`
	Kind     BenefitKind    `bson:"kind"`
	Points   int            `bson:"points"`
	Discount *Money         `bson:"discount,omitempty"`
	Action   string         `bson:"action"` // the step that made it
	// Actor is nil for the hub itself.
	Actor *DealParty `bson:"actor,omitempty"`
	At    time.Time  `bson:"at"`
}

// Accrues is what a benefit comes to for an amount: the points, and the percentage of the amount rounded half to even.
func (b *DealBenefit) Accrues(amount *Money) (a Accrual) {
	if b == nil {
		return a
	}
	if b.Points != nil {
		a.Points = *b.Points
	}
	if b.DiscountPercent == nil || amount == nil {
		return a
	}
	if basis, err := ParsePercent(*b.DiscountPercent); err == nil && basis > 0 {
		minor := halfEven(new(big.Rat).SetFrac(new(big.Int).Mul(big.NewInt(amount.Minor), big.NewInt(int64(basis))), big.NewInt(100_00)))
		a.Discount = &Money{Minor: minor.Int64(), Currency: amount.Currency}
	}
	return a
}

// IsZero is true where nothing stands.
func (a Accrual) IsZero() bool { return a.Points == 0 && (a.Discount == nil || a.Discount.Minor == 0) }

// Equal is true for the same points and the same amount.
func (a Accrual) Equal(b Accrual) bool {
	same := a.Discount == nil && b.Discount == nil || a.Discount != nil && b.Discount != nil && *a.Discount == *b.Discount
	return a.Points == b.Points && same
}

// Reversed is what takes it back.
func (a Accrual) Reversed() Accrual {
	out := Accrual{Points: -a.Points}
	if a.Discount != nil {
		out.Discount = &Money{Minor: -a.Discount.Minor, Currency: a.Discount.Currency}
	}
	return out
}
