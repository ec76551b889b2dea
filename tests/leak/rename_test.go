package leak_test

import (
	"github.com/vektah/gqlparser/v2/ast"

	"partnerhub/tests/leak/oracle"
)

// A deal names a program, a campaign and a distributor, and people change which. Whom a deal belongs to is never learned from
// answers, so it is taken from what was asked for.

// draftRenaming writes a change of what a deal names, among what somebody sees: by chance alone a name hardly ever goes with a deal.
func (r *run) draftRenaming(def *ast.FieldDefinition, email string, d *oracle.Record) (*generated, map[string]any) {
	by, names := r.world.As(userID(email)), map[string][]any{"distributorId": {nil}, "campaignId": {nil}, "programId": {nil}}
	for _, distributor := range r.world.Records[d.Partner].Distributors {
		names["distributorId"] = append(names["distributorId"], distributor)
	}
	for typ, field := range map[string]string{"Campaign": "campaignId", "Program": "programId"} {
		offers := r.world.Of(typ)
		sortRecords(offers)
		for _, offer := range offers {
			if offer.Vendor == d.Vendor && by.Shown(offer) != nil {
				names[field] = append(names[field], offer.ID)
			}
		}
	}
	field := []string{"campaignId", "campaignId", "programId", "distributorId"}[r.random.IntN(4)]
	r.gen.begin(email)
	return r.draftOf(def, email, d.ID, map[string]any{field: names[field][r.random.IntN(len(names[field]))]}, field[:len(field)-len("Id")])
}

// renamed is what a deal names after a change: what is left out stays, null clears. A distributor's people always mean their own.
func renamed(d, by *oracle.Record, input map[string]any) {
	for field, name := range map[string]string{"campaignId": "campaign", "programId": "program", "distributorId": "distributor"} {
		if to, given := input[field]; given {
			d.Fields[name] = nil
			if id, named := to.(string); named {
				d.Fields[name] = oracle.Ref(id)
			}
		}
	}
	if by.Fields["kind"] == "DISTRIBUTOR" {
		d.Fields["distributor"] = oracle.Ref(by.ID)
	}
	named, _ := d.Fields["distributor"].(oracle.Ref)
	d.Distributor = string(named)
}
