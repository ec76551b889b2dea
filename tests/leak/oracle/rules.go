package oracle

// rule pairs rows with the groups of fields that are seen on them.
type rule struct {
	rows   string
	groups []string
}

func see(rows string, groups ...string) rule { return rule{rows, groups} }

var (
	wholePartner = []string{"core", "tier", "region", "profile", "stage", "rfm", "score", "labels", "notes", "distributors", "managers", "revenue", "segments", "tierHistory", "demotion"}
	vendorDeal   = []string{"core", "customerName", "customer", "products", "amount", "cost", "benefit", "conflict", "rivals", "review", "approvals", "comments"}
	ownDeal      = []string{"core", "customerName", "customer", "contact", "products", "amount", "margin", "review", "approvals"}
)

// rules are what one role sees of one type of record.
func rules(role, typ string) []rule {
	if typ == "WebhookEndpoint" {
		return endpoints(role)
	}
	switch side(role) {
	case "VENDOR":
		return vendorRules(role, typ)
	case "DISTRIBUTOR":
		return distributorRules(role, typ)
	case "PARTNER":
		return partnerRules(role, typ)
	}
	return nil
}

func side(role string) string {
	switch {
	case len(role) > 8 && role[:8] == "PARTNER_":
		return "PARTNER"
	case len(role) > 12 && role[:12] == "DISTRIBUTOR_":
		return "DISTRIBUTOR"
	}
	return "VENDOR"
}

func vendorRules(role, typ string) []rule {
	lead := has([]string{"VENDOR_ADMIN", "CHANNEL_CHIEF", "CHANNEL_OPS"}, role)
	manager := role == "CHANNEL_MANAGER"
	rows := "vendor"
	if manager || role == "OUTSOURCED_REP" {
		rows = "covered"
	}
	switch typ {
	case "User":
		return users(role)
	case "Organization":
		if rows == "covered" {
			return []rule{see("distributors", "core"), see("coveredOrganizations", "core"), see("distributors/itself", "refusals", "losses", "tiers")}
		}
		return []rule{see("related", "core"), see("related/itself", "refusals", "losses", "tiers")}
	case "ApprovalAuthority", "DirectEngagement":
		if lead || manager || role == "DEAL_DESK" {
			return []rule{see("vendor", "core")}
		}
	case "ConversionRate": // for those who see amounts in the base currency add up
		if lead || manager || role == "DEAL_DESK" || role == "CHANNEL_FINANCE" {
			return []rule{see("vendor", "core")}
		}
	case "Segment":
		if lead || manager || role == "CHANNEL_MARKETING" || role == "VENDOR_INTEGRATION" {
			return []rule{see("vendor", "core")}
		}
	case "PartnerCertification": // like the partner's profile
		if lead || manager || role == "VENDOR_INTEGRATION" {
			return []rule{see(rows, "core")}
		}
	case "Partner":
		return vendorPartner(role, rows, lead || manager)
	case "Program":
		return vendorProgram(role, lead || manager)
	case "Campaign":
		return vendorCampaign(role, lead || manager)
	case "Enrollment":
		return vendorEnrollments(role, rows, lead || manager)
	case "Deal":
		return vendorDeals(role, rows, lead || manager)
	}
	return nil
}

func vendorPartner(role, rows string, whole bool) []rule {
	if whole {
		return []rule{see(rows, wholePartner...)}
	}
	switch role {
	case "DEAL_DESK":
		return []rule{see(rows, "core", "tier", "managers")}
	case "CHANNEL_MARKETING":
		return []rule{see(rows, "core", "tier", "region", "score", "labels", "segments")}
	case "CHANNEL_FINANCE":
		return []rule{see(rows, "core", "tier", "revenue")}
	case "OUTSOURCED_REP":
		return []rule{see(rows, "core", "tier", "score")}
	}
	return []rule{see(rows, "core", "tier", "region", "profile", "stage", "score", "labels", "distributors", "segments")}
}

func vendorProgram(role string, whole bool) []rule {
	switch {
	case whole || role == "CHANNEL_FINANCE":
		return []rule{see("vendor", "core", "audience", "budget")}
	case role == "DEAL_DESK":
		return []rule{see("vendor/noMoney", "core")}
	case role == "CHANNEL_MARKETING":
		return []rule{see("vendor/noRebates", "core", "audience")}
	case role == "VENDOR_INTEGRATION":
		return []rule{see("vendor", "core", "audience")}
	}
	return nil
}

func vendorCampaign(role string, whole bool) []rule {
	switch {
	case whole || role == "CHANNEL_MARKETING":
		return []rule{see("vendor", "core", "audience", "cost")}
	case role == "CHANNEL_FINANCE":
		return []rule{see("vendor", "core", "cost")}
	case role == "VENDOR_INTEGRATION":
		return []rule{see("vendor", "core", "audience")}
	}
	return []rule{see("vendor", "core")}
}

func vendorDeals(role, rows string, whole bool) []rule {
	switch {
	case whole:
		return []rule{see(rows, vendorDeal...), see(rows+"/approved", "contact"), see(rows+"/shared", "margin")}
	case role == "DEAL_DESK":
		return []rule{see("vendor", vendorDeal...), see("vendor", "contact")}
	case role == "CHANNEL_FINANCE":
		return []rule{see("vendor", "core", "customerName", "amount", "cost", "benefit")}
	case role == "VENDOR_INTEGRATION":
		return []rule{see("vendor", "core", "customerName", "customer", "products", "amount", "benefit", "review")}
	}
	return nil
}

func vendorEnrollments(role, rows string, whole bool) []rule {
	switch {
	case whole:
		return []rule{see(rows, "core", "sponsor", "review"), see(rows+"/handedIn", "application")}
	case role == "DEAL_DESK":
		return []rule{see("vendor/noMoney", "core")}
	case role == "CHANNEL_FINANCE" || role == "VENDOR_INTEGRATION":
		return []rule{see("vendor", "core")}
	}
	return nil
}

func distributorRules(role, typ string) []rule {
	switch typ {
	case "User":
		return users(role)
	case "Organization":
		if has([]string{"DISTRIBUTOR_ADMIN", "DISTRIBUTOR_DEAL_DESK"}, role) {
			return []rule{see("related", "core", "refusals", "losses")}
		}
		return []rule{see("related", "core")}
	case "Program", "Campaign":
		if role == "DISTRIBUTOR_MANAGER" { // who sees some of the partners alone
			return []rule{see("takingPart", "core")}
		}
		return []rule{see("takingPart", "core"), see("inReach", "core")}
	}
	switch role {
	case "DISTRIBUTOR_MANAGER":
		switch typ {
		case "Partner":
			return []rule{see("linked/covered", "core", "tier", "region", "managers")}
		case "Enrollment":
			return []rule{see("linked/covered", "core")}
		case "Deal":
			return []rule{see("linked/covered", "core", "customerName", "customer", "products", "amount", "review")}
		}
		return nil
	case "DISTRIBUTOR_FINANCE":
		switch typ {
		case "Partner":
			return []rule{see("linked", "core", "tier")}
		case "Enrollment":
			return []rule{see("linked", "core")}
		case "Deal":
			return []rule{see("linked", "core", "amount", "cost", "benefit")}
		}
		return nil
	}
	return distributorDesk(role, typ)
}

// distributorDesk is the desk and the administrator; only the desk, which reviews, sees the class before a review.
func distributorDesk(role, typ string) []rule {
	switch typ {
	case "ApprovalAuthority":
		return []rule{see("held", "core")}
	case "Partner":
		return []rule{see("linked", "core", "tier", "region", "managers")}
	case "Enrollment":
		return []rule{see("linked", "core"), see("linked/sponsored", "sponsor", "review", "application")}
	case "Deal":
		out := []rule{see("linked", "core", "customerName", "customer", "contact", "products", "amount", "cost", "review", "approvals"),
			see("linked/reviewed", "conflict"), see("linked/approved", "benefit")}
		if role == "DISTRIBUTOR_DEAL_DESK" {
			out = append(out, see("linked/toDecide", "conflict"))
		}
		return out
	}
	return nil
}

func partnerRules(role, typ string) []rule {
	admin, sales, marketing := role == "PARTNER_ADMIN", role == "PARTNER_SALES", role == "PARTNER_MARKETING"
	switch typ {
	case "User":
		return users(role)
	case "Organization":
		if admin || sales {
			return []rule{see("related", "core", "losses", "publishedTiers")}
		}
		return []rule{see("related", "core", "publishedTiers")}
	case "Campaign":
		if admin || sales || marketing {
			return []rule{see("eligible", "core")}
		}
	case "Enrollment":
		switch {
		case admin:
			return []rule{see("own", "core", "sponsor", "review", "application")}
		case sales:
			return []rule{see("own/noMoney", "core")}
		case marketing:
			return []rule{see("own/noRebates", "core")}
		}
	case "PartnerCertification":
		if admin {
			return []rule{see("own", "core")}
		}
	case "Partner":
		return []rule{see("own", partnerGroups(role)...)}
	case "Program":
		return []rule{see(map[string]string{"PARTNER_ADMIN": "eligible", "PARTNER_FINANCE": "eligible", "PARTNER_SALES": "eligible/noMoney",
			"PARTNER_MARKETING": "eligible/noRebates", "PARTNER_MEMBER": "eligible/training"}[role], "core")}
	case "Deal":
		switch {
		case marketing:
			return []rule{see("own", "core")}
		case sales:
			return []rule{see("own/forSales", ownDeal...), see("own/forSalesReviewed", "conflict"), see("own/forSalesApproved", "benefit")}
		case admin:
			return []rule{see("own", ownDeal...), see("own/reviewed", "conflict"), see("own", "benefit")}
		}
	}
	return nil
}

func partnerGroups(role string) []string {
	switch role {
	case "PARTNER_ADMIN":
		return []string{"core", "tier", "region", "profile", "distributors", "managers", "revenue", "tierHistory"}
	case "PARTNER_SALES":
		return []string{"core", "tier", "region", "managers"}
	case "PARTNER_MARKETING":
		return []string{"core", "tier", "managers"}
	case "PARTNER_FINANCE":
		return []string{"core", "tier"}
	}
	return []string{"core"}
}

// users are an organization's people and accounts; how an account is limited is for the administrator.
func users(role string) []rule {
	if has([]string{"VENDOR_ADMIN", "DISTRIBUTOR_ADMIN", "PARTNER_ADMIN"}, role) {
		return []rule{see("colleagues", "core", "private", "account")}
	}
	return []rule{see("colleagues", "core", "private")}
}

// endpoints are for administrators, and for the integration that owns one.
func endpoints(role string) []rule {
	switch role {
	case "VENDOR_ADMIN", "DISTRIBUTOR_ADMIN", "PARTNER_ADMIN":
		return []rule{see("office", "core")}
	case "VENDOR_INTEGRATION":
		return []rule{see("office/mine", "core")}
	}
	return nil
}
