package skills_test

import (
	"context"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/mongo"

	"partnerhub/authz"
	"partnerhub/hub"
	"partnerhub/hub/intake"
	"partnerhub/hub/skills"
	"partnerhub/localdb"
	"partnerhub/model"
	"partnerhub/store"
)

// world is a small hub: the vendors acme and bolt, the partner pa of both, and pb of acme's. Who has two certifications of acme is in the
// segment Certified, and SILVER at least.
type world struct {
	testing.TB
	hub    *hub.Hub
	store  *store.Store
	intake *intake.Intake
	skills *skills.Skills
	now    time.Time
}

type dialTo func(ctx context.Context, network, address string) (net.Conn, error)

func (d dialTo) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	return d(ctx, network, address)
}

func newWorld(tb testing.TB) *world {
	tb.Helper()
	w := &world{TB: tb, now: time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)}
	clock := func() time.Time { return w.now }
	engine, err := localdb.Open("", localdb.Options{NoSync: true})
	w.must(err)
	client, err := mongo.Connect(store.ClientOptions(engine.URI()).SetDialer(dialTo(engine.DialContext)))
	w.must(err)
	tb.Cleanup(func() {
		w.must(client.Disconnect(context.Background()))
		w.must(engine.Close())
	})
	w.store, err = store.Open(tb.Context(), client, "skills_test", store.Options{Now: clock})
	w.must(err)
	policy, err := authz.Default()
	w.must(err)
	w.hub, err = hub.New(tb.Context(), w.store, policy, clock)
	w.must(err)
	w.intake, w.skills = intake.New(w.hub, w.store, clock), skills.New(w.hub, w.store, policy, clock)
	w.fill()
	return w
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *world) fill() {
	two := `{"test":{"attribute":"CERTIFICATION_COUNT","op":"AT_LEAST","values":["2"]}}`
	w.load("organizations", "handle|kind|name|country|currency|dealPrefix|tierLadder", "acme|VENDOR|Acme|GB|GBP|ACM|"+
		`[{"name":"SILVER","requirements":[{"label":"Two","rule":`+two+`}]}]`,
		"bolt|VENDOR|Bolt|US|USD|BLT|", "dist|DISTRIBUTOR|Dist|NL|||", "pa|PARTNER|A|GB|||", "pb|PARTNER|B|GB|||")
	w.load("users", "email|name|organization|roles", "ops@acme.example|O|acme|CHANNEL_OPS", "admin@acme.example|A|acme|VENDOR_ADMIN",
		"cam@acme.example|C|acme|CHANNEL_MANAGER", "sync@acme.example|S|acme|VENDOR_INTEGRATION", "mktg@acme.example|M|acme|CHANNEL_MARKETING",
		"ops@bolt.example|O|bolt|CHANNEL_OPS", "desk@dist.example|D|dist|DISTRIBUTOR_ADMIN",
		"admin@pa.example|P|pa|PARTNER_ADMIN", "admin@pb.example|P|pb|PARTNER_ADMIN")
	w.load("partners", "vendor|organization|type|lifeStage|distributors|coverage",
		"acme|pa|MSP|ACTIVE|dist|cam@acme.example:PAM:primary:2025-01-01:", "acme|pb|MSP|ACTIVE|dist|", "bolt|pa|MSP|ACTIVE||")
	w.load("segments", "vendor|slug|name|rule", "acme|certified|Certified|"+two)
	w.load("programs", "vendor|slug|name|type|status|audienceSegments", "acme|club|Club|TRAINING|ACTIVE|certified")
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

func account(handle string) model.ID { return model.DerivedID(model.KindPartner, handle) }

// record notes a certification of acme's partner pa, as acme's operations.
func (w *world) record(name string, until model.Date) *model.PartnerCertification {
	w.Helper()
	in := model.RecordCertificationInput{PartnerID: account("acme/pa"), Type: model.CertificationTypeCertification, Name: name}
	if until != "" {
		in.ValidUntil = &until
	}
	c, err := w.skills.Record(w.as("ops@acme.example"), in)
	w.must(err)
	return c
}

func (w *world) partner() *model.Partner {
	w.Helper()
	p, err := w.store.Partners.Load(w.Context(), authz.System(model.KindPartner, "a test looks at what is stored"), account("acme/pa"))
	w.must(err)
	return p
}

// stands tells of acme's partner pa whether it sees the program of the certified, whether its stored segment and its tier say so, and
// which certifications count.
func (w *world) stands() string {
	w.Helper()
	programs, err := w.hub.Programs(w.as("admin@pa.example"), model.PageArgs{}, nil, nil)
	w.must(err)
	p, out := w.partner(), []string{}
	if len(programs.Edges) > 0 {
		out = append(out, "sees")
	}
	if len(p.SegmentIDs) > 0 {
		out = append(out, "member")
	}
	if p.Tier != nil {
		out = append(out, *p.Tier)
	}
	if p.Demotion != nil {
		out = append(out, "to be demoted")
	}
	names := w.hub.CertificationsOf(p)
	slices.Sort(names)
	return strings.Join(append(out, names...), " ")
}

func (w *world) want(name, want string) {
	w.Helper()
	if got := w.stands(); got != want {
		w.Errorf("%s: got %q, want %q", name, got, want)
	}
}
