package model

// KindRevenueLine names lines of revenue in ids. They are no nouns of the API.
const KindRevenueLine Kind = "revenueline"

// RevenueLine is one thing that a partner bought from a vendor, as another system reports it. Its id is made of vendor, source
// and the source's own id.
type RevenueLine struct {
	ID         ID          `bson:"_id"`
	VendorID   ID          `bson:"vendorId"`
	PartnerID  ID          `bson:"partnerId"`
	Source     string      `bson:"source"`
	SourceID   string      `bson:"sourceId"`
	OccurredOn Date        `bson:"occurredOn"`
	Family     string      `bson:"family"`
	Territory  CountryCode `bson:"territory"`
	Amount     Money       `bson:"amount"` // negative for what came back
}

// Turnover is what the line adds to its month.
func (l *RevenueLine) Turnover() Turnover {
	return Turnover{Month: MonthOf(l.OccurredOn), Family: l.Family, Territory: l.Territory, Currency: l.Amount.Currency, Minor: l.Amount.Minor}
}
