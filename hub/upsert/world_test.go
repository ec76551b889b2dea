package upsert_test

import (
	"context"
	"fmt"
	"net"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"go.mongodb.org/mongo-driver/v2/event"
	"go.mongodb.org/mongo-driver/v2/mongo"

	"partnerhub/authz"
	"partnerhub/hub"
	"partnerhub/hub/intake"
	"partnerhub/hub/upsert"
	"partnerhub/localdb"
	"partnerhub/model"
	"partnerhub/store"
)

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// world is a small hub: the vendors acme and bolt, each with partners of its own, and a distributor.
type world struct {
	testing.TB
	hub    *hub.Hub
	store  *store.Store
	intake *intake.Intake
	upsert *upsert.Upsert
	given  int
	late   *atomic.Int64 // by how many nanoseconds it is later than noon
	onTry  *atomic.Pointer[func(n int32)]
	tries  *atomic.Int32 // how often rows have been judged by what their source told before
}

// next is another number each time.
func (w *world) next() int {
	w.given++
	return w.given
}

type dialTo func(ctx context.Context, network, address string) (net.Conn, error)

func (d dialTo) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	return d(ctx, network, address)
}

func newWorld(tb testing.TB, partners int) *world {
	tb.Helper()
	late := &atomic.Int64{}
	now := func() time.Time { return noon.Add(time.Duration(late.Load())) }
	engine, err := localdb.Open("", localdb.Options{NoSync: true})
	must(tb, err)
	tries, onTry := &atomic.Int32{}, &atomic.Pointer[func(n int32)]{}
	client, err := mongo.Connect(store.ClientOptions(engine.URI()).SetDialer(dialTo(engine.DialContext)).SetMonitor(countTries(tries, onTry)))
	must(tb, err)
	tb.Cleanup(func() {
		must(tb, client.Disconnect(context.Background()))
		must(tb, engine.Close())
	})
	s, err := store.Open(tb.Context(), client, "upsert_test", store.Options{Now: now})
	must(tb, err)
	policy, err := authz.Default()
	must(tb, err)
	h, err := hub.New(tb.Context(), s, policy, now)
	must(tb, err)
	in := intake.New(h, s, now)
	w := &world{TB: tb, hub: h, store: s, intake: in, upsert: upsert.New(h, s, policy, in, now), late: late, onTry: onTry, tries: tries}
	w.fill(partners)
	return w
}

// countTries counts the reading of marks by their ids, with which every attempt begins, and tells the number to who asks for it.
func countTries(tries *atomic.Int32, onTry *atomic.Pointer[func(n int32)]) *event.CommandMonitor {
	return &event.CommandMonitor{Started: func(_ context.Context, e *event.CommandStartedEvent) {
		of, _ := e.Command.Lookup("find").StringValueOK()
		if _, err := e.Command.LookupErr("filter", "_id"); of == "sync_marks" && err == nil {
			n := tries.Add(1)
			if f := onTry.Load(); f != nil {
				(*f)(n)
			}
		}
	}}
}

func must(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

func (w *world) fill(partners int) {
	organizations := []string{"handle,kind,name,country,currency,dealPrefix,attributes", "acme,VENDOR,Acme,GB,GBP,ACM,seats:NUMBER", "bolt,VENDOR,Bolt,US,USD,BLT,",
		"dist,DISTRIBUTOR,Dist,NL,,,", "far,DISTRIBUTOR,Far,NL,,,", "foreign,PARTNER,Foreign,GB,,,"}
	accounts := []string{"vendor,organization,type,lifeStage,tier,distributors,externalIds", "bolt,foreign,MSP,ACTIVE,,far,crm:F1"}
	for i := range partners {
		organizations = append(organizations, fmt.Sprintf("p%d,PARTNER,Partner %d,GB,,,", i, i))
		accounts = append(accounts, fmt.Sprintf("acme,p%d,RESELLER,ACTIVE,SILVER,dist,", i))
	}
	w.load("organizations", organizations...)
	w.load("users", "email,name,organization,roles", "admin@acme.example,Admin,acme,VENDOR_ADMIN", "sync@acme.example,Sync,acme,VENDOR_INTEGRATION",
		"chief@acme.example,Chief,acme,CHANNEL_CHIEF", "admin@dist.example,Desk,dist,DISTRIBUTOR_ADMIN", "admin@p0.example,Admin,p0,PARTNER_ADMIN")
	w.load("partners", accounts...)
}

// pass lets a second pass.
func (w *world) pass() { w.late.Add(int64(time.Second)) }

// load imports lines of CSV without quotes.
func (w *world) load(kind string, lines ...string) {
	w.Helper()
	columns := strings.Split(lines[0], ",")
	var rows []intake.Row
	for n, line := range lines[1:] {
		r := intake.Row{Line: n, Values: map[string]string{}}
		for i, v := range strings.Split(line, ",") {
			r.Values[columns[i]] = v
		}
		rows = append(rows, r)
	}
	results, err := w.intake.Import(w.Context(), kind, rows, false)
	must(w, err)
	for _, r := range results {
		if r.Outcome == intake.Rejected {
			w.Fatalf("%s %d: %s: %s", kind, r.Line, r.Field, r.Reason)
		}
	}
}

func (w *world) as(email string) context.Context {
	w.Helper()
	who, err := w.hub.PrincipalByEmail(w.Context(), email)
	must(w, err)
	return authz.WithPrincipal(w.Context(), who)
}

func org(handle string) model.ID { return model.DerivedID(model.KindOrganization, handle) }

func account(handle string) model.ID { return model.DerivedID(model.KindPartner, "acme/"+handle) }

func (w *world) partner(handle string) *model.Partner {
	w.Helper()
	p, err := w.store.Partners.Load(w.Context(), authz.System(model.KindPartner, "a test looks at what is stored"), account(handle))
	must(w, err)
	return p
}

// set is a field that is sent.
func set[T any](v T) graphql.Omittable[*T] { return graphql.OmittableOf(&v) }

// row is a partner as the source has it, at a version.
func row(external string, version int, handle string) *model.SyncPartnerRow {
	id := org(handle)
	return &model.SyncPartnerRow{ExternalID: external, SourceVersion: model.Decimal(fmt.Sprint(version)), OrganizationID: &id}
}

// send sends rows from a source as the vendor's service account.
func (w *world) send(source string, rows ...*model.SyncPartnerRow) []*model.SyncResult {
	w.Helper()
	out, err := w.upsert.Partners(w.as("sync@acme.example"), model.SyncPartnersInput{VendorID: org("acme"), Source: source, Rows: rows})
	must(w, err)
	return out.Results
}

// told is a result in one line.
func told(r *model.SyncResult) string {
	parts := []string{string(r.Outcome)}
	if r.Code != nil {
		parts = append(parts, string(*r.Code))
	}
	if r.Field != nil {
		parts = append(parts, *r.Field)
	}
	return strings.Join(parts, " ")
}

func tell(results []*model.SyncResult) []string {
	out := make([]string, len(results))
	for i, r := range results {
		out[i] = told(r)
	}
	return out
}

func (w *world) want(got []*model.SyncResult, want ...string) {
	w.Helper()
	if told := tell(got); !slices.Equal(told, want) {
		w.Errorf("got %q, want %q", told, want)
		for _, r := range got {
			if r.Message != nil {
				w.Logf("%d: %s", r.Index, *r.Message)
			}
		}
	}
}
