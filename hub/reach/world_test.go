package reach_test

import (
	"context"
	"net"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/mongo"

	"partnerhub/authz"
	"partnerhub/hub"
	"partnerhub/hub/intake"
	"partnerhub/localdb"
	"partnerhub/model"
	"partnerhub/store"
)

// world is a small hub: the vendor acme, whose partners of a hundred people are GOLD, the distributors north and south, and some offers.
type world struct {
	testing.TB
	hub    *hub.Hub
	store  *store.Store
	intake *intake.Intake
	now    time.Time
}

type dialTo func(ctx context.Context, network, address string) (net.Conn, error)

func (d dialTo) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	return d(ctx, network, address)
}

func newWorld(tb testing.TB) *world {
	tb.Helper()
	w := &world{TB: tb, now: time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)}
	clock := w.clock
	engine, err := localdb.Open("", localdb.Options{NoSync: true})
	w.must(err)
	client, err := mongo.Connect(store.ClientOptions(engine.URI()).SetDialer(dialTo(engine.DialContext)))
	w.must(err)
	tb.Cleanup(func() {
		w.must(client.Disconnect(context.Background()))
		w.must(engine.Close())
	})
	w.store, err = store.Open(tb.Context(), client, "reach_test", store.Options{Now: clock})
	w.must(err)
	policy, err := authz.Default()
	w.must(err)
	w.hub, err = hub.New(tb.Context(), w.store, policy, clock)
	w.must(err)
	w.intake = intake.New(w.hub, w.store, clock)
	w.fill()
	return w
}

func (w *world) clock() time.Time { return w.now }

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *world) fill() {
	many := `[{"name":"SILVER"},{"name":"GOLD","requirements":[{"label":"Many","rule":{"test":{"attribute":"EMPLOYEES","op":"AT_LEAST","values":["100"]}}}]}]`
	w.load("organizations", "handle|kind|name|country|currency|dealPrefix|tierLadder", "acme|VENDOR|Acme|GB|GBP|ACM|"+many,
		"bolt|VENDOR|Bolt|GB|GBP|BLT|", "north|DISTRIBUTOR|North|NL|||", "south|DISTRIBUTOR|South|NL|||",
		"pa|PARTNER|A|GB|||", "pb|PARTNER|B|GB|||", "pc|PARTNER|C|DE|||")
	w.load("users", "email|name|organization|roles", "ops@acme.example|O|acme|CHANNEL_OPS", "admin@acme.example|A|acme|VENDOR_ADMIN",
		"desk@north.example|N|north|DISTRIBUTOR_DEAL_DESK", "admin@north.example|N|north|DISTRIBUTOR_ADMIN",
		"finance@north.example|N|north|DISTRIBUTOR_FINANCE", "manager@north.example|N|north|DISTRIBUTOR_MANAGER",
		"desk@south.example|S|south|DISTRIBUTOR_DEAL_DESK", "admin@pa.example|P|pa|PARTNER_ADMIN")
	w.load("segments", "vendor|slug|name|rule", `acme|large|Large|{"test":{"attribute":"EMPLOYEES","op":"AT_LEAST","values":["50"]}}`)
	w.load("partners", "vendor|organization|type|lifeStage|employees|distributors",
		"acme|pa|MSP|ACTIVE|10|north", "acme|pb|VAR|ACTIVE|10|south", "bolt|pa|MSP|ACTIVE|10|north")
	w.load("programs", "vendor|slug|name|type|status|distributors|audienceTypes|audienceCountries|audienceTiers|audienceSegments|audienceWithout",
		"acme|all|All|TRAINING|ACTIVE||||||", "acme|msp|Msp|DEAL_REGISTRATION|ACTIVE||MSP||||", "acme|gold|Gold|PRICING|ACTIVE||||GOLD||",
		"acme|german|German|TRAINING|ACTIVE|||DE|||", "acme|draft|Draft|TRAINING|DRAFT||||||", "acme|south|South|TRAINING|ACTIVE|south|||||",
		"acme|rebate|Rebate|REBATE|ACTIVE||||||", "acme|fund|Fund|MDF|ACTIVE||||||", "acme|large|Large|TRAINING|ACTIVE||||large|",
		"acme|small|Small|TRAINING|ACTIVE|||||large", "bolt|all|Bolt's|TRAINING|ACTIVE|south|||||")
	w.load("campaigns", "vendor|slug|name|status|direction|startsOn|distributors|audienceTypes", "acme|push|Push|ACTIVE|TO_PARTNERS|2026-01-01||",
		"acme|vars|Vars|ACTIVE|THROUGH_PARTNERS|2026-01-01||VAR")
}

// load imports lines of values that are parted by strokes.
func (w *world) load(kind string, lines ...string) {
	w.Helper()
	columns := strings.Split(lines[0], "|")
	var rows []intake.Row
	for n, line := range lines[1:] {
		r := intake.Row{Line: n, Values: map[string]string{}}
		for i, v := range strings.Split(line, "|") {
			r.Values[columns[i]] = v
		}
		rows = append(rows, r)
	}
	results, err := w.intake.Import(w.Context(), kind, rows, false)
	w.must(err)
	for _, r := range results {
		if r.Outcome == intake.Rejected {
			w.Fatalf("%s %d: %s: %s", kind, r.Line, r.Field, r.Reason)
		}
	}
}

func (w *world) as(email string) context.Context {
	w.Helper()
	who, err := w.hub.PrincipalByEmail(w.Context(), email)
	w.must(err)
	return authz.WithPrincipal(w.Context(), who)
}

func everything(kind model.Kind) authz.Grant { return authz.System(kind, "a test looks at everything") }
