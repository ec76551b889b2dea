package hooks_test

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"partnerhub/model"
	"partnerhub/webhook"
)

// TestWhoMayHaveEndpoints: administrators and integrations, of their own organization; to others none exists.
func TestWhoMayHaveEndpoints(t *testing.T) {
	w, r := newWorld(t), newReceiver(t)
	in := model.CreateWebhookEndpointInput{URL: r.URL, VendorID: acme()}
	for email, fine := range map[string]bool{"admin@acme.example": true, "sync@acme.example": true, "admin@dist.example": true,
		"admin@pa.example": true, "cam@acme.example": false, "sales@pa.example": false} {
		made, err := w.hooks.Create(w.as(email), in)
		if (err == nil) != fine || !fine && model.CodeOf(err) != model.CodeForbidden {
			t.Errorf("%s: got %v, want fine to be %t", email, err, fine)
		}
		for _, other := range []string{"cam@acme.example", "sales@pa.example"} {
			if made != nil && w.read(other, made.ID) != nil {
				t.Errorf("%s sees the endpoint of %s", other, email)
			}
		}
	}
	page, err := w.hub.Webhooks(w.as("admin@acme.example"), model.PageArgs{})
	must(t, err)
	if got := len(page.Edges); got != 2 {
		t.Errorf("the vendor's administrator sees %d, want 2", got)
	}
	if page, err = w.hub.Webhooks(w.as("sync@acme.example"), model.PageArgs{}); err != nil || len(page.Edges) != 1 {
		t.Errorf("the integration sees %d (%v), want its own", len(page.Edges), err)
	}
}

// TestWhatIsRefused: bad input changes nothing and says what is wrong; an unknown vendor and a hidden one are the same.
func TestWhatIsRefused(t *testing.T) {
	w := newWorld(t)
	for name, tt := range map[string]struct {
		in   model.CreateWebhookEndpointInput
		want string
	}{
		"inside":           {model.CreateWebhookEndpointInput{URL: "https://10.0.0.1/", VendorID: acme()}, "url"},
		"no protocol":      {model.CreateWebhookEndpointInput{URL: "ftp://127.0.0.1/", VendorID: acme()}, "url"},
		"a long text":      {model.CreateWebhookEndpointInput{URL: "http://127.0.0.1/", VendorID: acme(), Description: ptr(strings.Repeat("x", model.MaxNote+1))}, "description"},
		"no vendor":        {model.CreateWebhookEndpointInput{URL: "http://127.0.0.1/", VendorID: ptr(model.DerivedID(model.KindOrganization, "dist"))}, "NOT_FOUND"},
		"a vendor unknown": {model.CreateWebhookEndpointInput{URL: "http://127.0.0.1/", VendorID: ptr(model.ID("nobody"))}, "NOT_FOUND"},
	} {
		_, err := w.hooks.Create(w.as("admin@pa.example"), tt.in)
		got := string(model.CodeOf(err))
		if faults := (model.UserErrors)(nil); errors.As(err, &faults) {
			got = *faults[0].Field
		}
		if got != tt.want {
			t.Errorf("%s: got %v, want %s", name, err, tt.want)
		}
	}
	if page, err := w.hub.Webhooks(w.as("admin@pa.example"), model.PageArgs{}); err != nil || len(page.Edges) != 0 {
		t.Errorf("got %d endpoints (%v), want none", len(page.Edges), err)
	}
}

// TestTheLogTellsTheOwnerAlone what messages are about.
func TestTheLogTellsTheOwnerAlone(t *testing.T) {
	w, r := newWorld(t), newReceiver(t)
	e := w.endpoint("admin@acme.example", r.URL)
	w.tier("pa", "SILVER")
	w.round()
	mine, theirs := w.log("admin@acme.example", e)[0], w.log("other@acme.example", e)[0]
	if mine.RecordID == nil || *mine.RecordID != partner("pa") || mine.Kind == nil || mine.Event == nil {
		t.Errorf("the owner sees %+v, want the partner", mine)
	}
	if theirs.RecordID != nil || theirs.Kind != nil || theirs.Event != nil || theirs.State != model.WebhookStateDelivered {
		t.Errorf("another administrator sees %+v, want what became of it alone", theirs)
	}
}

// TestWhoMovesAnEndpointOwnsIt: and what waited for the owner before is not sent there.
func TestWhoMovesAnEndpointOwnsIt(t *testing.T) {
	w, first, second := newWorld(t), newReceiver(t), newReceiver(t)
	e := w.endpoint("admin@acme.example", first.URL)
	first.says(http.StatusInternalServerError)
	w.tier("pa", "SILVER")
	w.round()
	moved, err := w.hooks.Update(w.as("other@acme.example"), model.UpdateWebhookEndpointInput{ID: e.ID, ExpectedVersion: e.Version, URL: graphql.OmittableOf(&second.URL)})
	must(t, err)
	if want := model.DerivedID(model.KindUser, "other@acme.example"); moved.OwnerID != want {
		t.Errorf("got the owner %s, want %s", moved.OwnerID, want)
	}
	w.wait(time.Minute)
	w.round()
	if got := second.events(); !slices.Equal(got, []string{"resync.required"}) {
		t.Errorf("got %v, want to begin anew", got)
	}
	log := w.log("other@acme.example", moved)
	if log[0].Event == nil || *log[0].Event != "resync.required" {
		t.Errorf("the new owner's own message: got %+v, want what it tells", log[0])
	}
	if d := log[1]; d.Event != nil || d.RecordID != nil || d.Kind != nil || d.State != model.WebhookStateDropped {
		t.Errorf("the former owner's message: got %+v, want what became of it alone", d)
	}
	if d := w.log("admin@acme.example", moved)[1]; d.RecordID == nil || *d.RecordID != partner("pa") {
		t.Errorf("who was told: got %+v, want the partner", d)
	}
	if _, err := w.hooks.Update(w.as("admin@acme.example"), model.UpdateWebhookEndpointInput{ID: e.ID, ExpectedVersion: e.Version}); model.CodeOf(err) != model.CodeConflict {
		t.Errorf("an old version: got %v, want %s", err, model.CodeConflict)
	}
}

// TestWhatAnotherWasToldIsNotSentAgain to who has taken the endpoint over, even if both see the same.
func TestWhatAnotherWasToldIsNotSentAgain(t *testing.T) {
	w, first, second := newWorld(t), newReceiver(t), newReceiver(t)
	e := w.endpoint("admin@acme.example", first.URL)
	w.tier("pa", "SILVER")
	w.round()
	_, err := w.hooks.Update(w.as("other@acme.example"), model.UpdateWebhookEndpointInput{ID: e.ID, ExpectedVersion: e.Version, URL: graphql.OmittableOf(&second.URL)})
	must(t, err)
	w.round()
	_, err = w.hooks.Replay(w.as("other@acme.example"), model.ReplayWebhookDeliveriesInput{EndpointID: e.ID, DeliveryIds: []model.ID{model.ID(first.heard()[0].ID)}})
	must(t, err)
	w.round()
	if got := second.events(); !slices.Equal(got, []string{"resync.required"}) {
		t.Errorf("got %v, want to begin anew alone", got)
	}
}

// TestWhatWaitsForAnotherIsNotSent, even where nothing has dropped it when the endpoint got its new owner.
func TestWhatWaitsForAnotherIsNotSent(t *testing.T) {
	w, r := newWorld(t), newReceiver(t)
	e := w.endpoint("admin@acme.example", r.URL)
	r.says(http.StatusInternalServerError)
	w.tier("pa", "SILVER")
	w.round()
	must(t, w.hub.AmendWebhook(t.Context(), e, "update", func(e *model.WebhookEndpoint) {
		e.OwnerID = model.DerivedID(model.KindUser, "other@acme.example")
	}))
	w.wait(time.Minute)
	w.round()
	if got := w.log("other@acme.example", e)[0].State; got != model.WebhookStateDropped || len(r.heard()) != 1 {
		t.Errorf("got %s after %d attempts, want it dropped after 1", got, len(r.heard()))
	}
}

// TestSecretsOverlap: for a day both sign; two replacements end the first at once.
func TestSecretsOverlap(t *testing.T) {
	w, r := newWorld(t), newReceiver(t)
	e := w.endpoint("admin@acme.example", r.URL)
	secrets := []string{*e.Secret}
	verifies := func(step string, want ...bool) {
		t.Helper()
		w.tier("pa", step)
		w.round()
		m := r.heard()[len(r.heard())-1]
		for i, text := range secrets {
			secret, err := webhook.ParseSecret(text)
			must(t, err)
			if got := webhook.Verify(secret, m.Header, m.Body, w.now()) == nil; got != want[i] {
				t.Errorf("%s: secret %d verifies: %t, want %t", step, i+1, got, want[i])
			}
		}
	}
	rotate := func() {
		t.Helper()
		e, err := w.hooks.Rotate(w.as("admin@acme.example"), model.RotateWebhookSecretInput{ID: e.ID, ExpectedVersion: w.read("admin@acme.example", e.ID).Version})
		must(t, err)
		secrets = append(secrets, *e.Secret)
	}
	verifies("first", true)
	rotate()
	verifies("both", true, true)
	w.wait(25 * time.Hour)
	verifies("second", false, true)
	rotate()
	rotate()
	verifies("the last two", false, false, true, true)
	if w.read("admin@acme.example", e.ID).Secret != nil {
		t.Error("a secret can be read again")
	}
}

// TestReplay: by name, whatever became of them, and all since an instant that were not taken.
func TestReplay(t *testing.T) {
	w, r := newWorld(t), newReceiver(t)
	e := w.endpoint("admin@acme.example", r.URL)
	w.tier("pa", "SILVER")
	w.round()
	taken := r.heard()[0].ID
	since := w.now()
	r.says(http.StatusGone)
	w.tier("pb", "SILVER")
	w.round()
	on := model.WebhookStatusActive
	r.says(http.StatusOK)
	_, err := w.hooks.Update(w.as("admin@acme.example"), model.UpdateWebhookEndpointInput{ID: e.ID,
		ExpectedVersion: w.read("admin@acme.example", e.ID).Version, Status: graphql.OmittableOf(&on)})
	must(t, err)
	for name, in := range map[string]model.ReplayWebhookDeliveriesInput{"neither": {EndpointID: e.ID}, "both": {EndpointID: e.ID, Since: &since, DeliveryIds: []model.ID{}}} {
		if _, err := w.hooks.Replay(w.as("admin@acme.example"), in); model.CodeOf(err) != model.CodeBadUserInput {
			t.Errorf("%s: got %v", name, err)
		}
	}
	_, err = w.hooks.Replay(w.as("admin@acme.example"), model.ReplayWebhookDeliveriesInput{EndpointID: e.ID, Since: &since})
	must(t, err)
	_, err = w.hooks.Replay(w.as("admin@acme.example"), model.ReplayWebhookDeliveriesInput{EndpointID: e.ID, DeliveryIds: []model.ID{model.ID(taken)}})
	must(t, err)
	if _, err := w.hooks.Replay(w.as("admin@dist.example"), model.ReplayWebhookDeliveriesInput{EndpointID: e.ID, Since: &since}); model.CodeOf(err) != model.CodeNotFound {
		t.Errorf("somebody else's endpoint: got %v, want %s", err, model.CodeNotFound)
	}
	w.round()
	got := r.heard()
	if len(got) != 4 || got[3].ID != taken && got[2].ID != taken || got[1].ID != got[2].ID && got[1].ID != got[3].ID {
		t.Errorf("got %v, want both messages again under their ids", r.events())
	}
}

// TestWhatIsMissedWhileOffIsSentLater: nothing is lost, and after a long time the receiver is told to begin anew.
func TestWhatIsMissedWhileOffIsSentLater(t *testing.T) {
	for pause, want := range map[time.Duration]string{time.Hour: "partner.changed", 20 * 24 * time.Hour: "resync.required"} {
		w, r := newWorld(t), newReceiver(t)
		e := w.endpoint("admin@acme.example", r.URL)
		turn := func(to model.WebhookStatus) {
			now := w.read("admin@acme.example", e.ID)
			_, err := w.hooks.Update(w.as("admin@acme.example"), model.UpdateWebhookEndpointInput{ID: e.ID, ExpectedVersion: now.Version, Status: graphql.OmittableOf(&to)})
			must(t, err)
		}
		turn(model.WebhookStatusDisabled)
		w.tier("pa", "SILVER")
		w.round()
		if got := r.events(); len(got) != 0 {
			t.Errorf("got %v while it is off", got)
		}
		w.wait(pause)
		turn(model.WebhookStatusActive)
		w.round()
		if got := r.events(); !slices.Equal(got, []string{want}) {
			t.Errorf("after %s: got %v, want %s", pause, got, want)
		}
	}
}

// TestDeleting: the endpoint is not found any more, and nothing is sent.
func TestDeleting(t *testing.T) {
	w, r := newWorld(t), newReceiver(t)
	e := w.endpoint("admin@acme.example", r.URL)
	w.tier("pa", "SILVER")
	_, err := w.hooks.Delete(w.as("admin@acme.example"), model.DeleteWebhookEndpointInput{ID: e.ID, ExpectedVersion: e.Version})
	must(t, err)
	w.round()
	if w.read("admin@acme.example", e.ID) != nil || len(r.heard()) != 0 {
		t.Errorf("got %v from a deleted endpoint", r.events())
	}
	for range 20 {
		w.endpoint("admin@acme.example", r.URL)
	}
	if _, err := w.hooks.Create(w.as("admin@acme.example"), model.CreateWebhookEndpointInput{URL: r.URL}); err == nil {
		t.Error("a 21st endpoint was made")
	}
}
