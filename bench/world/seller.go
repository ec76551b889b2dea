package world

import (
	"fmt"

	"partnerhub/model"
)

// Seller is somebody who registers deals: the sales of a partner, with one of its vendors.
type Seller struct {
	Email      string
	vendor     int
	programID  model.ID
	distribute model.ID
}

// SellerAt is the seller of a partner with its first vendor. Ten in sequence have ten vendors.
func SellerAt(p int) Seller {
	v := vendorsOf(p)[0]
	return Seller{at("sales", partner(p)), v, model.DerivedID(model.KindProgram, vendor(v)+"/program-0"),
		model.DerivedID(model.KindOrganization, distributor(serving(v, p)))}
}

// Registration is the input of Register for a customer whom nobody has, told from others by a number.
func (s Seller) Registration(customer int64) map[string]any {
	money := func(amount string) map[string]any { return map[string]any{"amount": amount, "currency": "EUR"} }
	return map[string]any{
		"vendorId":      string(model.DerivedID(model.KindOrganization, vendor(s.vendor))),
		"programId":     string(s.programID),
		"distributorId": string(s.distribute),
		"customer":      map[string]any{"name": fmt.Sprintf("New customer %d", customer), "domain": fmt.Sprintf("new-%d.example", customer), "country": "GB"},
		"lines": []any{
			map[string]any{"productFamily": "compute", "quantity": 3, "unitPrice": money("640.00")},
			map[string]any{"productFamily": "storage", "quantity": 9},
		},
		"amount": money("24000.00"), "expectedCloseOn": "2027-03-31",
	}
}
