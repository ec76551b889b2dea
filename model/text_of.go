package model

import (
	"fmt"
	"strings"
)

// The texts of composite values, as the trail of a deal tells them to people. The empty text stands for no value.

// Text is an amount with its currency, such as 1250.00 GBP.
func (m Money) Text() string { return string(m.Amount()) + " " + string(m.Currency) }

// Text is a product with its quantity and price, such as 10 × CLOUD Cloud seats at 5.00 GBP.
func (l DealLine) Text() string {
	parts := []string{fmt.Sprintf("%d × %s", l.Quantity, l.ProductFamily)}
	for _, more := range []*string{l.SKU, l.Name} {
		if more != nil && *more != "" {
			parts = append(parts, *more)
		}
	}
	if l.UnitPrice != nil {
		parts = append(parts, "at", l.UnitPrice.Text())
	}
	return strings.Join(parts, " ")
}

// Text is a person with address and number.
func (c DealContact) Text() string {
	parts := []string{c.Name}
	for _, more := range []*string{c.Email, c.Phone} {
		if more != nil && *more != "" {
			parts = append(parts, *more)
		}
	}
	return strings.Join(parts, ", ")
}

// Text is what the vendor grants, such as 12.5 %, 100 points.
func (b DealBenefit) Text() string {
	var parts []string
	if b.DiscountPercent != nil {
		parts = append(parts, string(*b.DiscountPercent)+" %")
	}
	if b.Points != nil {
		parts = append(parts, fmt.Sprintf("%d points", *b.Points))
	}
	return strings.Join(parts, ", ")
}
