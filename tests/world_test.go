package tests

import (
	"context"
	"encoding/json"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"partnerhub/cli"
	"partnerhub/internal/boot"
)

// world is a running hub with the demo world, seen from outside.
type world struct {
	tb    testing.TB
	url   string
	token func(tb testing.TB, email string) string
}

// demoWorld starts a hub in this process over the real engine, driver and wire, with the demo world imported.
func demoWorld(tb testing.TB) *world { return worldOf(tb, os.DirFS("../testdata/demo")) }

// worldOf does the same with other files.
func worldOf(tb testing.TB, files fs.FS) *world { return worldAt(tb, files, time.Now) }

// worldAt does the same under a clock.
func worldAt(tb testing.TB, files fs.FS, now func() time.Time) *world {
	tb.Helper()
	return worldWithin(tb, files, now, boot.Unhurried())
}

// worldWithin does the same with other limits.
func worldWithin(tb testing.TB, files fs.FS, now func() time.Time, limits map[string]string) *world {
	tb.Helper()
	app, url := startApp(tb, now, limits)
	if err := cli.LoadDemo(tb.Context(), app, files, io.Discard); err != nil {
		tb.Fatal(err)
	}
	return &world{tb: tb, url: url, token: func(tb testing.TB, email string) string {
		tb.Helper()
		token, err := app.Token(tb.Context(), email, time.Hour)
		if err != nil {
			tb.Fatal(err)
		}
		return token
	}}
}

// startApp starts an empty hub in memory on a free port, under a clock and within limits.
func startApp(tb testing.TB, now func() time.Time, limits map[string]string) (*boot.App, string) {
	tb.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	app, err := boot.Open(ctx, boot.Config{Limits: limits, Listen: "127.0.0.1:0", Database: "partnerhub_test", Dev: true, NoSync: true,
		IDE: true, Version: "test", Logger: slog.New(slog.DiscardHandler), Now: now})
	if err != nil {
		cancel()
		tb.Fatal(err)
	}
	if err := app.Listen(); err != nil {
		cancel()
		tb.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- app.Serve(ctx) }()
	tb.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			tb.Errorf("serving: %v", err)
		}
		if err := app.Close(); err != nil {
			tb.Errorf("closing: %v", err)
		}
	})
	return app, "http://" + app.Addr()
}

// as is a client for a persona.
func (w *world) as(email string) client {
	w.tb.Helper()
	return client{url: w.url, token: w.token(w.tb, email)}
}

// registration is a well-formed input for Brightpath at Nimbus.
func (w *world) registration(customer, amount string) vars {
	w.tb.Helper()
	p := w.partner("admin@brightpath.example", "nimbus")
	domain := strings.ToLower(strings.NewReplacer(" ", "", "'", "").Replace(customer)) + ".example"
	return vars{
		"vendorId": p.str("vendor.id"), "partnerId": p.str("id"),
		"customer":        vars{"name": customer, "domain": domain, "country": "GB", "contact": vars{"name": "Pat Contact", "email": "pat@" + domain}},
		"lines":           []vars{{"productFamily": "CLOUD", "name": "Cloud seats", "quantity": 10}},
		"amount":          vars{"amount": amount, "currency": "GBP"},
		"expectedCloseOn": time.Now().AddDate(0, 2, 0).UTC().Format(time.DateOnly),
	}
}

// forHarbor turns a registration into one of the rival's.
func (w *world) forHarbor(in vars) vars {
	in["partnerId"] = w.partner("sales@harbor.example", "nimbus").str("id")
	return in
}

// through names the distributor that fulfils the deal.
func (w *world) through(distributor string, in vars) vars {
	found := w.as("admin@brightpath.example").query(w.tb, `query($h:String!){organizations(filter:{handle:{eq:$h}}){nodes{id}}}`, vars{"h": distributor})
	in["distributorId"] = found.list("organizations.nodes")[0].str("id")
	return in
}

// partner is a persona's own account with a vendor.
func (w *world) partner(email, vendor string) object {
	w.tb.Helper()
	for _, p := range w.as(email).query(w.tb, `{partners{nodes{id vendor{id handle}}}}`).list("partners.nodes") {
		if p.str("vendor.handle") == vendor {
			return p
		}
	}
	w.tb.Fatalf("%s has no partnership with %s", email, vendor)
	return nil
}

// tokenFromPersonas asks a server in development for a persona's token, as the embedded page does.
func (p *process) tokenFromPersonas(tb testing.TB, email string) string {
	tb.Helper()
	resp, err := http.Get(p.url + "/dev/personas")
	if err != nil {
		tb.Fatal(err)
	}
	defer resp.Body.Close()
	var personas []struct{ Email, Token string }
	if err := json.NewDecoder(resp.Body).Decode(&personas); err != nil {
		tb.Fatal(err)
	}
	for _, persona := range personas {
		if persona.Email == email {
			return persona.Token
		}
	}
	tb.Fatalf("no persona %s", email)
	return ""
}

// registerUnlessDead answers false once the server no longer answers.
func (c client) registerUnlessDead(input vars) (object, bool) {
	body, err := json.Marshal(map[string]any{"query": registerDeal, "variables": vars{"input": input}})
	if err != nil {
		return nil, false
	}
	req, err := http.NewRequest(http.MethodPost, c.url+"/graphql", strings.NewReader(string(body)))
	if err != nil {
		return nil, false
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+c.token)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, false
	}
	defer resp.Body.Close()
	var a answer
	if err := json.NewDecoder(resp.Body).Decode(&a); err != nil || len(a.Errors) > 0 {
		return nil, false
	}
	deal, ok := payload(a.Data).at("deal").(map[string]any)
	return deal, ok
}
