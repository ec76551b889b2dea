package model

import "time"

// Certification is what a partner's record keeps of a PartnerCertification of that type, for rules to look at. It counts up to and
// including its last day.
type Certification struct {
	Name       string `bson:"name"`
	ValidUntil Date   `bson:"validUntil"` // NoLastDay when it does not expire
}

// Training is the same of a course that the partner's people have completed.
type Training struct {
	Name        string `bson:"name"`
	CompletedOn Date   `bson:"completedOn"`
	ValidUntil  Date   `bson:"validUntil"` // NoLastDay when it does not expire
}

// NoLastDay is the last day of what does not end. A stored value, so that a condition never needs "or missing".
const NoLastDay Date = "2200-01-01"

// Attribute is a value that a vendor keeps on a partner under a name of its own. The field of the definition's type is set.
type Attribute struct {
	Name   string  `bson:"name"`
	Text   *string `bson:"text,omitempty"`
	Number *int64  `bson:"number,omitempty"` // in units of 1/NumberScale
	Flag   *bool   `bson:"flag,omitempty"`
	Day    *Date   `bson:"day,omitempty"`
}

// NumberScale is how many parts an attribute's number is counted in, so that it has four exact decimal places.
const NumberScale = 10_000

// AttributeDefinition is an attribute that a vendor has defined.
type AttributeDefinition struct {
	Name string        `bson:"name"`
	Type AttributeType `bson:"type"`
}

// Turnover is what a partner bought in one month, added up by product family, country and currency.
type Turnover struct {
	Month     Month        `bson:"month"`
	Family    string       `bson:"family"`
	Territory CountryCode  `bson:"territory"`
	Currency  CurrencyCode `bson:"currency"`
	Minor     int64        `bson:"minor"`
}

// MonthCount is how often something happened in one month.
type MonthCount struct {
	Month Month `bson:"month"`
	Count int   `bson:"count"`
}

// Month is a calendar month, YYYY-MM. As text it sorts as it should.
type Month string

// MonthOf is the month of a day.
func MonthOf(d Date) Month { return Month(d[:7]) }

// Back is the month so many months earlier.
func (m Month) Back(months int) Month {
	t, err := time.Parse("2006-01", string(m))
	if err != nil {
		return m
	}
	return Month(t.AddDate(0, -months, 0).Format("2006-01"))
}

// MonthsBack is the day so many months earlier. Where that month is shorter, it is its last day.
func (d Date) MonthsBack(months int) Date {
	first, err := time.Parse(time.DateOnly, string(d[:7])+"-01")
	if err != nil {
		return d
	}
	first = first.AddDate(0, -months, 0)
	last := Date(first.AddDate(0, 1, -1).Format(time.DateOnly))
	return min(Date(first.Format("2006-01-"))+d[8:], last)
}
