package hooks_test

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"sync"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/mongo"

	"partnerhub/authz"
	"partnerhub/hub"
	"partnerhub/hub/feed"
	"partnerhub/hub/hooks"
	"partnerhub/hub/intake"
	"partnerhub/localdb"
	"partnerhub/model"
	"partnerhub/store"
	"partnerhub/webhook"
)

// world is a small triangle with a real receiver, under a clock that the test moves.
type world struct {
	tb     testing.TB
	store  *store.Store
	policy *authz.Policy
	hub    *hub.Hub
	intake *intake.Intake
	feed   *feed.Feed
	hooks  *hooks.Hooks
	faults []error

	mu sync.Mutex
	at time.Time
}

type dialTo func(ctx context.Context, network, address string) (net.Conn, error)

func (d dialTo) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	return d(ctx, network, address)
}

// courier is the real one, for receivers on this machine.
type courier struct{ *webhook.Courier }

func (courier) Secret(secret []byte) string { return webhook.SecretText(secret) }

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
	w.store, err = store.Open(tb.Context(), client, "hooks_test", store.Options{Now: w.now})
	must(tb, err)
	w.policy, err = authz.Default()
	must(tb, err)
	w.hub, err = hub.New(tb.Context(), w.store, w.policy, w.now)
	must(tb, err)
	w.intake = intake.New(w.hub, w.store, w.now)
	w.feed, err = feed.New(tb.Context(), w.store, w.policy, w.hub, w.now, feed.DefaultKeep)
	must(tb, err)
	w.hooks = w.instance()
	w.load("organizations", []string{"handle", "kind", "name", "country", "currency", "dealPrefix"},
		[]string{"acme", "VENDOR", "Acme", "GB", "GBP", "ACM"}, []string{"dist", "DISTRIBUTOR", "Dist", "NL", "", ""},
		[]string{"pa", "PARTNER", "Partner A", "GB", "", ""}, []string{"pb", "PARTNER", "Partner B", "GB", "", ""})
	w.load("users", []string{"email", "name", "organization", "roles"},
		[]string{"admin@acme.example", "Admin", "acme", "VENDOR_ADMIN"}, []string{"other@acme.example", "Other", "acme", "VENDOR_ADMIN"},
		[]string{"sync@acme.example", "Sync", "acme", "VENDOR_INTEGRATION"}, []string{"cam@acme.example", "Cam", "acme", "CHANNEL_MANAGER"},
		[]string{"admin@dist.example", "Admin", "dist", "DISTRIBUTOR_ADMIN"},
		[]string{"admin@pa.example", "Admin", "pa", "PARTNER_ADMIN"}, []string{"sales@pa.example", "Sales", "pa", "PARTNER_SALES"})
	w.tier("pa", "GOLD")
	w.tier("pb", "GOLD")
	return w
}

// instance is another server over the same database.
func (w *world) instance() *hooks.Hooks {
	w.tb.Helper()
	return w.sending(w.courier())
}

func (w *world) courier() courier {
	c := courier{webhook.New(webhook.Options{Inside: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, Timeout: 300 * time.Millisecond})}
	w.tb.Cleanup(c.Close)
	return c
}

// sending is a server with a sender of its own.
func (w *world) sending(sender hooks.Sender) *hooks.Hooks {
	w.tb.Helper()
	h, err := hooks.New(w.tb.Context(), w.store, w.hub, w.policy, w.feed, sender, w.now, func(_ model.ID, err error) {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.faults = append(w.faults, err)
	})
	must(w.tb, err)
	return h
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

// load imports rows of which every one goes in.
func (w *world) load(kind string, columns []string, rows ...[]string) {
	w.tb.Helper()
	var in []intake.Row
	for i, row := range rows {
		values := map[string]string{}
		for n, column := range columns {
			values[column] = row[n]
		}
		in = append(in, intake.Row{Line: i + 2, Values: values})
	}
	results, err := w.intake.Import(w.tb.Context(), kind, in, false)
	must(w.tb, err)
	for _, r := range results {
		if r.Outcome == intake.Rejected {
			w.tb.Fatalf("%s line %d: %s: %s", kind, r.Line, r.Field, r.Reason)
		}
	}
}

// tier writes a partner of acme's, which its distributor and the partner itself see.
func (w *world) tier(partner, tier string) {
	w.tb.Helper()
	w.serve("dist", partner, tier)
}

func (w *world) serve(distributor, partner, tier string) {
	w.tb.Helper()
	w.load("partners", []string{"vendor", "organization", "type", "lifeStage", "tier", "distributors"},
		[]string{"acme", partner, "RESELLER", "ACTIVE", tier, distributor})
}

func (w *world) roles(email, organization, roles string) {
	w.tb.Helper()
	w.load("users", []string{"email", "name", "organization", "roles"}, []string{email, "Somebody", organization, roles})
}

// as is a context in which a person asks now.
func (w *world) as(email string) context.Context {
	w.tb.Helper()
	who, err := w.hub.PrincipalByEmail(w.tb.Context(), email)
	must(w.tb, err)
	return authz.WithPrincipal(w.tb.Context(), who)
}

func acme() *model.ID {
	id := model.DerivedID(model.KindOrganization, "acme")
	return &id
}

func partner(handle string) model.ID {
	return model.DerivedID(model.KindPartner, "acme/"+handle)
}

// endpoint makes one for what somebody sees of acme's partners.
func (w *world) endpoint(email, url string) *model.WebhookEndpoint {
	w.tb.Helper()
	made, err := w.hooks.Create(w.as(email), model.CreateWebhookEndpointInput{URL: url, VendorID: acme(), Kinds: []model.RecordKind{model.RecordKindPartner}})
	must(w.tb, err)
	return made
}

// round lets an instance work until nothing is left to do now.
func (w *world) round() {
	w.tb.Helper()
	must(w.tb, w.hooks.Round(w.tb.Context(), "one"))
	w.hooks.Wait()
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, err := range w.faults {
		w.tb.Error(err)
	}
}

func (w *world) read(email string, id model.ID) *model.WebhookEndpoint {
	w.tb.Helper()
	row, err := w.hub.Webhook(w.as(email), id)
	must(w.tb, err)
	return row
}

// log is an endpoint's messages as somebody sees them, newest first.
func (w *world) log(email string, e *model.WebhookEndpoint) []*model.WebhookDelivery {
	w.tb.Helper()
	first := 100
	page, err := w.hub.DeliveriesOf(w.as(email), e, model.PageArgs{First: &first}, nil)
	must(w.tb, err)
	return page.Nodes()
}

// message is what a receiver was sent.
type message struct {
	ID, Signature string
	Header        http.Header
	Body          []byte
	Type          string
	Data          map[string]any
}

// receiver takes messages unless it is told to answer otherwise.
type receiver struct {
	*httptest.Server
	mu     sync.Mutex
	got    []message
	answer func(n int, w http.ResponseWriter)
}

func newReceiver(tb testing.TB) *receiver {
	tb.Helper()
	r := &receiver{}
	r.Server = httptest.NewServer(http.HandlerFunc(r.take))
	tb.Cleanup(r.Close)
	return r
}

func (r *receiver) take(w http.ResponseWriter, req *http.Request) {
	body, _ := io.ReadAll(req.Body)
	m := message{ID: req.Header.Get(webhook.HeaderID), Signature: req.Header.Get(webhook.HeaderSignature), Header: req.Header, Body: body}
	_ = json.Unmarshal(body, &m)
	r.mu.Lock()
	r.got = append(r.got, m)
	n, answer := len(r.got), r.answer
	r.mu.Unlock()
	if answer != nil {
		answer(n, w)
	}
}

// says answers every message with a status from now on.
func (r *receiver) says(status int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.answer = func(_ int, w http.ResponseWriter) { w.WriteHeader(status) }
}

func (r *receiver) heard() []message {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]message{}, r.got...)
}

// events are what the messages say, oldest first.
func (r *receiver) events() []string {
	out := []string{}
	for _, m := range r.heard() {
		out = append(out, m.Type)
	}
	return out
}

func must(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}
