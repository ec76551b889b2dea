package hub_test

import (
	"context"
	"encoding/csv"
	"net"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/event"
	"go.mongodb.org/mongo-driver/v2/mongo"

	"partnerhub/authz"
	"partnerhub/hub"
	"partnerhub/hub/intake"
	"partnerhub/internal/direct"
	"partnerhub/localdb"
	"partnerhub/model"
	"partnerhub/store"
)

// importTime is the instant of every import test: a Saturday at noon.
var importTime = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

const worldName = "import_test"

// importWorld is a hub over an empty database, with the store beneath it.
type importWorld struct {
	tb     testing.TB
	hub    *hub.Hub
	intake *intake.Intake
	store  *store.Store
}

type dialTo func(ctx context.Context, network, address string) (net.Conn, error)

func (d dialTo) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	return d(ctx, network, address)
}

func newImportWorld(tb testing.TB) *importWorld {
	tb.Helper()
	return newWorldAt(tb, func() time.Time { return importTime })
}

// newWorldAt is a hub under a clock.
func newWorldAt(tb testing.TB, now func() time.Time) *importWorld {
	tb.Helper()
	return newWorldWatched(tb, now, nil)
}

// newWorldWatched is the same with somebody who is told of every command to the database before it is sent.
func newWorldWatched(tb testing.TB, now func() time.Time, watch func(command string)) *importWorld {
	tb.Helper()
	engine, err := localdb.Open("", localdb.Options{NoSync: true})
	mustNot(tb, err)
	options := store.ClientOptions(engine.URI()).SetDialer(dialTo(engine.DialContext))
	if watch != nil {
		options.SetMonitor(&event.CommandMonitor{Started: func(_ context.Context, e *event.CommandStartedEvent) { watch(e.CommandName) }})
	}
	client, err := mongo.Connect(options)
	mustNot(tb, err)
	tb.Cleanup(func() {
		mustNot(tb, client.Disconnect(context.Background()))
		mustNot(tb, engine.Close())
	})
	s, err := store.Open(tb.Context(), client, worldName, store.Options{Now: now, Direct: directly(tb, engine, watch != nil)})
	mustNot(tb, err)
	tb.Cleanup(func() { unaltered(tb, s) })
	policy, err := authz.Default()
	mustNot(tb, err)
	h, err := hub.New(tb.Context(), s, policy, now)
	mustNot(tb, err)
	return &importWorld{tb: tb, hub: h, intake: intake.New(h, s, now), store: s}
}

// directly is the embedded engine without commands, as the server has it, for every other test, by the length of its name; the rest
// talks to it as to a server, and so does whoever watches the commands. HUB_TEST_COMMANDS=true or false says it for all.
func directly(tb testing.TB, engine *localdb.DB, watched bool) store.Direct {
	byCommands, err := strconv.ParseBool(os.Getenv("HUB_TEST_COMMANDS"))
	if err != nil {
		byCommands = len(tb.Name())%2 == 0
	}
	if watched || byCommands {
		return nil
	}
	return direct.New(engine, worldName)
}

// unaltered fails a test that changed a record which all requests share.
func unaltered(tb testing.TB, s *store.Store) {
	tb.Helper()
	if ids := s.Altered(); len(ids) > 0 {
		tb.Errorf("records that are shared were changed in memory: %v", ids)
	}
}

func mustNot(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

// rowsOf reads CSV text with a header; the first row is line 2.
func rowsOf(tb testing.TB, text string) []intake.Row {
	tb.Helper()
	r := csv.NewReader(strings.NewReader(text))
	r.TrimLeadingSpace = true
	records, err := r.ReadAll()
	mustNot(tb, err)
	var out []intake.Row
	for i, record := range records[1:] {
		row := intake.Row{Line: i + 2, Values: map[string]string{}}
		for n, column := range records[0] {
			row.Values[column] = record[n]
		}
		out = append(out, row)
	}
	return out
}

// load imports CSV text and answers its results.
func (w *importWorld) load(kind, text string) []intake.Result {
	w.tb.Helper()
	results, err := w.intake.Import(w.tb.Context(), kind, rowsOf(w.tb, text), false)
	mustNot(w.tb, err)
	return results
}

// loadAll imports CSV text and fails on a rejected row.
func (w *importWorld) loadAll(kind, text string) {
	w.tb.Helper()
	for _, r := range w.load(kind, text) {
		if r.Outcome == intake.Rejected {
			w.tb.Fatalf("%s line %d: %s: %s", kind, r.Line, r.Field, r.Reason)
		}
	}
}

// as is a context in which a person asks.
func (w *importWorld) as(email string) context.Context {
	w.tb.Helper()
	who, err := w.hub.PrincipalByEmail(w.tb.Context(), email)
	mustNot(w.tb, err)
	return authz.WithPrincipal(w.tb.Context(), who)
}

// toldVersion is the version of a record that the side of a person is told.
func toldVersion(email string, record model.Noun) int {
	_, domain, _ := strings.Cut(email, "@")
	side := model.OrganizationKindPartner
	switch domain {
	case "acme.example", "bolt.example":
		side = model.OrganizationKindVendor
	case "dist.example", "other.example":
		side = model.OrganizationKindDistributor
	}
	return record.Base().VersionFor(side)
}

// stored reads a record by its natural key, as it is stored.
func stored[T any](w *importWorld, from *store.Collection[T], kind model.Kind, key string) *T {
	w.tb.Helper()
	doc, err := from.Load(w.tb.Context(), authz.System(kind, "a test looks at what is stored"), model.DerivedID(kind, key))
	mustNot(w.tb, err)
	return doc
}

// A small world that the faults of every kind are tried in.
const (
	fewOrganizations = `handle,kind,name,country,currency,dealPrefix
acme,VENDOR,Acme,GB,GBP,ACM
bolt,VENDOR,Bolt,US,USD,BLT
dist,DISTRIBUTOR,Dist,NL,,
other,DISTRIBUTOR,Other,DE,,
pa,PARTNER,Partner A,GB,,
pb,PARTNER,Partner B,GB,,
pc,PARTNER,Partner C,GB,,
pd,PARTNER,Partner D,GB,,
`
	fewUsers = `email,name,organization,roles
cam@acme.example,Cam,acme,CHANNEL_MANAGER
cam2@acme.example,Cam Two,acme,CHANNEL_MANAGER
desk@acme.example,Desk,acme,DEAL_DESK
cam@bolt.example,Cam,bolt,CHANNEL_MANAGER
desk@dist.example,Desk,dist,DISTRIBUTOR_DEAL_DESK
desk@other.example,Desk,other,DISTRIBUTOR_DEAL_DESK
sales@pa.example,Sales,pa,PARTNER_SALES
sales@pb.example,Sales,pb,PARTNER_SALES
`
	fewPartners = `vendor,organization,type,lifeStage,tier,distributors,coverage
acme,pa,RESELLER,ACTIVE,GOLD,dist,cam@acme.example:PAM:primary:2025-01-01:
acme,pb,MSP,ACTIVE,,dist,cam@acme.example:PAM:primary:2025-01-01:
bolt,pa,RESELLER,ACTIVE,,,
`
	fewPrograms = `vendor,slug,name,type,status,mayHideFromDistributor
acme,reg,Registration,DEAL_REGISTRATION,ACTIVE,true
acme,mdf,Fund,MDF,ACTIVE,false
`
)

func fewRows(tb testing.TB) *importWorld {
	tb.Helper()
	return newImportWorld(tb).withFewRows()
}

func (w *importWorld) withFewRows() *importWorld {
	w.tb.Helper()
	w.loadAll("organizations", fewOrganizations)
	w.loadAll("users", fewUsers)
	w.loadAll("partners", fewPartners)
	w.loadAll("programs", fewPrograms)
	return w
}
