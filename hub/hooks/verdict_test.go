package hooks_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"sync"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"partnerhub/model"
)

// leaving is a sender under whose first attempt something happens before the receiver says that it is gone.
type leaving struct {
	courier
	once      sync.Once
	meanwhile func()
}

func (l *leaving) Send(ctx context.Context, m model.WebhookMessage) model.WebhookAnswer {
	answer := model.WebhookAnswer{}
	l.once.Do(func() {
		l.meanwhile()
		answer = model.WebhookAnswer{Status: http.StatusGone, Fault: model.WebhookFaultStatus}
	})
	if answer.Fault != "" {
		return answer
	}
	return l.courier.Send(ctx, m)
}

// TestTheOldReceiverDoesNotEndTheNewOne: an endpoint that has moved during an attempt stays on, and the message goes to its new
// address.
func TestTheOldReceiverDoesNotEndTheNewOne(t *testing.T) {
	w, first, second := newWorld(t), newReceiver(t), newReceiver(t)
	sender := &leaving{courier: w.courier()}
	w.hooks = w.sending(sender)
	e := w.endpoint("admin@acme.example", first.URL)
	ctx := w.as("admin@acme.example")
	sender.meanwhile = func() {
		in := model.UpdateWebhookEndpointInput{ID: e.ID, ExpectedVersion: e.Version, URL: graphql.OmittableOf(&second.URL)}
		if _, err := w.hooks.Update(ctx, in); err != nil {
			t.Error(err)
		}
	}
	w.tier("pa", "SILVER")
	w.round()
	if got := w.read("admin@acme.example", e.ID); got.Status != model.WebhookStatusActive {
		t.Errorf("got %s, want it on", got.Status)
	}
	w.round()
	if got, want := second.events(), []string{"partner.changed"}; !slices.Equal(got, want) {
		t.Errorf("the new receiver heard %v, want %v", got, want)
	}
}

// TestAVerdictIsAboutWhatWasJudged: an owner who may not have the endpoint any more does not end it for who has taken it over.
func TestAVerdictIsAboutWhatWasJudged(t *testing.T) {
	w, r, other := newWorld(t), newReceiver(t), newReceiver(t)
	judged := w.read("admin@acme.example", w.endpoint("admin@acme.example", r.URL).ID)
	off := func(e *model.WebhookEndpoint) { e.Status = model.WebhookStatusDisabled }
	taken, err := w.hooks.Update(w.as("other@acme.example"), model.UpdateWebhookEndpointInput{ID: judged.ID, ExpectedVersion: judged.Version,
		URL: graphql.OmittableOf(&other.URL)})
	must(t, err)
	if err := w.hub.AmendWebhook(t.Context(), judged, "disable", off); !errors.Is(err, model.ErrConflict) {
		t.Errorf("got %v, want %v", err, model.ErrConflict)
	}
	if got := w.read("other@acme.example", judged.ID); got.Status != model.WebhookStatusActive || got.Version != taken.Version {
		t.Errorf("got %+v, want it as it was", got)
	}
	must(t, w.hub.AmendWebhook(t.Context(), taken, "disable", off))
	if got := w.read("other@acme.example", judged.ID); got.Status != model.WebhookStatusDisabled {
		t.Errorf("got %s, want it off by a verdict about itself", got.Status)
	}
}
