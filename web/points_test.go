package web_test

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strconv"
	"sync"
	"testing"
	"time"

	"partnerhub/web"
)

// clock is moved by hand.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func newClock() *clock { return &clock{at: time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// counting is a world with some of its limits changed and a clock of its own.
func counting(t *testing.T, changes ...string) (*world, *clock) {
	t.Helper()
	c := newClock()
	set := limits(t, changes...)
	return newWorld(t, gives(`{"shop":null}`), func(cfg *web.Config) {
		set(cfg)
		cfg.Now, cfg.Integration = c.now, isBot
		cfg.Proxies = []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}
	}), c
}

func (w *world) from(t *testing.T, who, body string) *http.Request {
	t.Helper()
	r := w.request(t, body)
	r.Header.Set("Authorization", "Bearer "+w.token(t, who))
	return r
}

func TestPoints(t *testing.T) {
	const costs99 = "{shops(first:98){nodes{id}}}"
	tests := map[string]struct {
		limit, refill string
		who, other    string // who empties the bucket, and somebody who has another one
		same          string // somebody who shares it, or ""
	}{
		"person":       {"points", "points-per-second", "a@acme.example", "b@acme.example", ""},
		"integration":  {"integration-points", "integration-points-per-second", "bot@acme.example", "a@acme.example", ""},
		"organization": {"organization-points", "organization-points-per-second", "a@acme.example", "a@other.example", "b@acme.example"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			w, c := counting(t, "cost=100", tt.limit+"=100", tt.refill+"=3")
			ask := func(who, text string) string { return w.verdictOf(w.from(t, who, query(text))) }
			for i, step := range []struct {
				who, text, want string
				after           time.Duration
			}{
				{tt.who, costs99, "200", 0}, {tt.who, "{shop{id}}", "200", 0}, {tt.who, "{shop{id}}", "429 RATE_LIMITED", 0},
				{tt.who, "{__typename}", "429 RATE_LIMITED", 0}, {tt.other, costs99, "200", 0},
				{tt.who, "{a:shop{id} b:shop{id} c:shop{id} d:shop{id}}", "429 RATE_LIMITED", time.Second},
				{tt.who, "{a:shop{id} b:shop{id} c:shop{id}}", "200", 0}, {tt.who, "{shop{id}}", "429 RATE_LIMITED", 0},
			} {
				c.advance(step.after)
				if got := ask(step.who, step.text); got != step.want {
					t.Errorf("step %d: %s got %s, want %s", i, step.who, got, step.want)
				}
			}
			if tt.same != "" && ask(tt.same, "{shop{id}}") != "429 RATE_LIMITED" {
				t.Errorf("%s does not share the bucket", tt.same)
			}
		})
	}
}

func TestRetryAfterIsEnough(t *testing.T) {
	w, c := counting(t, "cost=100", "points=100", "points-per-second=7")
	w.post(t, query("{shops(first:98){nodes{id}}}")) // leaves one point
	res, codes := w.post(t, query("{shops(first:20){nodes{id}}}"))
	seconds, err := strconv.Atoi(res.Header().Get("Retry-After"))
	if res.Code != http.StatusTooManyRequests || codes != "RATE_LIMITED" || err != nil || seconds != 3 {
		t.Fatalf("got %d %q and Retry-After %q, want 429 and 3 s for 21 points", res.Code, codes, res.Header().Get("Retry-After"))
	}
	c.advance(time.Duration(seconds) * time.Second)
	if got := w.verdict(t, query("{shops(first:20){nodes{id}}}")); got != "200" {
		t.Errorf("after waiting: got %s, want 200", got)
	}
}

// TestWhatIsRefusedIsNotPaid leaves person and organization their points when another limit refuses.
func TestWhatIsRefusedIsNotPaid(t *testing.T) {
	w, _ := counting(t, "cost=100", "points=100", "points-per-second=1", "mutations-per-minute=5")
	for range 20 {
		w.post(t, query("{shops(first:100){nodes{id}}}")) // over the cost of one request: pays a point for its size
	}
	five := query("mutation{" + each(5, "a%d:rename(id:1){id} ") + "}") // 55 points
	if got := w.verdict(t, five); got != "200" {
		t.Fatalf("got %s, want 200: 80 points are left", got)
	}
	if got := w.verdict(t, query("mutation{rename(id:1){id}}")); got != "429 RATE_LIMITED" {
		t.Fatalf("got %s, want 429: five mutations in a minute", got)
	}
	if got := w.verdict(t, query("{shops(first:24){nodes{id}}}")); got != "200" {
		t.Errorf("got %s, want 200: the refused mutation has cost nothing", got)
	}
}

func TestRefusedRequestsPayForTheirSize(t *testing.T) {
	for name, body := range map[string]string{
		"no JSON": string(make([]byte, 20_000)), "too complex": query(doubled(50) + string(make([]byte, 1_000))), "invalid": query("{unknown}"),
	} {
		w, _ := counting(t, "cost=100", "points=100", "points-per-second=1")
		refused := 0
		for w.verdict(t, body) != "429 RATE_LIMITED" {
			if refused++; refused > 200 {
				t.Fatalf("%s: refused for ever and never too often", name)
			}
		}
		t.Logf("%s: %d times", name, refused)
	}
}

func TestMutationsPerMinute(t *testing.T) {
	w, c := counting(t, "mutations-per-minute=7")
	ask := func(who, text string) string { return w.verdictOf(w.from(t, who, query(text))) }
	five, two := "mutation{"+each(5, "a%d:rename(id:1){id} ")+"}", "mutation{...A}fragment A on Mutation{a:rename(id:1){id} b:rename(id:1){id}}"
	for i, step := range []struct {
		who, text, want string
		after           time.Duration
	}{
		{"a@acme.example", five, "200", 0}, {"b@acme.example", five, "429 RATE_LIMITED", 0}, {"b@acme.example", two, "200", 0},
		{"a@acme.example", "mutation{rename(id:1){id}}", "429 RATE_LIMITED", 0}, {"a@other.example", five, "200", 0},
		{"a@acme.example", "{shop{id}}", "200", 0}, {"a@acme.example", five, "200", time.Minute}, {"bot@acme.example", five, "429 RATE_LIMITED", 0},
	} {
		c.advance(step.after)
		if got := ask(step.who, step.text); got != step.want {
			t.Errorf("step %d: %s got %s, want %s", i, step.who, got, step.want)
		}
	}
}

func TestRefusedTokensAreCountedByAddress(t *testing.T) {
	w, c := counting(t, "auth-failures-per-minute=3")
	try := func(address, header string) string {
		r := w.request(t, query("{shop{id}}"))
		r.RemoteAddr = address
		r.Header.Set("Authorization", header)
		return w.verdictOf(r)
	}
	known, fresh := "Bearer "+w.token(t, "a@acme.example"), "Bearer "+w.token(t, "b@acme.example")
	for i, step := range []struct {
		address, header, want string
		after                 time.Duration
	}{
		{"192.0.2.1:1000", known, "200", 0}, {"192.0.2.1:1001", "Bearer x.y.z", "401 UNAUTHENTICATED", 0}, {"192.0.2.1:1", "", "401 UNAUTHENTICATED", 0},
		{"192.0.2.1:2", "Bearer hub_x", "401 UNAUTHENTICATED", 0}, {"192.0.2.1:3", "Bearer x.y.z", "429 RATE_LIMITED", 0},
		{"192.0.2.1:4", fresh, "429 RATE_LIMITED", 0}, // a guess may be right: it is not tried
		{"192.0.2.1:5", known, "200", 0},              // the office behind the same address goes on working
		{"192.0.2.2:5", fresh, "200", 0}, {"192.0.2.1:5", fresh, "200", 0}, {"192.0.2.1:6", "", "429 RATE_LIMITED", 0},
		{"192.0.2.1:7", "", "401 UNAUTHENTICATED", 20 * time.Second}, {"192.0.2.1:7", "", "429 RATE_LIMITED", 0},
	} {
		c.advance(step.after)
		if got := try(step.address, step.header); got != step.want {
			t.Errorf("step %d: got %s, want %s", i, got, step.want)
		}
	}
}

func TestOpenRoutesAreCountedByAddress(t *testing.T) {
	w, c := counting(t, "anonymous-per-minute=3")
	call := func(method, path string) int {
		r := httptest.NewRequestWithContext(t.Context(), method, path, nil)
		res, _ := w.do(r)
		return res.Code
	}
	for i, step := range []struct {
		method, path string
		want         int
	}{
		{"GET", "/healthz", 200}, {"GET", "/readyz", 200}, {"GET", "/graphql", 405}, {"GET", "/readyz", 429}, {"DELETE", "/graphql", 429}, {"POST", "/healthz", 429},
	} {
		if got := call(step.method, step.path); got != step.want {
			t.Errorf("step %d: got %d, want %d", i, got, step.want)
		}
	}
	if got := w.verdict(t, query("{shop{id}}")); got != "200" {
		t.Errorf("somebody with a token from there: got %s, want 200", got)
	}
	c.advance(20 * time.Second)
	if got := call("GET", "/readyz"); got != 200 {
		t.Errorf("later: got %d, want 200", got)
	}
}

func TestAddressesAreForgotten(t *testing.T) {
	w, _ := counting(t, "auth-failures-per-minute=1", "buckets=10")
	try := func(last int) string {
		r := w.request(t, "")
		r.RemoteAddr = "192.0.2." + strconv.Itoa(last) + ":1"
		r.Header.Set("Authorization", "Bearer x")
		return w.verdictOf(r)
	}
	try(1)
	for i := range 9 {
		try(10 + i)
	}
	if got := try(1); got != "429 RATE_LIMITED" {
		t.Errorf("among ten: got %s, want 429", got)
	}
	for i := range 10 {
		try(20 + i)
	}
	if got := try(1); got != "401 UNAUTHENTICATED" {
		t.Errorf("after ten others: got %s, want it forgotten", got)
	}
}

func TestAddresses(t *testing.T) {
	tests := []struct {
		name, remote, forwarded string
		same, other             string // remote or forwarded addresses that count as one with it, and that do not
	}{
		{"direct", "192.0.2.1:1", "", "192.0.2.1:9", "192.0.2.2:1"},
		{"direct with a claim", "192.0.2.1:1", "203.0.113.9", "192.0.2.1:9", "203.0.113.9:1"},
		{"a network of IPv6", "[2001:db8:1:2::1]:1", "", "[2001:db8:1:2:ffff::9]:1", "[2001:db8:1:3::1]:1"},
		{"IPv4 inside IPv6", "[::ffff:192.0.2.1]:1", "", "192.0.2.1:9", "192.0.2.2:1"},
		{"behind a proxy", "10.0.0.1:1", "203.0.113.9", "203.0.113.9:5", "10.0.0.1:1"},
		{"behind two", "10.0.0.1:1", "198.51.100.7, 203.0.113.9, 10.0.0.2", "203.0.113.9:5", "198.51.100.7:1"},
		{"with nonsense", "10.0.0.1:1", "203.0.113.9, unknown", "10.0.0.1:7", "203.0.113.9:1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w, _ := counting(t, "auth-failures-per-minute=1")
			try := func(remote, forwarded string) string {
				r := w.request(t, "")
				r.RemoteAddr = remote
				r.Header.Set("X-Forwarded-For", forwarded)
				r.Header.Set("Authorization", "Bearer x")
				return w.verdictOf(r)
			}
			try(tt.remote, tt.forwarded)
			if got := try(tt.other, ""); got != "401 UNAUTHENTICATED" {
				t.Errorf("%s counts as the same: got %s", tt.other, got)
			}
			if got := try(tt.same, ""); got != "429 RATE_LIMITED" {
				t.Errorf("%s counts as another: got %s", tt.same, got)
			}
		})
	}
}
