package oracle

import "strings"

// A set of rows has a name: a wide set, or a wide set and what cuts it down, as in "vendor/approved".

// in tells whether a record is in a named set for the viewer.
func (v *Viewer) in(set string, r *Record) bool {
	wide, cut := split(set)
	return v.inWide(wide, r) && v.inCut(cut, r)
}

func split(set string) (wide, cut string) {
	for i := range set {
		if set[i] == '/' {
			return set[:i], set[i+1:]
		}
	}
	return set, ""
}

// within tells whether every record of one set is surely in the other, whatever the world holds.
func within(inner, outer string) bool {
	if inner == outer {
		return true
	}
	wide, cut := split(outer)
	if outer == "own/forSales" {
		return strings.HasPrefix(inner, outer)
	}
	return cut == "" && (wideOf(inner) == wide || wideOf(inner) == "covered" && wide == "vendor")
}

func wideOf(set string) string { wide, _ := split(set); return wide }

func (v *Viewer) inWide(set string, r *Record) bool {
	switch set {
	case "related":
		return r == v.Org || v.worksWith(r) && text(r, "kind") != text(v.Org, "kind")
	case "distributors": // the vendor itself and the distributors that it works with
		return r == v.Org || v.worksWith(r) && text(r, "kind") == "DISTRIBUTOR"
	case "colleagues":
		return r.Organization == v.Org.ID
	case "vendor":
		return r.Vendor == v.Org.ID && v.noForeignDraft(r)
	case "covered":
		return v.isCovered(r)
	case "coveredOrganizations":
		return v.isCoveredOrganization(r)
	case "linked":
		return v.isLinked(r)
	case "office":
		return r.Organization == v.Org.ID
	case "held":
		return r.Distributor == v.Org.ID
	case "takingPart":
		return has(r.Distributors, v.Org.ID) && text(r, "status") != "DRAFT"
	case "inReach":
		return v.isInReach(r)
	case "own":
		return r.Organization == v.Org.ID && (r.Type != "Enrollment" || r.Engaged || v.isOffered(r))
	case "eligible":
		return v.isEligible(r)
	}
	return false
}

func (v *Viewer) inCut(cut string, r *Record) bool {
	status := text(r, "approvalStatus")
	switch cut {
	case "":
		return true
	case "itself":
		return r == v.Org
	case "approved":
		return has([]string{"APPROVED", "EXPIRED", "RELEASED", "REVOKED", "CLOSED"}, status)
	case "reviewed":
		return !has([]string{"DRAFT", "SUBMITTED", "WITHDRAWN"}, status)
	case "shared":
		return r.MarginShared
	case "toDecide": // a reviewer is whom the approval plan asks
		return r.RegistrantOrg != v.Org.ID && asksDistributor(r) && has(v.World.accountOf(r).Distributors, v.Org.ID)
	case "covered":
		return v.covers(v.World.accountOf(r))
	case "noRebates":
		return text(v.World.programOf(r), "type") != "REBATE"
	case "noMoney":
		return !has([]string{"REBATE", "MDF"}, text(v.World.programOf(r), "type"))
	case "handedIn":
		return !has([]string{"INVITED", "DRAFT"}, text(r, "status"))
	case "mine":
		return r.Registrant == v.User.ID
	case "forSales": // salespeople see all of it, or what they registered themselves, as their organization wants it
		return !v.Org.OwnDealsOnly || r.Registrant == v.User.ID && r.RegistrantOrg == v.Org.ID
	case "forSalesApproved", "forSalesReviewed":
		return v.inCut("forSales", r) && v.inCut(strings.ToLower(strings.TrimPrefix(cut, "forSales")), r)
	case "sponsored":
		return r.Distributor == v.Org.ID
	case "training":
		return text(r, "type") == "TRAINING"
	}
	return false
}

// asksDistributor tells whether the approval plan waits for the distributor's word.
func asksDistributor(r *Record) bool {
	steps, _ := r.Fields["pendingSteps"].([]any)
	for _, s := range steps {
		if s == "DISTRIBUTOR_ENDORSEMENT" || s == "DISTRIBUTOR_APPROVAL" {
			return true
		}
	}
	return false
}

// accountOf is the partner that a record hangs on.
func (w *World) accountOf(r *Record) *Record {
	if r.Type == "Deal" || r.Type == "Enrollment" || r.Type == "PartnerCertification" {
		return w.Records[r.Partner]
	}
	return r
}

// programOf is the program that an enrollment is in, or the record itself.
func (w *World) programOf(r *Record) *Record {
	if r.Type == "Enrollment" {
		return w.Records[r.Program]
	}
	return r
}

// isOffered: the program of an enrollment is for its partner now, and is no draft.
func (v *Viewer) isOffered(r *Record) bool {
	program, account := v.World.Records[r.Program], v.World.Records[r.Partner]
	stage := text(account, "lifeStage")
	return text(program, "status") != "DRAFT" && stage != "SUSPENDED" && stage != "TERMINATED" && v.World.isFor(program, account)
}

// covers tells whether the viewer covers the account at this instant, for the organization that it works for.
func (v *Viewer) covers(account *Record) bool {
	for _, c := range account.Coverage {
		if c.User == v.User.ID && c.Organization == v.Org.ID && active(c, v) {
			return true
		}
	}
	return false
}

func active(c Coverage, v *Viewer) bool {
	return !v.World.Now.Before(c.From) && v.World.Now.Before(c.To)
}

func (v *Viewer) isCovered(r *Record) bool {
	return r.Vendor == v.Org.ID && v.noForeignDraft(r) && v.covers(v.World.accountOf(r))
}

func (v *Viewer) isCoveredOrganization(r *Record) bool {
	for _, account := range v.World.Of("Partner") {
		if account.Organization == r.ID && account.Vendor == v.Org.ID && v.covers(account) {
			return true
		}
	}
	return false
}

func (v *Viewer) isLinked(r *Record) bool {
	switch r.Type {
	case "Partner":
		return has(r.Distributors, v.Org.ID)
	case "Enrollment":
		program := v.World.Records[r.Program]
		return has(v.World.Records[r.Partner].Distributors, v.Org.ID) && has(program.Distributors, v.Org.ID) && text(program, "status") != "DRAFT"
	}
	return r.Distributor == v.Org.ID && !r.Hidden && v.noForeignDraft(r)
}

// noForeignDraft: a draft is seen by the organization that writes it, and by its partner, who is asked elsewhere.
func (v *Viewer) noForeignDraft(r *Record) bool {
	return r.Type != "Deal" || text(r, "approvalStatus") != "DRAFT" || r.RegistrantOrg == v.Org.ID
}

// isEligible: an offer of a vendor that one of the viewer's living partnerships qualifies for, and that is no draft.
func (v *Viewer) isEligible(r *Record) bool {
	if text(r, "status") == "DRAFT" {
		return false
	}
	for _, account := range v.World.Of("Partner") {
		stage := text(account, "lifeStage")
		if account.Organization == v.Org.ID && stage != "SUSPENDED" && stage != "TERMINATED" && v.World.isFor(r, account) {
			return true
		}
	}
	return false
}

// isInReach: an offer of no distributor in particular, for a partner that the viewer's distributor serves, as far as it sees the partner.
func (v *Viewer) isInReach(r *Record) bool {
	a := r.Audience
	closed := len(r.Distributors)+len(a.Segments)+len(a.Without) > 0 || has([]string{"REBATE", "MDF"}, text(r, "type"))
	if closed || text(r, "status") == "DRAFT" {
		return false
	}
	for _, account := range v.World.Of("Partner") {
		if has(account.Distributors, v.Org.ID) && v.World.isFor(r, account) {
			return true
		}
	}
	return false
}

// isFor tells whether an account is in an offer's audience.
func (w *World) isFor(offer, account *Record) bool {
	open := func(side []string, value string) bool { return len(side) == 0 || has(side, value) }
	a := offer.Audience
	in := len(a.Segments) == 0
	for _, s := range a.Segments {
		in = in || w.isIn(account, s)
	}
	for _, s := range a.Without {
		in = in && !w.isIn(account, s)
	}
	return in && offer.Vendor == account.Vendor && open(a.Types, text(account, "type")) &&
		open(a.Countries, text(account, "country")) && open(a.Tiers, text(account, "tier"))
}

// worksWith: a partnership, an authority, a program or a campaign ties two organizations.
func (v *Viewer) worksWith(other *Record) bool {
	for _, r := range v.World.Records {
		if r.Type == "Organization" || r.Type == "User" || r.Type == "Deal" || r.Type == "Enrollment" {
			continue
		}
		corners := append([]string{r.Vendor, r.Organization, r.Distributor}, r.Distributors...)
		if has(corners, v.Org.ID) && has(corners, other.ID) {
			return true
		}
	}
	return false
}
