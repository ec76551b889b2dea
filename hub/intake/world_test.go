package intake_test

import (
	"context"
	"encoding/csv"
	"net"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/mongo"

	"partnerhub/authz"
	"partnerhub/hub"
	"partnerhub/hub/intake"
	"partnerhub/internal/direct"
	"partnerhub/localdb"
	"partnerhub/model"
	"partnerhub/store"
)

// testTime is the instant of every import test: a Saturday at noon.
var testTime = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// world is a hub over an empty database, with the store beneath it.
type world struct {
	tb     testing.TB
	hub    *hub.Hub
	intake *intake.Intake
	store  *store.Store
}

type dialTo func(ctx context.Context, network, address string) (net.Conn, error)

func (d dialTo) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	return d(ctx, network, address)
}

func newWorld(tb testing.TB) *world {
	tb.Helper()
	return newWorldAt(tb, func() time.Time { return testTime })
}

const databaseName = "import_test"

// newWorldAt is a hub under a clock.
func newWorldAt(tb testing.TB, now func() time.Time) *world {
	tb.Helper()
	engine, err := localdb.Open("", localdb.Options{NoSync: true})
	mustNot(tb, err)
	client, err := mongo.Connect(store.ClientOptions(engine.URI()).SetDialer(dialTo(engine.DialContext)))
	mustNot(tb, err)
	tb.Cleanup(func() {
		mustNot(tb, client.Disconnect(context.Background()))
		mustNot(tb, engine.Close())
	})
	s, err := store.Open(tb.Context(), client, databaseName, store.Options{Now: now, Direct: direct.New(engine, databaseName)})
	mustNot(tb, err)
	tb.Cleanup(func() {
		if ids := s.Altered(); len(ids) > 0 {
			tb.Errorf("records that are shared were changed in memory: %v", ids)
		}
	})
	policy, err := authz.Default()
	mustNot(tb, err)
	h, err := hub.New(tb.Context(), s, policy, now)
	mustNot(tb, err)
	return &world{tb: tb, hub: h, intake: intake.New(h, s, now), store: s}
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
func (w *world) load(kind, text string) []intake.Result {
	w.tb.Helper()
	results, err := w.intake.Import(w.tb.Context(), kind, rowsOf(w.tb, text), false)
	mustNot(w.tb, err)
	return results
}

// loadAll imports CSV text and fails on a rejected row.
func (w *world) loadAll(kind, text string) {
	w.tb.Helper()
	for _, r := range w.load(kind, text) {
		if r.Outcome == intake.Rejected {
			w.tb.Fatalf("%s line %d: %s: %s", kind, r.Line, r.Field, r.Reason)
		}
	}
}

// loadDemo imports the demo world and counts the outcomes of each kind.
func (w *world) loadDemo() map[string]map[intake.Outcome]int {
	w.tb.Helper()
	out := map[string]map[intake.Outcome]int{}
	for _, kind := range intake.Kinds() {
		text, err := os.ReadFile("../../testdata/demo/" + kind + ".csv")
		mustNot(w.tb, err)
		out[kind] = map[intake.Outcome]int{}
		for _, r := range w.load(kind, string(text)) {
			out[kind][r.Outcome]++
			if r.Outcome == intake.Rejected {
				w.tb.Errorf("%s line %d: %s: %s", kind, r.Line, r.Field, r.Reason)
			}
		}
	}
	return out
}

// as is a context in which a person asks.
func (w *world) as(email string) context.Context {
	w.tb.Helper()
	who, err := w.hub.PrincipalByEmail(w.tb.Context(), email)
	mustNot(w.tb, err)
	return authz.WithPrincipal(w.tb.Context(), who)
}

// count tells how many deals and partners a person sees.
func (w *world) count(email string) (deals, partners int) {
	w.tb.Helper()
	ctx := w.as(email)
	d, err := w.hub.Deals(ctx, model.PageArgs{}, nil, nil)
	mustNot(w.tb, err)
	deals, err = d.TotalCount(ctx)
	mustNot(w.tb, err)
	p, err := w.hub.Partners(ctx, model.PageArgs{}, nil, nil)
	mustNot(w.tb, err)
	partners, err = p.TotalCount(ctx)
	mustNot(w.tb, err)
	return deals, partners
}

// text tells where a result stands, for messages.
func text(r intake.Result) string {
	return strconv.Itoa(r.Line) + " " + string(r.Outcome) + " " + r.Field + ": " + r.Reason
}
