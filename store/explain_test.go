package store_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/model"
	"partnerhub/store"
)

// listed is one kind of list: its collection, its orders, and what it may hang on.
type listed struct {
	kind    model.Kind
	sorts   []string
	scopes  map[string]filter.Cond
	command func(g authz.Grant, q store.Query) (bson.D, error)
	deep    func(ctx context.Context, g authz.Grant, q store.Query) (*store.Position, error)
}

func list[T any](kind model.Kind, c *store.Collection[T], scopes map[string]filter.Cond, sorts ...string) listed {
	scopes[""] = filter.Everything()
	return listed{kind, sorts, scopes, c.Command, func(ctx context.Context, g authz.Grant, q store.Query) (*store.Position, error) {
		rows, err := c.Find(ctx, g, q)
		if err != nil || len(rows.Rows) == 0 {
			return nil, err
		}
		at, err := c.PositionOf(rows.Rows[len(rows.Rows)-1], q.Sort)
		return &at, err
	}}
}

func lists(s *store.Store) []listed {
	none := func() map[string]filter.Cond { return map[string]filter.Cond{} }
	vendor := map[string]filter.Cond{" of a vendor": filter.Is("vendorId", vendorOf(0))}
	return []listed{
		list(model.KindOrganization, s.Organizations, none(), "nameFold", "createdAt"),
		list(model.KindPartner, s.Partners, map[string]filter.Cond{" in a segment": filter.AllOf(filter.Is("vendorId", vendorOf(0)),
			filter.Is("segmentIds", segmentOf(0)))}, "nameFold", "updatedAt", "engagementScore"),
		list(model.KindProgram, s.Programs, vendor, "nameFold", "updatedAt"),
		list(model.KindCampaign, s.Campaigns, vendor, "nameFold", "startsOn"),
		list(model.KindDeal, s.Deals, map[string]filter.Cond{" of a partner": filter.Is("partnerId", partnerID(0, 0))},
			"updatedAt", "createdAt", "expectedCloseOn", "amount.minor", "partnerMargin.minor"),
		list(model.KindUser, s.Users, map[string]filter.Cond{" that are accounts": filter.Is("serviceAccount.is", true)}, ""),
		list(model.KindAuthority, s.Authorities, none(), ""),
		list(model.KindEnrollment, s.Enrollments, map[string]filter.Cond{" of a partner": filter.Is("partnerId", partnerID(0, 0)),
			" in a program": filter.Is("programId", model.ID("program_003"))}, "updatedAt", "createdAt"),
		list(model.KindEngagement, s.Engagements, none(), "customer.nameFold"),
		list(model.KindRate, s.Rates, none(), "validFrom"),
		list(model.KindSegment, s.Segments, none(), "nameFold", "updatedAt"),
		list(model.KindCertification, s.Certifications, map[string]filter.Cond{" of a partner": filter.Is("partnerId", partnerID(0, 0))}, "validUntil"),
		list(model.KindWebhook, s.Webhooks, none(), ""),
	}
}

// casts are the sets of roles of one person: each role alone, and the combinations whose rows differ.
func casts() [][]model.Role {
	out := [][]model.Role{
		{model.RoleChannelManager, model.RoleDealDesk},
		{model.RoleDistributorManager, model.RoleDistributorDealDesk},
		{model.RolePartnerSales, model.RolePartnerMarketing, model.RolePartnerMember},
	}
	for _, r := range model.AllRole {
		out = append(out, []model.Role{r})
	}
	return out
}

// maxKeys is what a page of ten may cost in index entries: some rows are skipped by conditions that are not in the index, but a
// list never reads its whole scope.
const maxKeys = 100

// Every list of every role in every order is served by an index, in order, from wherever the page begins.
func TestEveryListIsServedByAnIndex(t *testing.T) {
	b, s := newWorld(t)
	plans := 0
	for _, l := range lists(s) {
		for _, roles := range casts() {
			g := as(t, people()[roles[0].Side()], l.kind, roles...)
			for _, field := range l.sorts {
				if g.Empty() || g.Check(filter.Everything(), field) != nil {
					continue
				}
				for scope, cond := range l.scopes {
					name := fmt.Sprintf("%ss%s by %s as %v", l.kind, scope, field, roles)
					t.Run(name, func(t *testing.T) { plans += checkPlans(t, b, l, g, field, cond) })
				}
			}
		}
	}
	if plans < 300 {
		t.Errorf("looked at %d plans only", plans)
	}
}

func checkPlans(t *testing.T, b base, l listed, g authz.Grant, field string, scope filter.Cond) (plans int) {
	for _, descending := range []bool{false, true} {
		q := store.Query{Where: filter.Everything(), Scope: scope, Sort: store.Sort{Field: field, Descending: descending}, Limit: 10}
		checkPlan(t, b, l, g, q)
		far := q
		far.Limit = 60
		at, err := l.deep(t.Context(), g, far)
		must(t, err)
		plans++
		if at == nil {
			continue
		}
		for _, q.Backward = range []bool{false, true} {
			q.From = at
			checkPlan(t, b, l, g, q)
			plans++
		}
	}
	return plans
}

func checkPlan(t *testing.T, b base, l listed, g authz.Grant, q store.Query) {
	t.Helper()
	find, err := l.command(g, q)
	must(t, err)
	var plan bson.D
	must(t, b.free.Database(b.name).RunCommand(t.Context(), bson.D{{Key: "explain", Value: find}, {Key: "verbosity", Value: "executionStats"}}).Decode(&plan))
	stages := stagesOf(value(plan, "queryPlanner", "winningPlan"))
	sorts := slices.Contains(stages, "SORT")
	if !slices.Contains(stages, "IXSCAN") || slices.Contains(stages, "COLLSCAN") || sorts {
		t.Errorf("descending %t, backward %t, from %v: stages %v\n%v", q.Sort.Descending, q.Backward, q.From, stages, find)
	}
	keys := number(value(plan, "executionStats", "totalKeysExamined"))
	if keys > maxKeys {
		t.Errorf("descending %t, backward %t, from %v: %d keys for a page of ten\n%v", q.Sort.Descending, q.Backward, q.From, keys, find)
	}
}

func value(doc any, path ...string) any {
	for _, name := range path {
		d, _ := doc.(bson.D)
		doc = nil
		for _, e := range d {
			if e.Key == name {
				doc = e.Value
			}
		}
	}
	return doc
}

func number(v any) int64 {
	switch n := v.(type) {
	case int32:
		return int64(n)
	case int64:
		return n
	case float64:
		return int64(n)
	}
	return 1 << 60
}

// stagesOf lists the stages of a plan, whatever they are nested in.
func stagesOf(plan any) (out []string) {
	switch p := plan.(type) {
	case bson.D:
		for _, e := range p {
			if name, ok := e.Value.(string); ok && e.Key == "stage" {
				out = append(out, name)
			}
			out = append(out, stagesOf(e.Value)...)
		}
	case bson.A:
		for _, e := range p {
			out = append(out, stagesOf(e)...)
		}
	}
	return out
}

// TestPartnersOfASourceAreFoundByAnIndex: no partner of the world has an id elsewhere, so that no entry is looked at.
func TestPartnersOfASourceAreFoundByAnIndex(t *testing.T) {
	b, s := newWorld(t)
	find, err := s.Partners.Command(system(model.KindPartner), store.Query{Where: filter.Everything(), Limit: 250,
		Scope: filter.AllOf(filter.Is("vendorId", vendorOf(0)), filter.Is("externalIds.source", "crm"), filter.HasElem("externalIds",
			filter.AllOf(filter.Is("source", "crm"), filter.OneOf("value", []string{"a", "b"}))))})
	must(t, err)
	var plan bson.D
	must(t, b.free.Database(b.name).RunCommand(t.Context(), bson.D{{Key: "explain", Value: find}, {Key: "verbosity", Value: "executionStats"}}).Decode(&plan))
	stages, keys := stagesOf(value(plan, "queryPlanner", "winningPlan")), number(value(plan, "executionStats", "totalKeysExamined"))
	if !slices.Contains(stages, "IXSCAN") || slices.Contains(stages, "COLLSCAN") || keys > 2 {
		t.Errorf("got %v, %d keys", stages, keys)
	}
}
