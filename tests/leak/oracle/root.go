package oracle

import (
	"sort"
	"strings"
)

// root resolves a field of Query.
func (e *evaluation) root(f *Field) any {
	switch {
	case f.Name == "viewer":
		roles := []any{}
		for _, r := range e.v.User.Roles {
			roles = append(roles, r)
		}
		return Object{"user": Ref(e.v.User.ID), "organization": Ref(e.v.Org.ID), "roles": roles}
	case f.Name == "node":
		id, _ := f.Args["id"].(string)
		return Ref(id)
	case f.Name == "nodes":
		return e.nodes(f)
	case f.Name == "explainEligibility":
		if found, ok := e.explanation(f).(Object); ok {
			return found
		}
		return nil
	case f.Name == "salesSettings":
		return e.salesSettings()
	case f.Name == "segmentation":
		return e.segmentation()
	case f.Name == "dealInsights":
		return e.insights(f)
	case f.Name == "simulateRule":
		return e.simulation(f)
	case f.Name == "approvalAuthorities":
		return e.authorities(f)
	case listed[f.Type] != "":
		return e.connection(f, nil)
	case recordTypes[f.Type]:
		id, _ := f.Args["id"].(string)
		if r := e.v.World.Records[id]; r == nil || r.Type != f.Type {
			return nil
		}
		return Ref(id)
	}
	e.answer.Vague = true
	return Opaque{}
}

var recordTypes = map[string]bool{"Organization": true, "Partner": true, "Program": true, "Campaign": true, "Deal": true, "DirectEngagement": true, "Enrollment": true, "Segment": true,
	"PartnerCertification": true, "WebhookEndpoint": true}

// listed are the connections that the oracle pages through.
var listed = map[string]string{"OrganizationConnection": "Organization", "PartnerConnection": "Partner",
	"ProgramConnection": "Program", "CampaignConnection": "Campaign", "DealConnection": "Deal", "EnrollmentConnection": "Enrollment", "SegmentConnection": "Segment",
	"PartnerCertificationConnection": "PartnerCertification", "ConversionRateConnection": "ConversionRate",

	"UserConnection": "User", "WebhookEndpointConnection": "WebhookEndpoint"}

// nodes keeps the order of the ids, null for what is hidden or does not exist.
func (e *evaluation) nodes(f *Field) any {
	ids, _ := f.Args["ids"].([]any)
	out := []any{}
	for _, id := range ids {
		one, _ := id.(string)
		out = append(out, settle(e.reference(one, f.Set)))
	}
	return nodesList(out)
}

// nodesList is complete as it stands.
type nodesList []any

// authorities are those in force now, by id.
func (e *evaluation) authorities(f *Field) any {
	vendor, asked := f.Args["vendorId"].(string)
	var rows []*Record
	for _, r := range e.v.World.Of("ApprovalAuthority") {
		inForce := !e.v.World.Now.Before(r.From) && e.v.World.Now.Before(r.To)
		if inForce && (!asked || r.Vendor == vendor) && e.of(r) != nil {
			rows = append(rows, r)
		}
	}
	sort.Slice(rows, func(i, j int) bool { return rows[i].ID < rows[j].ID })
	return refs(rows)
}

func refs(rows []*Record) []any {
	out := []any{}
	for _, r := range rows {
		out = append(out, Ref(r.ID))
	}
	return out
}

func fold(s string) string { return strings.Join(strings.Fields(strings.ToLower(s)), " ") }
