package tests

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"partnerhub/internal/boot"
)

const follow = `query($vendor:ID!,$after:Cursor,$first:Int,$wait:Int){changes(vendorId:$vendor,after:$after,first:$first,kinds:[PARTNER],waitSeconds:$wait){
	cursor hasMore changes{recordId type}}}`

// following is a world in which an organization has one place to wait, with the account of a CRM that writes and follows.
func following(tb testing.TB) (crm client, vendor string) {
	tb.Helper()
	limits := boot.Unhurried()
	limits["organization-waiting"] = "1"
	w := worldWithin(tb, os.DirFS("../testdata/demo"), time.Now, limits)
	crm = w.as("sync@nimbus.example")
	return crm, crm.query(tb, `{viewer{organization{id}}}`).str("viewer.organization.id")
}

// writes sends one new partner, or a newer version of it.
func (c client) writes(tb testing.TB, vendor, id string, version int) string {
	tb.Helper()
	row := vars{"externalId": id, "sourceVersion": fmt.Sprint(version), "type": "MSP", "lifeStage": "ACTIVE", "tier": fmt.Sprint("T", version),
		"organization": vars{"name": "Followed " + id, "country": "GB"}}
	got := c.query(tb, syncPartners, vars{"in": vars{"vendorId": vendor, "source": "crm", "rows": []vars{row}}}).list("syncPartners.results")[0]
	if got.str("recordId") == "" {
		tb.Fatalf("%s at %d: got %v", id, version, got)
	}
	return got.str("recordId")
}

// asks sends a question that its sender may give up.
func (c client) asks(ctx context.Context, query string, v vars) (answer, error) {
	body, err := json.Marshal(map[string]any{"query": query, "variables": v})
	if err != nil {
		return answer{}, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url+"/graphql", strings.NewReader(string(body)))
	if err != nil {
		return answer{}, err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+c.token)
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return answer{}, err
	}
	defer func() { _ = res.Body.Close() }()
	var a answer
	return a, json.NewDecoder(res.Body).Decode(&a)
}

// TestWaitingForChanges: a waiting request ends with a change, at its time, and with its client, whose place is then free.
func TestWaitingForChanges(t *testing.T) {
	t.Parallel()
	crm, vendor := following(t)
	cursor := crm.query(t, follow, vars{"vendor": vendor}).str("changes.cursor")

	impatient, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	if a, err := crm.asks(impatient, follow, vars{"vendor": vendor, "after": cursor, "wait": 20}); err == nil {
		t.Errorf("got %v without a change", a)
	}
	var quiet answer
	for deadline := time.Now().Add(15 * time.Second); ; { // the place of who has hung up would be taken for longer
		quiet = crm.ask(t, follow, vars{"vendor": vendor, "after": cursor, "wait": 1})
		if len(quiet.Errors) == 0 || time.Now().After(deadline) {
			break
		}
	}
	if len(quiet.Errors) > 0 || len(quiet.Data.list("changes.changes")) != 0 || quiet.Data.str("changes.cursor") == "" {
		t.Errorf("a quiet second: got %v and %v", quiet.Data, quiet.Errors)
	}
	told := make(chan answer, 1)
	go func() {
		a, _ := crm.asks(t.Context(), follow, vars{"vendor": vendor, "after": cursor, "wait": 20})
		told <- a
	}()
	id := crm.writes(t, vendor, "W1", 1)
	if got := (<-told).Data.list("changes.changes"); len(got) != 1 || got[0].str("recordId") != id || got[0].str("type") != "CHANGED" {
		t.Errorf("got %v, want that %s has changed", got, id)
	}
}

// TestAConsumerThatIsKilledAHundredTimes reads a feed while it grows. It dies before it asks, while it waits for the answer, or with
// the answer in hand, and goes on from the last cursor that it kept: in the end it has what an undisturbed reader has, entry for entry.
func TestAConsumerThatIsKilledAHundredTimes(t *testing.T) {
	t.Parallel()
	crm, vendor := following(t)
	begin := crm.query(t, follow, vars{"vendor": vendor}).str("changes.cursor")
	draw := rand.New(rand.NewPCG(20261121, 1))
	var got []string
	kept, kills, version := begin, 0, 0
	for more := true; kills < 100 || more; {
		if version < 60 && draw.IntN(2) == 0 {
			version++
			crm.writes(t, vendor, fmt.Sprint("K", version%7), version)
		}
		ctx, cancel := context.WithCancel(t.Context())
		death := draw.IntN(4)
		if kills < 100 && death == 0 {
			time.AfterFunc(time.Duration(draw.IntN(3000))*time.Microsecond, cancel)
		}
		a, err := crm.asks(ctx, follow, vars{"vendor": vendor, "after": kept, "first": 1 + draw.IntN(5)})
		cancel()
		if err != nil || kills < 100 && death == 1 {
			kills++
			continue
		}
		if len(a.Errors) > 0 {
			t.Fatalf("got %v", a.Errors)
		}
		for _, c := range a.Data.list("changes.changes") {
			got = append(got, c.str("type")+" "+c.str("recordId"))
		}
		kept, more = a.Data.str("changes.cursor"), a.Data.boolean("changes.hasMore") || version < 60
	}
	var want []string
	whole := crm.query(t, follow, vars{"vendor": vendor, "after": begin, "first": 100})
	for _, c := range whole.list("changes.changes") {
		want = append(want, c.str("type")+" "+c.str("recordId"))
	}
	if whole.boolean("changes.hasMore") || len(want) < 60 || !slices.Equal(got, want) {
		t.Errorf("after %d deaths: got %d entries, want the %d of an undisturbed reader: %v %v", kills, len(got), len(want), got, want)
	}
	if slices.Sort(got); len(slices.Compact(got)) != 7 {
		t.Errorf("got %v, want 7 records", slices.Compact(got))
	}
	t.Logf("%d entries, %d deaths", len(want), kills)
}
