package resolvers_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"maps"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"go.mongodb.org/mongo-driver/v2/bson"
	"pgregory.net/rapid"

	"partnerhub/authz"
	"partnerhub/internal/direct"
	"partnerhub/model"
	"partnerhub/resolvers"
)

// pair is one world behind plans, which read it without commands, and behind the ordinary resolvers, which send them.
type pair struct {
	*world
	schema   *resolvers.Schema
	ordinary *executor.Executor
	planned  *executor.Executor
	people   []context.Context
	pool     *pool
}

var sharedPair = sync.OnceValues(func() (*pair, error) {
	w, _, err := build(context.Background())
	if err != nil {
		return nil, err
	}
	shorter, _, err := hubOver(context.Background(), w.asked.db.Client(), direct.New(w.asked.engine, databaseName))
	if err != nil {
		return nil, err
	}
	// The world's own hub has read rules while the files went in, and is not told of what prepare stores beneath it.
	whole, _, err := hubOver(context.Background(), w.asked.db.Client(), nil)
	if err != nil {
		return nil, err
	}
	quiet := slog.New(slog.DiscardHandler)
	p := &pair{world: w, schema: resolvers.NewSchema(shorter, resolvers.Integration{}, true), ordinary: newExecutor(resolvers.NewSchema(whole, resolvers.Integration{}, false), quiet)}
	p.planned = newExecutor(p.schema, quiet)
	return p, p.prepare(context.Background())
})

// prepare makes records odd, and gathers people, ids and cursors.
func (p *pair) prepare(ctx context.Context) error {
	if err := p.addRare(ctx); err != nil {
		return err
	}
	if err := p.makeOdd(ctx); err != nil {
		return err
	}
	personas, err := p.hub.Personas(ctx)
	if err != nil {
		return err
	}
	for _, one := range personas {
		who, err := p.hub.PrincipalByEmail(ctx, one.Email)
		if err != nil {
			return err
		}
		p.people = append(p.people, authz.WithPrincipal(ctx, who))
	}
	p.pool = &pool{ids: map[string][]string{}, cursors: map[string][]string{}}
	for _, kind := range []string{"organization", "user", "partner", "program", "campaign", "deal", "authority", "enrollment", "segment", "engagement", "webhook", "certification"} {
		ids, err := p.idsOf(ctx, plural(kind))
		if err != nil {
			return err
		}
		for i := 0; i < len(ids); i += max(1, len(ids)/30) {
			p.pool.ids[kind] = append(p.pool.ids[kind], ids[i])
		}
	}
	return nil
}

func (p *pair) idsOf(ctx context.Context, collection string) (ids []string, err error) {
	cursor, err := p.asked.db.Collection(collection).Find(ctx, bson.D{})
	if err != nil {
		return nil, err
	}
	var rows []struct {
		ID string `bson:"_id"`
	}
	err = cursor.All(ctx, &rows)
	for _, row := range rows {
		ids = append(ids, row.ID)
	}
	return ids, err
}

func plural(kind string) string {
	if kind == "authority" {
		return "authorities"
	}
	return kind + "s"
}

// makeOdd gives records values that no form would let through, and takes from them what may be missing.
func (p *pair) makeOdd(ctx context.Context) error {
	odd := "odd \" \\ \t\n\x01 é 😀 \u2028 </script>"
	for i, change := range []struct {
		collection string
		update     bson.D
	}{
		{"deals", bson.D{{Key: "$set", Value: bson.D{{Key: "customer.name", Value: odd}, {Key: "ownerComment", Value: odd}, {Key: "lines.0.name", Value: odd}}}}},
		{"deals", bson.D{{Key: "$unset", Value: bson.D{{Key: "customer", Value: ""}, {Key: "lines", Value: ""}}}}},
		{"deals", bson.D{{Key: "$set", Value: bson.D{{Key: "customer", Value: nil}, {Key: "approvals", Value: nil}, {Key: "returnedFields", Value: nil}}}}},
		{"deals", bson.D{{Key: "$set", Value: bson.D{{Key: "customer", Value: bson.D{}}, {Key: "conflict", Value: bson.D{}}, {Key: "benefit", Value: bson.D{}}}}}},
		{"deals", bson.D{{Key: "$set", Value: bson.D{{Key: "partnerId", Value: "partner_gone"}, {Key: "programId", Value: ""}, {Key: "campaignId", Value: nil}}}}},
		{"deals", bson.D{{Key: "$set", Value: bson.D{{Key: "amount", Value: bson.D{{Key: "minor", Value: int64(-7)}, {Key: "currency", Value: "KWD"}}}}}}},
		{"deals", bson.D{{Key: "$set", Value: bson.D{{Key: "amount.minor", Value: int64(0)}, {Key: "amount.currency", Value: "JPY"}, {Key: "version", Value: int64(7)}}}}},
		{"deals", bson.D{{Key: "$set", Value: bson.D{{Key: "conflict", Value: bson.D{{Key: "class", Value: "SELF"}, {Key: "rivalIds", Value: bson.A{}}}}}}}},
		{"partners", bson.D{{Key: "$set", Value: bson.D{{Key: "name", Value: odd}, {Key: "tags", Value: bson.A{odd, "", "x"}}, {Key: "rfm", Value: bson.D{{Key: "recency", Value: 3}}}}}}},
		{"partners", bson.D{{Key: "$unset", Value: bson.D{{Key: "tags", Value: ""}, {Key: "certifications", Value: ""}, {Key: "distributorIds", Value: ""}, {Key: "tier", Value: ""}}}}},
		{"partners", bson.D{{Key: "$set", Value: bson.D{{Key: "tierHistory", Value: []model.TierHolding{
			{From: time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC), How: model.TierMoveAssigned}, {From: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), How: model.TierMovePromoted}}}}}}},
		{"programs", bson.D{{Key: "$unset", Value: bson.D{{Key: "audience.types", Value: ""}, {Key: "productFamilies", Value: ""}}}}},
		{"engagements", bson.D{{Key: "$set", Value: bson.D{{Key: "note", Value: odd}, {Key: "productFamilies", Value: bson.A{odd, ""}}}}}},
		{"engagements", bson.D{{Key: "$unset", Value: bson.D{{Key: "note", Value: ""}, {Key: "productFamilies", Value: ""}, {Key: "customer.domain", Value: ""}}}}},
		{"segments", bson.D{{Key: "$set", Value: bson.D{{Key: "name", Value: odd}, {Key: "description", Value: odd}}}}},
		{"organizations", bson.D{{Key: "$set", Value: bson.D{{Key: "refusalReasons", Value: []model.DealRefusalChoice{
			{Key: odd, Code: "DUPLICATE", Actions: []model.DealAction{model.DealActionReject}}, {Key: "k", Actions: nil, Text: &odd}}},
			{Key: "lossReasons", Value: []model.DealLossChoice{{Key: "l", Code: "PRICE"}}}}}}},
		{"programs", bson.D{{Key: "$set", Value: bson.D{{Key: "audience.segments", Value: bson.A{rareID("segment", 1), "segment_gone", rareID("segment", 2)}},
			{Key: "audience.without", Value: bson.A{}}}}}},
		{"partners", bson.D{{Key: "$set", Value: bson.D{{Key: "attributes", Value: []model.Attribute{{Name: odd, Text: &odd}, {Name: "n", Number: new(int64)}, {Name: "none"}}},
			{Key: "certifications", Value: []model.Certification{{Name: "a", ValidUntil: model.NoLastDay}, {Name: "b", ValidUntil: "2026-01-01"}, {Name: odd, ValidUntil: "2027-01-01"}}}}}}},
		{"deals", bson.D{{Key: "$set", Value: bson.D{{Key: "appeals", Value: 2}, {Key: "appealsAllowed", Value: 3}, {Key: "extensions", Value: 1},
			{Key: "vetoUntil", Value: noon.AddDate(0, 0, 1)}, {Key: "graceUntil", Value: noon.AddDate(0, 0, 2)}, {Key: "reopenUntil", Value: noon.AddDate(0, 0, 3)}}}}},
		{"deals", bson.D{{Key: "$set", Value: bson.D{{Key: "plan", Value: bson.A{"DISTRIBUTOR_APPROVAL"}}, {Key: "approvalStatus", Value: "UNDER_REVIEW"},
			{Key: "escalatesAt", Value: bson.A{noon.AddDate(0, 0, -3), noon.AddDate(0, 0, -1), noon.AddDate(0, 0, 1)}}}}}},
		{"deals", bson.D{{Key: "$set", Value: bson.D{{Key: "approvalStatus", Value: "APPROVED"}, {Key: "protectedUntil", Value: noon.AddDate(0, 0, -1)}}}}},
		{"campaigns", bson.D{{Key: "$set", Value: bson.D{{Key: "description", Value: odd}, {Key: "languages", Value: bson.A{}}}}}},
	} {
		ids, err := p.idsOf(ctx, change.collection)
		if err != nil {
			return err
		}
		for n := i; n < len(ids); n += 13 {
			if _, err := p.asked.db.Collection(change.collection).UpdateByID(ctx, ids[n], change.update); err != nil &&
				!strings.Contains(err.Error(), "lines") {
				return err
			}
		}
	}
	return nil
}

func (p *pair) valid(query string, variables map[string]any) bool {
	ctx := graphql.StartOperationTrace(p.people[0])
	_, faults := p.ordinary.CreateOperationContext(ctx, &graphql.RawParams{Query: query, Variables: maps.Clone(variables)})
	return faults == nil
}

// answerBytes is an answer as it leaves the server.
func answerBytes(t testing.TB, ctx context.Context, e *executor.Executor, query string, variables map[string]any) []byte {
	ctx = graphql.StartOperationTrace(ctx)
	op, faults := e.CreateOperationContext(ctx, &graphql.RawParams{Query: query, Variables: maps.Clone(variables)})
	if faults != nil {
		t.Fatalf("a query that is not valid: %v\n%s", faults, query)
	}
	respond, ctx := e.DispatchOperation(ctx, op)
	response := respond(ctx)
	out, err := json.Marshal(response.Errors)
	if err != nil {
		t.Fatal(err)
	}
	return append(append([]byte(nil), response.Data...), out...)
}

// TestPlansAnswerTheSameBytes: whatever is asked by whomever, a plan answers what the ordinary resolvers answer. PLAN_SECONDS
// lets it run for longer.
func TestPlansAnswerTheSameBytes(t *testing.T) {
	p, err := sharedPair()
	must(t, err)
	end := time.Now().Add(seconds(t))
	compared, pages := 0, 0
	for time.Now().Before(end) || compared < least(t) {
		rapid.Check(t, func(rt *rapid.T) {
			d := &drawer{T: rt, schema: p.schema.Schema(), pool: p.pool}
			query, variables := d.draw()
			delete(variables, "_n")
			delete(variables, "_on")
			if !p.valid(query, variables) {
				return // one response key for two fields, drawn by chance
			}
			for range 3 {
				who := rapid.SampledFrom(p.people).Draw(rt, "who")
				want := answerBytes(t, who, p.ordinary, query, variables)
				if got := answerBytes(t, who, p.planned, query, variables); !bytes.Equal(got, want) {
					rt.Fatalf("as %s:\n%s\n%v\ngot  %s\nwant %s", authz.PrincipalFrom(who).UserID, query, variables, got, want)
				}
				compared++
				if len(want) > 500 {
					pages++
				}
			}
		})
	}
	t.Logf("%d answers compared, %d of them long; %d fields planned, the rest: %v", compared, pages, p.schema.Plans().Planned(), p.schema.Plans().Left())
	if p.schema.Plans().Planned() < uint64(compared)/4 || pages == 0 {
		t.Errorf("of %d answers %d fields were planned and %d were long", compared, p.schema.Plans().Planned(), pages)
	}
	if n := p.schema.Plans().Left()["fault"]; n > uint64(compared)/20 {
		t.Errorf("%d plans failed", n)
	}
}

// least is how many answers are compared at least, however slow the machine is.
func least(t *testing.T) int {
	t.Helper()
	if testing.Short() {
		return 0
	}
	return 2000
}

func seconds(t *testing.T) time.Duration {
	if n, err := strconv.Atoi(os.Getenv("PLAN_SECONDS")); err == nil {
		return time.Duration(n) * time.Second
	}
	if testing.Short() {
		return time.Second
	}
	return 8 * time.Second
}
