package intake

import (
	"errors"
	"strings"

	"partnerhub/model"
	"partnerhub/store"
)

// rateFiles takes a vendor's conversion rates in. A rate counts from its day on until the next one for the same currencies. What
// deals have been counted with stays as it was; those that no rate was there for are counted when one comes.
func rateFiles() kind {
	return kindOf[model.ConversionRate]{
		kind: model.KindRate,
		columns: []Column{
			required("vendor", "handle of the vendor; with from, to and validFrom the key of the row"),
			required("from", "ISO 4217 code of the currency that is counted"),
			required("to", "ISO 4217 code of the vendor's base currency"),
			required("validFrom", "first day on which the rate counts"),
			required("rate", "how much one unit is in the other currency, such as 0.8512; at most 6 digits behind the point"),
		},
		key:        keyOf("vendor", "from", "to", "validFrom"),
		collection: func(s *store.Store) *store.Collection[model.ConversionRate] { return s.Rates },
		want:       func(r *row, w *wanted) { w.organizations(r, "vendor") },
		fill:       fillRate,
		follow:     func(b *batch, _, doc *model.ConversionRate) { b.rated.add(doc) },
	}
}

func fillRate(b *batch, r *row, _, doc *model.ConversionRate) {
	vendor := b.vendor(r)
	if vendor == nil {
		return
	}
	doc.VendorID = vendor.ID
	set(r, "from", &doc.From, model.ParseCurrency)
	set(r, "to", &doc.To, model.ParseCurrency)
	set(r, "validFrom", &doc.ValidFrom, b.days.day)
	set(r, "rate", &doc.Rate, readRate)
	r.wants(doc.To == "" || vendor.Currency != nil && doc.To == *vendor.Currency, "to", "is not the vendor's base currency")
	r.wants(doc.From == "" || doc.From != doc.To, "from", "is the vendor's base currency itself")
}

func readRate(s string) (model.Decimal, error) {
	rate, err := model.ParseDecimal(s)
	if err != nil || strings.Trim(s, "0.") == "" || s[0] == '-' {
		return "", errors.New("is a number above zero such as 0.8512")
	}
	return rate, nil
}
