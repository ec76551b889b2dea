package hooks_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"partnerhub/authz"
	"partnerhub/hub/hooks"
	"partnerhub/model"
	"partnerhub/webhook"
)

// TestMessagesTellIDsToWhoMayKnow: each owner hears of what it sees, signed, in order, and no value is in any message.
func TestMessagesTellIDsToWhoMayKnow(t *testing.T) {
	w, vendor, dist, own := newWorld(t), newReceiver(t), newReceiver(t), newReceiver(t)
	e := w.endpoint("admin@acme.example", vendor.URL)
	w.endpoint("admin@dist.example", dist.URL)
	w.endpoint("admin@pa.example", own.URL)
	w.tier("pb", "CANARYTIER")
	w.serve("", "pb", "SILVER")
	w.round()
	for name, tt := range map[string]struct {
		r    *receiver
		want []string
	}{
		"the vendor": {vendor, []string{"partner.changed", "partner.changed"}}, "the distributor": {dist, []string{"partner.removed"}},
		"a rival": {own, []string{}},
	} {
		if diff := cmp.Diff(tt.want, tt.r.events()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	first := vendor.heard()[0]
	want := map[string]any{"endpointId": string(e.ID), "sequence": 1.0, "vendorId": string(*acme()), "recordId": string(partner("pb")), "kind": "PARTNER", "change": "CHANGED"}
	if diff := cmp.Diff(want, first.Data); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	secret, err := webhook.ParseSecret(*e.Secret)
	must(t, err)
	must(t, webhook.Verify(secret, first.Header, first.Body, w.now()))
	for _, m := range append(vendor.heard(), dist.heard()...) {
		if strings.Contains(string(m.Body), "CANARY") {
			t.Errorf("a value is in a message: %s", m.Body)
		}
	}
}

// TestSightIsJudgedWhenAMessageIsDue: what the owner has lost since is not sent, and the log says so.
func TestSightIsJudgedWhenAMessageIsDue(t *testing.T) {
	for name, tt := range map[string]struct {
		lose   func(w *world)
		events []string // that are sent afterwards
		reason *model.WebhookReason
		states []model.WebhookState // of the log, newest first
	}{
		"a record that it does not see any more": {func(w *world) { w.serve("", "pa", "GOLD") }, []string{"partner.removed"}, nil,
			[]model.WebhookState{model.WebhookStateDelivered, model.WebhookStateDropped}},
		"a role": {func(w *world) { w.roles("admin@dist.example", "dist", "DISTRIBUTOR_FINANCE") }, []string{}, ptr(model.WebhookReasonOwner), nil},
		"everything": {func(w *world) {
			w.load("users", []string{"email", "name", "organization", "roles", "disabled"}, []string{"admin@dist.example", "Admin", "dist", "DISTRIBUTOR_ADMIN", "true"})
		}, []string{}, ptr(model.WebhookReasonOwner), nil},
	} {
		t.Run(name, func(t *testing.T) {
			w, r := newWorld(t), newReceiver(t)
			w.load("users", []string{"email", "name", "organization", "roles"}, []string{"second@dist.example", "Second", "dist", "DISTRIBUTOR_ADMIN"})
			e := w.endpoint("admin@dist.example", r.URL)
			r.says(http.StatusInternalServerError)
			w.tier("pa", "SILVER")
			w.round()
			tt.lose(w)
			r.says(http.StatusOK)
			before := len(r.heard())
			w.wait(time.Minute)
			w.round()
			if diff := cmp.Diff(tt.events, r.events()[before:]); diff != "" {
				t.Errorf("sent (-want +got):\n%s", diff)
			}
			now := w.read("second@dist.example", e.ID)
			if diff := cmp.Diff(tt.reason, now.Reason); diff != "" {
				t.Errorf("the endpoint's reason (-want +got):\n%s", diff)
			}
			states := []model.WebhookState(nil)
			for _, d := range w.log("second@dist.example", now) {
				if d.State != model.WebhookStatePending {
					states = append(states, d.State)
				}
			}
			if diff := cmp.Diff(tt.states, states); diff != "" {
				t.Errorf("the log (-want +got):\n%s", diff)
			}
		})
	}
}

func ptr[T any](v T) *T { return &v }

// TestTheWholeSchedule: a receiver that is down for good is asked at each of the published times, under one id, and then no more.
func TestTheWholeSchedule(t *testing.T) {
	w, r := newWorld(t), newReceiver(t)
	e := w.endpoint("admin@acme.example", r.URL)
	r.says(http.StatusServiceUnavailable)
	w.tier("pa", "SILVER")
	began := w.now()
	for i, pause := range hooks.Schedule() {
		w.wait(pause - time.Millisecond)
		w.round()
		if got := len(r.heard()); pause > 0 && got != i {
			t.Fatalf("attempt %d came before its time", i+1)
		}
		w.wait(pause/10 + time.Millisecond)
		w.round()
		if got := len(r.heard()); got != i+1 {
			t.Fatalf("after %s: got %d attempts, want %d", w.now().Sub(began), got, i+1)
		}
	}
	w.wait(100 * time.Hour)
	w.round()
	if got, want := len(r.heard()), len(hooks.Schedule()); got != want {
		t.Errorf("got %d attempts, want %d", got, want)
	}
	for _, m := range r.heard() {
		if m.ID != r.heard()[0].ID || string(m.Body) != string(r.heard()[0].Body) {
			t.Errorf("got another message: %s %s", m.ID, m.Body)
		}
	}
	off := w.read("admin@acme.example", e.ID)
	if off.Status != model.WebhookStatusDisabled || off.Reason == nil || *off.Reason != model.WebhookReasonExhausted || off.DisabledAt == nil {
		t.Errorf("got %+v, want it turned off", off)
	}
	d := w.log("admin@acme.example", off)[0]
	if d.State != model.WebhookStateFailed || len(d.Attempts) != 10 || *d.Attempts[9].Status != 503 || d.DueAt != nil {
		t.Errorf("got %+v, want it failed after 10 attempts", d)
	}
}

// TestTheScheduleIsAsPublished: three days, three hours and 35 minutes.
func TestTheScheduleIsAsPublished(t *testing.T) {
	total := time.Duration(0)
	for _, pause := range hooks.Schedule() {
		total += pause
	}
	if want := 75*time.Hour + 35*time.Minute + 5*time.Second; total != want {
		t.Errorf("got %s, want %s", total, want)
	}
}

// TestOnePoisonedMessageLeavesTheEndpointOn: others were taken meanwhile.
func TestOnePoisonedMessageLeavesTheEndpointOn(t *testing.T) {
	w, r := newWorld(t), newReceiver(t)
	e := w.endpoint("admin@acme.example", r.URL)
	r.answer = func(_ int, rw http.ResponseWriter) {
		if r.got[len(r.got)-1].Data["recordId"] == string(partner("pa")) {
			rw.WriteHeader(http.StatusBadRequest)
		}
	}
	w.tier("pa", "SILVER")
	w.round()
	w.wait(time.Second)
	w.tier("pb", "SILVER")
	for _, pause := range hooks.Schedule() {
		w.wait(pause + pause/10)
		w.round()
	}
	if got := w.read("admin@acme.example", e.ID); got.Status != model.WebhookStatusActive {
		t.Errorf("got %s, want it on", got.Status)
	}
	if got := w.log("admin@acme.example", e); got[0].State != model.WebhookStateDelivered || got[1].State != model.WebhookStateFailed {
		t.Errorf("got %s and %s", got[0].State, got[1].State)
	}
}

// TestWhatTheReceiverAsksFor: to be left alone for longer, or for good.
func TestWhatTheReceiverAsksFor(t *testing.T) {
	w, r := newWorld(t), newReceiver(t)
	e := w.endpoint("admin@acme.example", r.URL)
	r.answer = func(n int, rw http.ResponseWriter) {
		rw.Header().Set("Retry-After", "3600")
		rw.WriteHeader(map[int]int{1: 429, 2: 410}[n])
	}
	w.tier("pa", "SILVER")
	w.round()
	w.wait(59 * time.Minute)
	w.round()
	if got := len(r.heard()); got != 1 {
		t.Errorf("got %d attempts within the hour, want 1", got)
	}
	w.wait(time.Minute)
	w.round()
	if got := w.read("admin@acme.example", e.ID); got.Reason == nil || *got.Reason != model.WebhookReasonGone {
		t.Errorf("got %+v, want it gone", got)
	}
}

// TestOneSlowReceiverDelaysNoOther: it hangs until the others have heard everything.
func TestOneSlowReceiverDelaysNoOther(t *testing.T) {
	w, fast := newWorld(t), newReceiver(t)
	ends := make(chan struct{})
	slow := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-ends }))
	t.Cleanup(slow.Close)
	t.Cleanup(func() { close(ends) })
	for range 5 {
		w.endpoint("admin@acme.example", slow.URL)
	}
	w.endpoint("admin@dist.example", fast.URL)
	taken := make(chan struct{})
	fast.answer = func(int, http.ResponseWriter) { close(taken) }
	w.tier("pa", "SILVER")
	must(t, w.hooks.Round(t.Context(), "one"))
	select {
	case <-taken:
	case <-time.After(10 * time.Second):
		t.Error("nothing was heard")
	}
	w.hooks.Wait()
}

// TestACrashRepeatsAndNeverLoses: an instance that dies after sending has kept nothing of it; the next one sends the message again
// under the same id, and no other instance sends before the lease is over.
func TestACrashRepeatsAndNeverLoses(t *testing.T) {
	w, r := newWorld(t), newReceiver(t)
	w.endpoint("admin@acme.example", r.URL)
	ctx, crash := context.WithCancel(t.Context())
	r.answer = func(n int, _ http.ResponseWriter) {
		if n == 1 {
			crash()
			<-time.After(time.Millisecond) // the answer comes too late for the dead
		}
	}
	w.tier("pa", "SILVER")
	must(t, w.hooks.Round(ctx, "one"))
	w.hooks.Wait()
	second := w.instance()
	must(t, second.Round(t.Context(), "two"))
	second.Wait()
	if got := len(r.heard()); got != 1 {
		t.Fatalf("got %d messages while the first instance has the lease, want 1", got)
	}
	w.wait(time.Minute)
	must(t, second.Round(t.Context(), "two"))
	second.Wait()
	if got := r.heard(); len(got) != 2 || got[0].ID != got[1].ID {
		t.Errorf("got %d messages, want the same one twice", len(got))
	}
}

// TestALostAccountSendsNothing: with the last key of a service account its endpoints end, not before.
func TestALostAccountSendsNothing(t *testing.T) {
	w, r := newWorld(t), newReceiver(t)
	admin := w.as("admin@acme.example")
	of, err := w.hub.CreateServiceAccount(admin, model.CreateServiceAccountInput{Name: "CRM", Roles: []model.Role{model.RoleVendorIntegration},
		Kinds: []model.RecordKind{model.RecordKindPartner, model.RecordKindWebhook}})
	must(t, err)
	var keys []model.ID
	for range 2 {
		made, err := w.hub.CreateAPIKey(admin, model.CreateAPIKeyInput{ServiceAccountID: of.ID, Name: "x"})
		must(t, err)
		keys = append(keys, made.Key.ID)
	}
	who, err := w.hub.PrincipalByUser(t.Context(), of.ID)
	must(t, err)
	e, err := w.hooks.Create(authz.WithPrincipal(t.Context(), who), model.CreateWebhookEndpointInput{URL: r.URL, VendorID: acme(), Kinds: []model.RecordKind{model.RecordKindPartner}})
	must(t, err)
	for i, want := range []*model.WebhookReason{nil, ptr(model.WebhookReasonOwner)} {
		_, err := w.hub.RevokeAPIKey(admin, model.RevokeAPIKeyInput{APIKeyID: keys[i]})
		must(t, err)
		w.tier("pa", fmt.Sprint("T", i))
		w.round()
		if diff := cmp.Diff(want, w.read("admin@acme.example", e.ID).Reason); diff != "" {
			t.Errorf("after %d keys: (-want +got)\n%s", i+1, diff)
		}
	}
	if got := r.events(); len(got) != 1 {
		t.Errorf("got %v, want the one message from before", got)
	}
}
