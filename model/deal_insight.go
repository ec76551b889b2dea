package model

// DealInsight is one group of deals that the viewer may list. Of the keys, the one that was grouped by is set; all are nil for
// the deals without a value, and for those whose value refers to a record that is hidden from the viewer.
type DealInsight struct {
	ApprovalStatus                                  *DealApprovalStatus
	Month                                           *string
	PartnerID, DistributorID, ProgramID, CampaignID *ID
	ProductFamily                                   *string
	Count                                           int
	Amounts, BaseAmounts                            []Money
	Unconverted                                     int
}
