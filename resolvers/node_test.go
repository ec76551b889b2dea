package resolvers_test

import (
	"slices"
	"testing"
)

// TestEveryNodeIsFound: every type of node has a list, and what the list shows, node finds by its id. A type whose list is empty in
// the demo world, or that has none of its own, is named here.
func TestEveryNodeIsFound(t *testing.T) {
	w := demo(t)
	lists := map[string]string{"Organization": "organizations", "Partner": "partners", "Program": "programs", "Campaign": "campaigns",
		"Deal": "deals", "DirectEngagement": "directEngagements", "Enrollment": "enrollments", "Segment": "segments", "PartnerCertification": "partnerCertifications"}
	elsewhere := []string{"User", "ApprovalAuthority", "WebhookEndpoint"}
	for _, typ := range brokenSchema().Schema().PossibleTypes["Node"] {
		list, listed := lists[typ.Name]
		if !listed && !slices.Contains(elsewhere, typ.Name) {
			t.Errorf("%s is a node that no test looks up", typ.Name)
		}
		if !listed {
			continue
		}
		t.Run(typ.Name, func(t *testing.T) {
			nodes := w.get(t, "ops@nimbus.example", "{"+list+"(first:1){nodes{id}}}", nil)[list].(map[string]any)["nodes"].([]any)
			if len(nodes) == 0 {
				t.Fatal("the demo world has none")
			}
			id := nodes[0].(map[string]any)["id"]
			found := w.get(t, "ops@nimbus.example", "query($id:ID!){node(id:$id){id __typename}}", map[string]any{"id": id})["node"]
			if got, _ := found.(map[string]any); got["id"] != id || got["__typename"] != typ.Name {
				t.Errorf("got %v, want the %s %s", found, typ.Name, id)
			}
		})
	}
}
