//go:build unix

package tests

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"partnerhub/internal/boot"
)

// TestAKilledRecomputeGoesOn kills a server while it works out who is in a segment, in the middle of the partners. Another one on the
// same data goes on and finishes; nobody comes in twice, and everybody who asks meanwhile is told the truth.
func TestAKilledRecomputeGoesOn(t *testing.T) {
	const partners = 3000
	data := t.TempDir()
	fillWithPartners(t, data, partners)
	token := tokenFor(t, data, "ops@many.example")
	start := func() (*process, client) {
		p := launch(t, os.Args[0], "--data", data, "--job-lease", "1s", "--log", "error")
		return p, client{url: p.url, token: token}
	}
	p, ops := start()
	segment := ops.query(t, `mutation($r:RuleInput!){createSegment(input:{name:"Half",rule:$r}){segment{id version}}}`,
		vars{"r": countryRule("DE")}).str("createSegment.segment.id")
	for round := 0; !killedAtWork(t, p, ops, segment); round++ {
		if round == 50 {
			t.Fatal("the work was never met half done")
		}
		version := half(t, ops, segment).integer("version")
		ops.query(t, `mutation($in:UpdateSegmentInput!){updateSegment(input:$in){segment{id} userErrors{message}}}`,
			vars{"in": vars{"id": segment, "expectedVersion": version, "rule": countryRule([]string{"GB", "DE"}[round%2])}})
	}
	p, ops = start()
	eventually(t, "the work to be done", func() bool {
		s := half(t, ops, segment)
		if got := s.integer("members.totalCount"); got != partners/2 {
			t.Fatalf("counts %d members, want %d: %v", got, partners/2, s)
		}
		if !s.boolean("recompute.done") {
			return false
		}
		if s.integer("recompute.checked") != partners || s.integer("recompute.joined") != partners/2 {
			t.Errorf("got %v, want everybody looked at once and half of them in", s)
		}
		return true
	})
	p.stop(t)
}

// killedAtWork watches the work and kills the server in the middle of it; false when it was done too soon.
func killedAtWork(t *testing.T, p *process, ops client, segment string) bool {
	t.Helper()
	for {
		s := half(t, ops, segment)
		switch checked := s.integer("recompute.checked"); {
		case s.boolean("recompute.done"):
			return false
		case checked > 0:
			if err := p.cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
			_ = p.cmd.Wait() // it was killed
			return true
		}
	}
}

func half(t *testing.T, ops client, segment string) object {
	t.Helper()
	return ops.query(t, `query($id:ID!){segment(id:$id){version members{totalCount} recompute{done checked joined left total}}}`, vars{"id": segment}).part("segment")
}

func countryRule(country string) vars {
	return vars{"test": vars{"attribute": "COUNTRY", "op": "IN", "values": []string{country}}}
}

// fillWithPartners imports a vendor with so many partners, of which every other one is in Germany.
func fillWithPartners(t *testing.T, data string, n int) {
	t.Helper()
	var organizations, accounts bytes.Buffer
	organizations.WriteString("handle,kind,name,country,currency,dealPrefix\nmany,VENDOR,Many,GB,GBP,MNY\n")
	accounts.WriteString("vendor,organization,type,lifeStage\n")
	for i := range n {
		fmt.Fprintf(&organizations, "many-%d,PARTNER,Partner %d,%s,,\n", i, i, []string{"GB", "DE"}[i%2])
		fmt.Fprintf(&accounts, "many,many-%d,MSP,ACTIVE\n", i)
	}
	for _, f := range []struct {
		kind string
		text []byte
	}{{"organizations", organizations.Bytes()}, {"partners", accounts.Bytes()},
		{"users", []byte("email,name,organization,roles\nops@many.example,Ops,many,CHANNEL_OPS\n")}} {
		file := filepath.Join(t.TempDir(), "rows.csv")
		if err := os.WriteFile(file, f.text, 0o600); err != nil {
			t.Fatal(err)
		}
		cmd := importing(t, file, data)
		cmd.Args[2] = f.kind
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("importing %s: %v\n%s", f.kind, err, out)
		}
	}
}

// tokenFor makes a token that counts for every server on the data.
func tokenFor(t *testing.T, data, email string) string {
	t.Helper()
	app, err := boot.Open(t.Context(), boot.Config{Data: data, Listen: "127.0.0.1:0", Database: "partnerhub", Dev: true, NoJobs: true, Version: "test",
		KeepChanges: 30 * 24 * time.Hour, Logger: slog.New(slog.DiscardHandler), Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := app.Close(); err != nil {
			t.Error(err)
		}
	}()
	token, err := app.Token(context.WithoutCancel(t.Context()), email, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	return token
}
