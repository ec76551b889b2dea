package leak_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"

	"partnerhub/tests/leak/oracle"
)

// mailbox receives the messages of a hub's webhooks.
type mailbox struct {
	*httptest.Server
	mu   sync.Mutex
	mail []letter
}

// letter is a message and the path that it came to, which tells whose it is.
type letter struct{ path, body string }

func newMailbox() *mailbox {
	m := &mailbox{}
	m.Server = httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, req *http.Request) {
		body, _ := io.ReadAll(req.Body)
		m.mu.Lock()
		defer m.mu.Unlock()
		m.mail = append(m.mail, letter{strings.Trim(req.URL.Path, "/"), string(body)})
	}))
	return m
}

// take answers what came since the last time.
func (m *mailbox) take() []letter {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := m.mail
	m.mail = nil
	return out
}

// secretForm is a key, or the secret of an endpoint: they are told once, to who makes them.
var secretForm = regexp.MustCompile(`\bhub_[a-z2-7]{16}_[a-z2-7]{52}\b|\bwhsec_[A-Za-z0-9+/=]{20,}`)

// furnish makes in both hubs what the offices of the world have, and notes the ids in all epochs.
func (r *run) furnish() {
	for i := range r.tables[accounts] {
		r.same(accounts, i, r.account)
	}
	for i := range r.tables[hooks] {
		r.same(hooks, i, r.endpoint)
	}
	for _, s := range []*server{r.here, r.twin.there} {
		if found := secretForm.FindString(s.log.take()); found != "" {
			r.report.leak("taint", "the log holds a secret")
		}
	}
}

// same makes one row in both hubs. The ids that they give it are the twin's to translate.
func (r *run) same(table string, i int, make func(*server, row) map[string]string) {
	here, there := make(r.here, r.tables[table][i]), make(r.twin.there, r.tables[table][i])
	for name, value := range here {
		r.twin.ids[value] = there[name]
		for _, e := range r.epochs {
			e.tables[table][i][name] = value
		}
	}
}

// account makes a service account with its keys, of which it revokes one, and ends it where the row says so.
func (r *run) account(s *server, a row) map[string]string {
	admin := administratorOf(r.tables, a["organization"])
	made := r.must(s, admin, "createServiceAccount", "CreateServiceAccountInput", "serviceAccount{id}",
		map[string]any{"name": a["name"], "roles": split(a["roles"]), "kinds": split(a["kinds"])})
	out := map[string]string{"id": made["serviceAccount"].(map[string]any)["id"].(string)}
	for n, name := range split(a["keys"]) {
		made := r.must(s, admin, "createApiKey", "CreateApiKeyInput", "apiKey{id prefix}", map[string]any{"serviceAccountId": out["id"], "name": name})
		key := made["apiKey"].(map[string]any)
		out[fmt.Sprint("key", n)], out[fmt.Sprint("prefix", n)] = key["id"].(string), key["prefix"].(string)
	}
	if a["revoked"] == "true" {
		r.must(s, admin, "revokeApiKey", "RevokeApiKeyInput", "apiKey{id}", map[string]any{"apiKeyId": out["key0"]})
	}
	if a["disabled"] == "true" {
		r.must(s, admin, "disableServiceAccount", "DisableServiceAccountInput", "serviceAccount{id}", map[string]any{"serviceAccountId": out["id"]})
	}
	return out
}

// endpoint makes an endpoint of a webhook, whose messages go to the hub's mailbox.
func (r *run) endpoint(s *server, h row) map[string]string {
	in := map[string]any{"url": s.mail.URL + "/" + h["path"], "kinds": split(h["kinds"]), "vendorId": nil, "description": orNil(h["description"])}
	if h["vendor"] != "" {
		in["vendorId"] = orgID(h["vendor"])
	}
	made := r.must(s, h["owner"], "createWebhookEndpoint", "CreateWebhookEndpointInput", "endpoint{id}", in)
	return map[string]string{"id": made["endpoint"].(map[string]any)["id"].(string)}
}

// must does one mutation that has to go through.
func (r *run) must(s *server, email, mutation, shape, set string, in map[string]any) map[string]any {
	got := s.ask(r.tb, request{Email: email, Query: "mutation($in:" + shape + "!){r:" + mutation + "(input:$in){" + set + " userErrors{code field message}}}", Variables: map[string]any{"in": in}})
	data, _ := got.Data.(map[string]any)
	payload, _ := data["r"].(map[string]any)
	if faults, _ := payload["userErrors"].([]any); payload == nil || len(faults) > 0 {
		r.tb.Fatalf("%s by %s: %s", mutation, email, got.body)
	}
	return payload
}

// administratorOf is the administrator of an organization.
func administratorOf(t tables, organization string) string {
	for _, u := range t["users"] {
		if u["organization"] == organization && strings.HasSuffix(u["roles"], "_ADMIN") {
			return u["email"]
		}
	}
	return ""
}

// opened judges what the receivers were sent: a message is cut by what the endpoint's owner sees when it is sent.
func (r *run) opened() {
	r.twin.there.mail.take()
	for _, l := range r.here.mail.take() {
		for _, h := range r.tables[hooks] {
			if h["path"] == l.path {
				r.open(h, l.body)
			}
		}
	}
}

func (r *run) open(h row, body string) {
	r.report.letters++
	viewer := r.world.As(userID(h["owner"]))
	if viewer == nil {
		r.report.leak("webhook", "%s may not sign in, and is sent %s", h["owner"], body)
		return
	}
	if strings.Contains(body, `"REMOVED"`) {
		return // of what the owner had
	}
	for _, leak := range r.marks.leaked(viewer, body) {
		r.report.leak("webhook", "%s may not see %s, and is sent %s", r.who(h["owner"]), leak, body)
	}
}

// offices are what the oracle knows of them. The table has their ids once they are made.
func offices(w *oracle.World, t tables) {
	for _, a := range t[accounts] {
		if a["id"] != "" {
			w.Records[a["id"]] = serviceAccount(t, a)
		}
	}
	for _, h := range t[hooks] {
		if h["id"] != "" {
			w.Records[h["id"]] = endpoint(h)
		}
	}
}

func serviceAccount(t tables, a row) *oracle.Record {
	u := &oracle.Record{Type: "User", ID: a["id"], Account: true, Organization: orgID(a["organization"]), Fields: map[string]any{}, Told: map[string]bool{}}
	made, maker, ended := stamp(instant(0, 0)), ref(userID(administratorOf(t, a["organization"]))), a["disabled"] == "true"
	live, over := []any{}, []any{}
	for n, name := range split(a["keys"]) {
		key := oracle.Object{"id": a[fmt.Sprint("key", n)], "prefix": a[fmt.Sprint("prefix", n)], "name": name, "createdAt": made, "createdBy": maker,
			"expiresAt": stamp(instant(365, 0)), "revokedAt": nil, "lastUsedAt": nil}
		if ended || n == 0 && a["revoked"] == "true" {
			key["revokedAt"] = made
			over = append([]any{key}, over...)
			continue
		}
		live = append([]any{key}, live...)
	}
	account := oracle.Object{"kinds": texts(a["kinds"]), "createdBy": maker, "disabledAt": nil}
	if ended {
		account["disabledAt"] = made
	}
	u.Fields = map[string]any{"id": u.ID, "name": a["name"], "email": nil, "organization": ref(u.Organization), "roles": texts(a["roles"]),
		"serviceAccount": account, "apiKeys": append(live, over...)}
	return u
}

func endpoint(h row) *oracle.Record {
	e := &oracle.Record{Type: "WebhookEndpoint", ID: h["id"], Organization: orgID(h["organization"]), Registrant: userID(h["owner"]), Told: map[string]bool{}}
	e.Fields = map[string]any{"id": e.ID, "organization": ref(e.Organization), "vendor": refIf(h["vendor"], orgID(h["vendor"])), "owner": ref(e.Registrant),
		"description": orNil(h["description"]), "kinds": texts(h["kinds"])}
	for name := range e.Fields {
		e.Told[name] = true
	}
	return e
}

// addressed is a text without the port at which this run's mailbox listens.
func addressed(text string) string { return portForm.ReplaceAllString(text, "127.0.0.1:*") }

var portForm = regexp.MustCompile(`127\.0\.0\.1:\d+`)

// withoutLogged is a text without the records that messages were about: their owner has had them, whatever it sees now, and that
// nobody else is told of them is the oracle's word.
func withoutLogged(text string) string { return loggedForm.ReplaceAllString(text, "") }

var loggedForm = regexp.MustCompile(`"recordId(_\d+)?":"[^"]*"`)
