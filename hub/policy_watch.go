package hub

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/model"
	"partnerhub/store"
)

// policyCounter counts the changes of all vendors' policies. It is raised in the transaction of the change, so that one cheap
// read tells whether there is anything new, and the numbers of changes are in the order of their commits.
const policyCounter = "policies"

// policyBatch is how many policies are read at a time.
const policyBatch = 200

// errHalfRead is what a reading is refused for that lacks the newest change: something was lost on the way.
var errHalfRead = errors.New("the newest change is not among the policies that were read")

// ruleWatch is how far an instance has followed the vendors' policies.
type ruleWatch struct {
	mu       sync.Mutex // one refresh at a time
	revision atomic.Int64
	fault    atomic.Pointer[error] // why the last refresh failed, nil when it did not
}

// startPolicy reads what vendors have changed. A database that cannot be read stops the start; lines that cannot be accepted
// show nothing where they are wrong, and the hub is not ready until they are mended.
func (h *Hub) startPolicy(ctx context.Context) error {
	err := h.RefreshPolicy(ctx)
	var wrong policyError
	if errors.As(err, &wrong) {
		return nil
	}
	return err
}

// policyError says that policies were read and cannot all be accepted.
type policyError struct{ error }

func (e policyError) Unwrap() error { return e.error }

// RefreshPolicy takes over what any instance has changed since the last time. On a fault the last good state stays, and the
// next refresh tries again.
func (h *Hub) RefreshPolicy(ctx context.Context) error {
	h.rules.mu.Lock()
	defer h.rules.mu.Unlock()
	err := h.followPolicy(ctx)
	if err == nil {
		h.rules.fault.Store(nil)
		return nil
	}
	err = fmt.Errorf("refreshing the policy: %w", err)
	h.rules.fault.Store(&err)
	return err
}

// followPolicy reads the counter before the policies: what was committed until then cannot be missed.
func (h *Hub) followPolicy(ctx context.Context) error {
	latest, err := h.store.Last(ctx, policyCounter)
	if err != nil || latest == h.rules.revision.Load() {
		return err
	}
	found, err := h.policiesSince(ctx, h.rules.revision.Load())
	if err != nil {
		return err
	}
	var newest int64
	all := make([]authz.Own, 0, len(found))
	for _, p := range found {
		newest = max(newest, p.Revision)
		all = append(all, ownOf(p))
	}
	if newest < latest {
		return errHalfRead
	}
	if err := adopt(h.policy, all...); err != nil {
		return policyError{err}
	}
	h.rules.revision.Store(latest)
	return nil
}

func (h *Hub) policiesSince(ctx context.Context, revision int64) ([]*model.VisibilityPolicy, error) {
	g := authz.System(model.KindPolicy, "every instance goes by the policies of all vendors")
	var out []*model.VisibilityPolicy
	for {
		part, err := h.store.Policies.LoadAll(ctx, g, filter.Above("revision", revision), store.Sort{Field: "revision"}, policyBatch)
		if err != nil {
			return nil, err
		}
		if out = append(out, part...); len(part) < policyBatch {
			return out, nil
		}
		revision = part[len(part)-1].Revision
	}
}

// ownOf are a stored policy's lines as this release reads them.
func ownOf(p *model.VisibilityPolicy) authz.Own {
	return authz.Own{VendorID: p.VendorID, Version: p.Version, Lines: authz.Current(p.Lines)}
}

// PolicyFault tells why the last refresh of the policy failed, nil when it did not.
func (h *Hub) PolicyFault() error {
	if fault := h.rules.fault.Load(); fault != nil {
		return *fault
	}
	return nil
}

// PolicyRevision is the number of the newest change of any vendor's policy that counts here.
func (h *Hub) PolicyRevision() int64 { return h.rules.revision.Load() }
