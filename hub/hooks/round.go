package hooks

import (
	"context"
	"errors"
	"time"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/model"
	"partnerhub/store"
)

const (
	task = "webhooks"
	// leased is longer than one attempt takes, so that whoever takes over finds nothing under way.
	leased    = 30 * time.Second
	endpoints = 500 // read in one go
)

// Round finds the endpoints with something to do and begins to work for each of them, every one by itself, so that a slow receiver
// delays no other. Any number of instances may call it under names of their own; a lease lets one of them work. An instance that
// dies leaves behind messages that are sent again.
func (h *Hooks) Round(ctx context.Context, holder string) error {
	if mine, err := h.lease(ctx, holder); err != nil || !mine {
		return err
	}
	for last := model.ID(""); ; {
		found, err := h.store.Webhooks.LoadAll(ctx, authz.System(model.KindWebhook, "find the endpoints that messages go to"),
			filter.AllOf(filter.Is("status", model.WebhookStatusActive), filter.Above("_id", last)), store.Sort{Field: "_id"}, endpoints)
		if err != nil || len(found) == 0 {
			return err
		}
		if err := h.workFor(ctx, found); err != nil {
			return err
		}
		if last = found[len(found)-1].ID; len(found) < endpoints {
			return nil
		}
	}
}

// Wait returns when nobody works any more.
func (h *Hooks) Wait() { h.done.Wait() }

// lease takes the turn, and renews it in good time.
func (h *Hooks) lease(ctx context.Context, holder string) (bool, error) {
	now := h.now()
	if h.leased(now.Add(leased / 2)) {
		return true, nil
	}
	mine, err := h.store.Lease(ctx, task, holder, now, now.Add(leased))
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.until = (time.Time{}); mine && err == nil {
		h.until = now.Add(leased)
	}
	return mine, err
}

func (h *Hooks) leased(at time.Time) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return at.Before(h.until)
}

// workFor begins to work for those that have something to do.
func (h *Hooks) workFor(ctx context.Context, found []*model.WebhookEndpoint) error {
	ids, logs := make([]model.ID, len(found)), make([]model.ID, len(found))
	for i, w := range found {
		ids[i], logs[i] = w.ID, w.LogID
	}
	positions, err := h.store.Deliveries.Positions(ctx, ids)
	if err != nil {
		return err
	}
	lasts, err := h.store.Changes.Lasts(ctx, logs)
	if err != nil {
		return err
	}
	now := h.now()
	for _, w := range found {
		p := positions[w.ID]
		if p != nil && (p.Seq < lasts[w.LogID] || p.WakeAt != nil && !p.WakeAt.After(now)) {
			h.start(ctx, w)
		}
	}
	return nil
}

// start works for an endpoint unless somebody does already.
func (h *Hooks) start(ctx context.Context, w *model.WebhookEndpoint) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.busy[w.ID] {
		return
	}
	h.busy[w.ID] = true
	h.done.Go(func() {
		err := h.serve(ctx, w)
		h.mu.Lock()
		defer h.mu.Unlock()
		delete(h.busy, w.ID)
		if err != nil && ctx.Err() == nil && !errors.Is(err, model.ErrConflict) {
			h.fault(w.ID, err)
		}
	})
}
