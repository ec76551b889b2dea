package world

// Page asks for twenty deals, filtered and sorted, each with its partner, program and campaign: what a portal's first screen asks.
const Page = `query Page($status: [DealApprovalStatus!]) {
  deals(first: 20, filter: {approvalStatus: $status}, orderBy: {field: EXPECTED_CLOSE_ON, direction: ASC}) {
    nodes {
      id number version approvalStatus salesStage expectedCloseOn protectedUntil protectionActive updatedAt
      amount { amount currency }
      customer { name domain country }
      partner { id name type tier country }
      program { id name type status }
      campaign { id name status startsOn }
    }
    pageInfo { hasNextPage endCursor }
  }
}`

// PageVariables ask for what is open or protected.
func PageVariables() map[string]any {
	return map[string]any{"status": []any{"SUBMITTED", "UNDER_REVIEW", "APPROVED"}}
}

// One asks for a deal by its id, with two records that it names.
const One = `query One($id: ID!) {
  deal(id: $id) {
    id number version approvalStatus salesStage expectedCloseOn updatedAt
    amount { amount currency }
    partner { id name type tier country }
    program { id name type status }
  }
}`

// Register hands a deal in.
const Register = `mutation Register($input: RegisterDealInput!) {
  registerDeal(input: $input) { deal { id number approvalStatus } userErrors { field message code } }
}`
