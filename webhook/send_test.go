package webhook_test

import (
	"bufio"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	standard "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"partnerhub/model"
	"partnerhub/webhook"
)

// receiver is a real one. It answers by path, in every way that goes wrong.
type receiver struct {
	*httptest.Server
	mu   sync.Mutex
	told []*http.Request
	ends chan struct{}
}

func newReceiver(tb testing.TB) *receiver {
	tb.Helper()
	r := &receiver{ends: make(chan struct{})}
	r.Server = httptest.NewServer(http.HandlerFunc(r.answer))
	tb.Cleanup(func() { close(r.ends); r.Server.Close() })
	return r
}

func (r *receiver) port() string {
	u, _ := url.Parse(r.URL)
	return ":" + u.Port()
}

func (r *receiver) heard() []*http.Request {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.told
}

func (r *receiver) answer(w http.ResponseWriter, req *http.Request) {
	body, _ := io.ReadAll(req.Body)
	req.Body = io.NopCloser(strings.NewReader(string(body)))
	r.mu.Lock()
	r.told = append(r.told, req)
	r.mu.Unlock()
	switch req.URL.Path {
	case "/busy":
		w.Header().Set("Retry-After", "120")
		w.WriteHeader(http.StatusTooManyRequests)
	case "/until":
		w.Header().Set("Retry-After", message("").At.Add(time.Hour).Format(http.TimeFormat))
		w.WriteHeader(http.StatusServiceUnavailable)
	case "/forever":
		w.Header().Set("Retry-After", "99999999999")
		w.WriteHeader(http.StatusServiceUnavailable)
	case "/gone":
		w.WriteHeader(http.StatusGone)
	case "/broken":
		w.WriteHeader(http.StatusInternalServerError)
	case "/moved":
		http.Redirect(w, req, "http://169.254.169.254/", http.StatusFound)
	case "/here":
		http.Redirect(w, req, "/", http.StatusTemporaryRedirect)
	case "/hangs":
		<-r.ends
	case "/drips":
		w.WriteHeader(http.StatusOK)
		_ = http.NewResponseController(w).Flush()
		<-r.ends
	case "/hangup":
		conn, _, _ := http.NewResponseController(w).Hijack()
		_ = conn.Close()
	case "/nonsense":
		conn, _, _ := http.NewResponseController(w).Hijack()
		fmt.Fprint(conn, "SSH-2.0-OpenSSH_9.6\r\n")
		_ = conn.Close()
	case "/head":
		w.Header().Set("X-Long", strings.Repeat("x", 1<<20))
	case "/flood":
		flood(w)
	}
}

// flood writes as long as somebody reads, and never more than a gigabyte.
func flood(w io.Writer) {
	block := make([]byte, 1<<20)
	for range 1 << 10 {
		if _, err := w.Write(block); err != nil {
			return
		}
	}
}

// TestEveryWayToFail: the attempt ends in time, follows nobody, and reads little.
func TestEveryWayToFail(t *testing.T) {
	r := newReceiver(t)
	c := courier(t, resolver(), true)
	for path, want := range map[string]model.WebhookAnswer{
		"/":         {Status: 200},
		"/flood":    {Status: 200},
		"/drips":    {Status: 200},
		"/busy":     {Status: 429, Fault: model.WebhookFaultStatus, RetryAfter: 2 * time.Minute},
		"/until":    {Status: 503, Fault: model.WebhookFaultStatus, RetryAfter: time.Hour},
		"/forever":  {Status: 503, Fault: model.WebhookFaultStatus, RetryAfter: webhook.MaxRetryAfter},
		"/gone":     {Status: 410, Fault: model.WebhookFaultStatus},
		"/broken":   {Status: 500, Fault: model.WebhookFaultStatus},
		"/moved":    {Status: 302, Fault: model.WebhookFaultRedirect},
		"/here":     {Status: 307, Fault: model.WebhookFaultRedirect},
		"/hangs":    {Fault: model.WebhookFaultTimeout},
		"/hangup":   {Fault: model.WebhookFaultAnswer},
		"/nonsense": {Fault: model.WebhookFaultAnswer},
		"/head":     {Fault: model.WebhookFaultAnswer},
	} {
		t.Run(path, func(t *testing.T) {
			before := len(r.heard())
			if got := c.Send(t.Context(), message(r.URL+path)); got != want {
				t.Errorf("got %+v, want %+v", got, want)
			}
			if got := len(r.heard()) - before; got != 1 {
				t.Errorf("the receiver heard %d requests, want 1", got)
			}
		})
	}
}

// TestNobodyIsThere: a closed port, a certificate that nobody vouches for, and a port that speaks no TLS.
func TestNobodyIsThere(t *testing.T) {
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = closed.Close()
	secure := httptest.NewUnstartedServer(http.NotFoundHandler())
	secure.Config.ErrorLog = log.New(io.Discard, "", 0)
	secure.StartTLS()
	t.Cleanup(secure.Close)
	plain := newReceiver(t)
	for name, tt := range map[string]struct {
		url  string
		want model.WebhookFault
	}{
		"a closed port": {"http://" + closed.Addr().String() + "/", model.WebhookFaultConnection},
		"a certificate": {secure.URL, model.WebhookFaultTLS},
		"no TLS":        {strings.Replace(plain.URL, "http:", "https:", 1), model.WebhookFaultTLS},
	} {
		if got := courier(t, resolver(), true).Send(t.Context(), message(tt.url)); got.Fault != tt.want {
			t.Errorf("%s: got %+v, want %s", name, got, tt.want)
		}
	}
}

// TestNoProxy: an environment that names one changes nothing.
func TestNoProxy(t *testing.T) {
	proxy, r := newReceiver(t), newReceiver(t)
	t.Setenv("HTTP_PROXY", proxy.URL)
	t.Setenv("http_proxy", proxy.URL)
	got := courier(t, newNames(map[string][]string{"hooks.example.com": {"127.0.0.1"}}), true).Send(t.Context(), message("http://hooks.example.com"+r.port()+"/"))
	if !got.Taken() || len(proxy.heard()) != 0 {
		t.Errorf("got %+v, and the proxy heard %d requests", got, len(proxy.heard()))
	}
}

// TestOthersVerify: the reference library takes what is signed here with either secret, and this package what it signs.
func TestOthersVerify(t *testing.T) {
	m, now := message(""), time.Now()
	for _, secret := range m.Secrets {
		theirs, err := standard.NewWebhook(webhook.SecretText(secret))
		if err != nil {
			t.Fatal(err)
		}
		h := http.Header{}
		for name, value := range webhook.Headers(m.ID, now, m.Body, m.Secrets...) {
			h.Set(name, value)
		}
		if err := theirs.Verify(m.Body, h); err != nil {
			t.Errorf("theirs: %v", err)
		}
		signature, err := theirs.Sign(m.ID, now, m.Body)
		if err != nil {
			t.Fatal(err)
		}
		h.Set(webhook.HeaderSignature, signature)
		if err := webhook.Verify(secret, h, m.Body, now); err != nil {
			t.Errorf("ours: %v", err)
		}
	}
}

// TestForgeriesAreRefused: each part of a message is signed, and an old one counts for nothing.
func TestForgeriesAreRefused(t *testing.T) {
	m := message("")
	for name, tt := range map[string]struct {
		change func(h http.Header)
		body   string
		late   time.Duration
		fine   bool
	}{
		"as it was":          {fine: true},
		"five minutes late":  {late: 5 * time.Minute, fine: true},
		"five minutes early": {late: -5 * time.Minute, fine: true},
		"later":              {late: 5*time.Minute + time.Second},
		"another body":       {body: `{"a":2}`},
		"another id":         {change: func(h http.Header) { h.Set(webhook.HeaderID, "msg_2") }},
		"no id":              {change: func(h http.Header) { h.Del(webhook.HeaderID) }},
		"another instant":    {change: func(h http.Header) { h.Set(webhook.HeaderTimestamp, fmt.Sprint(m.At.Unix()+1)) }},
		"no instant":         {change: func(h http.Header) { h.Set(webhook.HeaderTimestamp, "soon") }},
		"no signature":       {change: func(h http.Header) { h.Del(webhook.HeaderSignature) }},
		"an empty signature": {change: func(h http.Header) { h.Set(webhook.HeaderSignature, "v1,") }},
		"another scheme": {change: func(h http.Header) {
			h.Set(webhook.HeaderSignature, strings.ReplaceAll(h.Get(webhook.HeaderSignature), "v1,", "v2,"))
		}},
		"the other one alone": {change: func(h http.Header) { h.Set(webhook.HeaderSignature, strings.Fields(h.Get(webhook.HeaderSignature))[1]) }},
	} {
		h := http.Header{}
		for name, value := range webhook.Headers(m.ID, m.At, m.Body, m.Secrets...) {
			h.Set(name, value)
		}
		if tt.change != nil {
			tt.change(h)
		}
		body := m.Body
		if tt.body != "" {
			body = []byte(tt.body)
		}
		if err := webhook.Verify(m.Secrets[0], h, body, m.At.Add(tt.late)); (err == nil) != tt.fine {
			t.Errorf("%s: got %v, want fine to be %t", name, err, tt.fine)
		}
	}
}

func TestSecretsAreRead(t *testing.T) {
	secret := []byte("a-secret-of-26-bytes-there")
	if got, err := webhook.ParseSecret(webhook.SecretText(secret)); string(got) != string(secret) || err != nil {
		t.Errorf("got %q and %v", got, err)
	}
	for _, text := range []string{"", "whsec_", "whsec_c2hvcnQ=", "whsec_%%%"} {
		if _, err := webhook.ParseSecret(text); err == nil {
			t.Errorf("%q was read", text)
		}
	}
}

// FuzzCheck: no address that is kept leads anywhere but to the public network by https.
func FuzzCheck(f *testing.F) {
	for _, address := range hostile {
		f.Add(address)
	}
	c := courier(f, resolver(), false)
	f.Fuzz(func(t *testing.T, address string) {
		kept, err := c.Check(t.Context(), address)
		if err != nil {
			return
		}
		u, err := url.Parse(kept)
		if err != nil || u.Scheme != "https" || u.User != nil || u.Port() != "" && u.Port() != "443" {
			t.Errorf("%q is kept as %q", address, kept)
		}
		if again, err := c.Check(t.Context(), kept); again != kept || err != nil {
			t.Errorf("%q becomes %q and then %q (%v)", address, kept, again, err)
		}
		if _, err := http.ReadRequest(bufio.NewReader(strings.NewReader("POST " + u.RequestURI() + " HTTP/1.1\r\nHost: " + u.Host + "\r\n\r\n"))); err != nil {
			t.Errorf("%q makes a broken request: %v", kept, err)
		}
	})
}
