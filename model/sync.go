package model

import "github.com/99designs/gqlgen/graphql"

// Patch is what the row sets, in the form of a single deal's update.
func (r *SyncDealRow) Patch() UpdateDealInput {
	out := UpdateDealInput{ProgramID: r.ProgramID, CampaignID: r.CampaignID, DistributorID: r.DistributorID, Lines: r.Lines,
		Amount: r.Amount, ExpectedCloseOn: r.ExpectedCloseOn}
	if c, sent := r.Customer.ValueOK(); sent && c == nil {
		out.Customer = graphql.OmittableOf[*UpdateDealCustomerInput](nil)
	} else if sent {
		out.Customer = graphql.OmittableOf(&UpdateDealCustomerInput{Name: c.Name, Domain: c.Domain, RegistryNumber: c.RegistryNumber,
			Country: c.Country, PostalCode: c.PostalCode})
	}
	return out
}
