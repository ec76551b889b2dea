package feed_test

import (
	"context"
	"encoding/csv"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/mongo"

	"partnerhub/authz"
	"partnerhub/hub"
	"partnerhub/hub/feed"
	"partnerhub/hub/intake"
	"partnerhub/localdb"
	"partnerhub/model"
	"partnerhub/store"
)

// world is a feed over a small triangle, under a clock that the test moves.
type world struct {
	tb     testing.TB
	store  *store.Store
	policy *authz.Policy
	hub    *hub.Hub
	intake *intake.Intake
	feed   *feed.Feed

	mu sync.Mutex
	at time.Time
}

type dialTo func(ctx context.Context, network, address string) (net.Conn, error)

func (d dialTo) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	return d(ctx, network, address)
}

const organizations = `handle,kind,name,country,currency,dealPrefix
acme,VENDOR,Acme,GB,GBP,ACM
bolt,VENDOR,Bolt,US,USD,BLT
dist,DISTRIBUTOR,Dist,NL,,
other,DISTRIBUTOR,Other,DE,,
pa,PARTNER,Partner A,GB,,
pb,PARTNER,Partner B,GB,,
pc,PARTNER,Partner C,GB,,
`

const partners = `vendor,organization,type,lifeStage,tier,distributors,coverage
acme,pa,RESELLER,ACTIVE,GOLD,dist,CHANNEL_MANAGER@acme.example:PAM:primary:2025-01-01:
acme,pb,MSP,ACTIVE,,dist,
acme,pc,MSP,ACTIVE,,other,
bolt,pa,RESELLER,ACTIVE,,dist,
`

const programs = `vendor,slug,name,type,status,mayHideFromDistributor
acme,reg,Registration,DEAL_REGISTRATION,ACTIVE,true
`

// newWorld has one person for every role: the vendor's at acme, the distributor's at dist, the partner's at pa.
func newWorld(tb testing.TB) *world {
	tb.Helper()
	w := &world{tb: tb, at: time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)}
	engine, err := localdb.Open("", localdb.Options{NoSync: true})
	must(tb, err)
	client, err := mongo.Connect(store.ClientOptions(engine.URI()).SetDialer(dialTo(engine.DialContext)))
	must(tb, err)
	tb.Cleanup(func() {
		must(tb, client.Disconnect(context.Background()))
		must(tb, engine.Close())
	})
	w.store, err = store.Open(tb.Context(), client, "feed_test", store.Options{Now: w.now})
	must(tb, err)
	w.policy, err = authz.Default()
	must(tb, err)
	w.hub, err = hub.New(tb.Context(), w.store, w.policy, w.now)
	must(tb, err)
	w.intake = intake.New(w.hub, w.store, w.now)
	w.feed, err = feed.New(tb.Context(), w.store, w.policy, w.hub, w.now, feed.DefaultKeep)
	must(tb, err)
	w.load("organizations", organizations)
	w.load("users", users())
	w.load("partners", partners)
	w.load("programs", programs)
	w.sweep()
	return w
}

// users is one person for every role, who can be told by it.
func users() string {
	homes := map[model.OrganizationKind]string{model.OrganizationKindVendor: "acme", model.OrganizationKindDistributor: "dist",
		model.OrganizationKindPartner: "pa"}
	out := strings.Builder{}
	out.WriteString("email,name,organization,roles\n")
	for _, role := range model.AllRole {
		home := homes[role.Side()]
		out.WriteString(email(role) + "," + string(role) + "," + home + "," + string(role) + "\n")
	}
	out.WriteString("sales@pb.example,Sales,pb,PARTNER_SALES\n")
	return out.String()
}

func email(role model.Role) string {
	homes := map[model.OrganizationKind]string{model.OrganizationKindVendor: "acme", model.OrganizationKindDistributor: "dist",
		model.OrganizationKindPartner: "pa"}
	return strings.ToLower(string(role)) + "@" + homes[role.Side()] + ".example"
}

func (w *world) now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.at
}

func (w *world) wait(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.at = w.at.Add(d)
}

// try imports CSV text and answers what became of its rows.
func (w *world) try(kind, text string) []intake.Result {
	w.tb.Helper()
	r := csv.NewReader(strings.NewReader(text))
	records, err := r.ReadAll()
	must(w.tb, err)
	var rows []intake.Row
	for i, record := range records[1:] {
		row := intake.Row{Line: i + 2, Values: map[string]string{}}
		for n, column := range records[0] {
			row.Values[column] = record[n]
		}
		rows = append(rows, row)
	}
	results, err := w.intake.Import(w.tb.Context(), kind, rows, false)
	must(w.tb, err)
	return results
}

// load imports CSV text of which every row goes in.
func (w *world) load(kind, text string) {
	w.tb.Helper()
	for _, r := range w.try(kind, text) {
		if r.Outcome == intake.Rejected {
			w.tb.Fatalf("%s line %d: %s: %s", kind, r.Line, r.Field, r.Reason)
		}
	}
}

func (w *world) sweep() {
	w.tb.Helper()
	_, err := w.feed.Sweep(w.tb.Context(), "a test")
	must(w.tb, err)
}

// as is a context in which a person asks now.
func (w *world) as(email string) context.Context {
	w.tb.Helper()
	who, err := w.hub.PrincipalByEmail(w.tb.Context(), email)
	must(w.tb, err)
	return authz.WithPrincipal(w.tb.Context(), who)
}

func must(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}
