package hooks

import (
	"context"
	"slices"
	"time"

	"partnerhub/authz"
	"partnerhub/hub"
	"partnerhub/hub/feed"
	"partnerhub/model"
)

// Create makes an endpoint of the viewer's own, which tells what happens from now on.
func (h *Hooks) Create(ctx context.Context, in model.CreateWebhookEndpointInput) (*model.WebhookEndpoint, error) {
	if err := h.hub.MayMakeWebhooks(ctx); err != nil {
		return nil, err
	}
	id, err := model.NewID(model.KindWebhook)
	if err != nil {
		return nil, err
	}
	who := authz.PrincipalFrom(ctx)
	w := &model.WebhookEndpoint{Record: model.Record{ID: id}, OrganizationID: who.OrganizationID, OrganizationKind: who.Side,
		Status: model.WebhookStatusActive, SecretVersion: 1, SecretSince: h.instant(), Kinds: kindsOf(in.Kinds)}
	own(w, who)
	if w.LogID, err = h.feed.LogOf(ctx, in.VendorID); err != nil {
		return nil, err
	}
	var faults model.UserErrors
	h.address(ctx, &faults, w, in.URL)
	describe(&faults, w, in.Description)
	if err := faults.OrNil(); err != nil {
		return nil, err
	}
	if err := h.hub.InsertWebhook(ctx, w, func(ctx context.Context) error { return h.begin(ctx, w, who) }); err != nil {
		return nil, err
	}
	return h.told(ctx, w)
}

// instant is now, as precise as the database keeps it.
func (h *Hooks) instant() time.Time { return h.now().UTC().Truncate(time.Millisecond) }

// own makes somebody the owner: what is sent is cut by what that person sees, with no other role than now.
func own(w *model.WebhookEndpoint, who *authz.Principal) {
	w.OwnerID, w.OwnerRoles = who.UserID, slices.Clone(who.Roles)
}

// begin starts an endpoint at the present.
func (h *Hooks) begin(ctx context.Context, w *model.WebhookEndpoint, who *authz.Principal) error {
	last, err := h.feed.Last(ctx, w.LogID)
	if err != nil {
		return err
	}
	return h.store.Deliveries.Begin(ctx, &model.WebhookPosition{EndpointID: w.ID, Seq: last, Standing: h.feed.Standing(follower(w, who))})
}

func follower(w *model.WebhookEndpoint, who *authz.Principal) feed.Follower {
	f := feed.Follower{Who: who, Log: w.LogID}
	if len(w.Kinds) > 0 {
		f.Kinds = w.Kinds
	}
	return f
}

// told is the endpoint with its secret, once.
func (h *Hooks) told(ctx context.Context, w *model.WebhookEndpoint) (*model.WebhookEndpoint, error) {
	shown, err := h.hub.Webhook(ctx, w.ID)
	if err != nil || shown == nil {
		return nil, err
	}
	text := h.sender.Secret(h.secret(w, w.SecretVersion))
	shown.Secret = &text
	return shown, nil
}

func (h *Hooks) address(ctx context.Context, faults *model.UserErrors, w *model.WebhookEndpoint, address string) {
	kept, err := h.sender.Check(ctx, address)
	if err != nil {
		faults.Add("url", model.UserErrorCodeInvalid, "%s", err)
	}
	w.URL = kept
}

func describe(faults *model.UserErrors, w *model.WebhookEndpoint, text *string) {
	if w.Description = nil; text == nil {
		return
	}
	clean, err := model.CleanNote(*text)
	switch {
	case err != nil:
		faults.Add("description", model.UserErrorCodeInvalid, "%s", err)
	case len([]rune(clean)) > model.MaxNote:
		faults.Add("description", model.UserErrorCodeTooLong, "at most %d characters", model.MaxNote)
	case clean != "":
		w.Description = &clean
	}
}

func kindsOf(asked []model.RecordKind) []model.RecordKind {
	out := slices.Sorted(slices.Values(asked))
	return slices.Compact(append([]model.RecordKind{}, out...))
}

// Update changes an endpoint. Who changes what is sent, or where, becomes its owner: nobody can have what another person sees sent
// to a place of one's own. Messages that wait are then not sent, and the receiver is told to begin anew.
func (h *Hooks) Update(ctx context.Context, in model.UpdateWebhookEndpointInput) (*model.WebhookEndpoint, error) {
	checked := &model.WebhookEndpoint{}
	var faults model.UserErrors
	address, moved := in.URL.ValueOK()
	if moved {
		if err := h.mayChange(ctx, in.ID); err != nil {
			return nil, err
		}
		h.address(ctx, &faults, checked, orBlank(address))
	}
	text, described := in.Description.ValueOK()
	describe(&faults, checked, text)
	if err := faults.OrNil(); err != nil {
		return nil, err
	}
	void := 0
	err := h.hub.EditWebhook(ctx, in.ID, in.ExpectedVersion, "update", func(ctx context.Context, w *model.WebhookEndpoint) error {
		before := *w
		if moved {
			w.URL = checked.URL
		}
		if described {
			w.Description = checked.Description
		}
		if kinds, set := in.Kinds.ValueOK(); set {
			w.Kinds = kindsOf(kinds)
		}
		if status, set := in.Status.ValueOK(); set && status != nil {
			h.turn(w, *status, model.WebhookReasonByHand)
		}
		var err error
		void, err = h.resume(ctx, &before, w)
		return err
	})
	if err != nil {
		return nil, err
	}
	if void > 0 {
		h.after(in.ID, h.store.Deliveries.Drop(ctx, in.ID, void))
	}
	return h.hub.Webhook(ctx, in.ID)
}

// mayChange keeps who may not change an endpoint from having addresses looked up.
func (h *Hooks) mayChange(ctx context.Context, id model.ID) error {
	if err := h.hub.MayMakeWebhooks(ctx); err != nil {
		return err
	}
	w, err := h.hub.Webhook(ctx, id)
	if err == nil && w == nil {
		return model.ErrNotFound
	}
	return err
}

func orBlank(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// turn switches an endpoint on or off.
func (h *Hooks) turn(w *model.WebhookEndpoint, to model.WebhookStatus, why model.WebhookReason) {
	if w.Status == to {
		return
	}
	w.Status, w.Reason, w.DisabledAt = to, nil, nil
	if to == model.WebhookStatusDisabled {
		at := h.instant()
		w.Reason, w.DisabledAt = &why, &at
	}
}

// resume decides how an endpoint that has changed goes on: as it was, with who has changed it as its owner, or from the beginning
// where messages may have been lost meanwhile. It answers up to which number what waits is then worth nothing; 0 for none.
func (h *Hooks) resume(ctx context.Context, before, w *model.WebhookEndpoint) (void int, err error) {
	who := authz.PrincipalFrom(ctx)
	on := before.Status == model.WebhookStatusDisabled && w.Status == model.WebhookStatusActive
	if before.URL == w.URL && slices.Equal(before.Kinds, w.Kinds) && before.Status == w.Status {
		return 0, nil
	}
	own(w, who)
	p, err := h.store.Deliveries.Position(ctx, w.ID)
	if err != nil {
		return 0, err
	}
	late := on && before.DisabledAt != nil && h.now().Sub(*before.DisabledAt) > keepDeliveries/2
	next := *p
	if late || before.OwnerID != w.OwnerID || !slices.Equal(before.OwnerRoles, w.OwnerRoles) {
		next.Standing, void = "", p.Sequence
	}
	now := h.instant()
	next.WakeAt = &now
	return void, h.store.Deliveries.Begin(ctx, &next)
}

// after tells of what was not tidied up behind a change. The change itself stands, and nothing depends on the rest.
func (h *Hooks) after(endpoint model.ID, err error) {
	if err != nil {
		h.fault(endpoint, err)
	}
}

// Delete ends an endpoint and what it had still to deliver.
func (h *Hooks) Delete(ctx context.Context, in model.DeleteWebhookEndpointInput) (*model.WebhookEndpoint, error) {
	err := h.hub.EditWebhook(ctx, in.ID, in.ExpectedVersion, "delete", func(ctx context.Context, w *model.WebhookEndpoint) error {
		h.turn(w, model.WebhookStatusDisabled, model.WebhookReasonByHand)
		w.Deleted = true
		return h.store.Deliveries.End(ctx, w.ID)
	})
	if err == nil {
		h.after(in.ID, h.store.Deliveries.Forget(ctx, in.ID))
	}
	return &model.WebhookEndpoint{Record: model.Record{ID: in.ID}}, err
}

// Gone is the answer to a repeated deletion: there is nothing left to read.
func (h *Hooks) Gone(_ context.Context, id model.ID) (*model.WebhookEndpoint, error) {
	return &model.WebhookEndpoint{Record: model.Record{ID: id}}, nil
}

// Rotate replaces the secret.
func (h *Hooks) Rotate(ctx context.Context, in model.RotateWebhookSecretInput) (*model.WebhookEndpoint, error) {
	var now *model.WebhookEndpoint
	err := h.hub.EditWebhook(ctx, in.ID, in.ExpectedVersion, "rotate", func(_ context.Context, w *model.WebhookEndpoint) error {
		w.SecretVersion, w.SecretSince = w.SecretVersion+1, h.instant()
		now = w
		return nil
	})
	if err != nil {
		return nil, err
	}
	return h.told(ctx, now)
}

// maxReplay is how many messages are sent again by one call that names none.
const maxReplay = 10_000

// Replay sends messages again.
func (h *Hooks) Replay(ctx context.Context, in model.ReplayWebhookDeliveriesInput) (*model.WebhookEndpoint, error) {
	if (in.Since == nil) == (in.DeliveryIds == nil) || len(in.DeliveryIds) > hub.MaxIDs {
		return nil, model.Errorf(model.CodeBadUserInput, "name up to %d deliveryIds, or since", hub.MaxIDs)
	}
	if in.Since != nil {
		if err := h.replaySince(ctx, in.EndpointID, *in.Since); err != nil {
			return nil, err
		}
	}
	err := h.hub.EditWebhook(ctx, in.EndpointID, hub.AnyVersion, "replay", func(ctx context.Context, w *model.WebhookEndpoint) error {
		now := h.instant()
		if in.Since == nil {
			p, err := h.store.Deliveries.Position(ctx, w.ID)
			if err != nil {
				return err
			}
			if err := h.store.Deliveries.Replay(ctx, w, in.DeliveryIds, p.Standing, now); err != nil {
				return err
			}
		}
		return h.store.Deliveries.Rouse(ctx, w.ID, now)
	})
	if err != nil {
		return nil, err
	}
	return h.hub.Webhook(ctx, in.EndpointID)
}

// replaySince makes many messages due again, before the change that wakes the endpoint and outside its transaction: others of the
// organization write meanwhile. A call that dies in between is repeated.
func (h *Hooks) replaySince(ctx context.Context, endpoint model.ID, since time.Time) error {
	w, err := h.hub.EditableWebhook(ctx, endpoint)
	if err != nil {
		return err
	}
	p, err := h.store.Deliveries.Position(ctx, w.ID)
	if err != nil {
		return err
	}
	return h.store.Deliveries.ReplaySince(ctx, w, since, p.Standing, h.instant(), maxReplay)
}
