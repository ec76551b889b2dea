package hooks

import (
	"context"
	"errors"
	"slices"

	"partnerhub/authz"
	"partnerhub/model"
)

// batch is how many entries become messages, and how many messages are read, in one go.
const batch = 50

// errStopped ends the work for an endpoint: it was turned off, or another instance has the lease.
var errStopped = errors.New("stopped")

// serve turns what is new in the log into messages and sends what is due, until nothing is.
func (h *Hooks) serve(ctx context.Context, w *model.WebhookEndpoint) error {
	err := h.enqueue(ctx, w)
	for more := err == nil; more; {
		more, err = h.sendDue(ctx, w)
	}
	if errors.Is(err, errStopped) {
		return nil
	}
	return err
}

// sendDue sends the next messages that are due, one after the other, and answers whether there may be more. When there are none, it
// notes when the next one will be.
func (h *Hooks) sendDue(ctx context.Context, w *model.WebhookEndpoint) (more bool, err error) {
	p, err := h.store.Deliveries.Position(ctx, w.ID)
	if err != nil {
		return false, err
	}
	due, err := h.store.Deliveries.Due(ctx, w.ID, h.now(), batch)
	if err != nil {
		return false, err
	}
	for _, d := range due {
		if err := h.deliver(ctx, w.ID, d); err != nil {
			return false, err
		}
	}
	if len(due) > 0 {
		return true, nil
	}
	next, err := h.store.Deliveries.NextDue(ctx, w.ID)
	if err != nil {
		return false, err
	}
	return false, h.store.Deliveries.Wake(ctx, w.ID, p.WakeAt, next)
}

// owner finds who owns an endpoint, as of now and with no role that it did not have when it said where messages go. Who may not
// have the endpoint any more, or works elsewhere, has it turned off, and so has a service account whose last key has ended.
func (h *Hooks) owner(ctx context.Context, w *model.WebhookEndpoint) (*authz.Principal, error) {
	who, err := h.hub.PrincipalByUser(ctx, w.OwnerID)
	if err != nil && model.CodeOf(err) != model.CodeUnauthenticated {
		return nil, err
	}
	acts := false
	if err == nil {
		if acts, err = h.hub.ActsOn(ctx, who); err != nil {
			return nil, err
		}
	}
	if acts {
		who.Roles = slices.DeleteFunc(who.Roles, func(r model.Role) bool { return !slices.Contains(w.OwnerRoles, r) })
		if h.policy.Grant(who, model.KindWebhook, authz.Read).Allows(w) {
			return who, nil
		}
	}
	return nil, h.stop(ctx, w, model.WebhookReasonOwner)
}

// stop turns an endpoint off and answers errStopped, or model.ErrConflict where it has changed since it was judged: it is then
// judged anew. The change is in its organization's feed, and with it in the messages of other endpoints.
func (h *Hooks) stop(ctx context.Context, judged *model.WebhookEndpoint, why model.WebhookReason) error {
	err := h.hub.AmendWebhook(ctx, judged, "disable", func(w *model.WebhookEndpoint) {
		h.turn(w, model.WebhookStatusDisabled, why)
	})
	if err != nil {
		return err
	}
	return errStopped
}
