package feed

import (
	"context"

	"partnerhub/authz"
	"partnerhub/model"
)

// Follower is somebody for whom the hub itself reads a log, and which kinds of it.
type Follower struct {
	Who   *authz.Principal
	Log   model.ID
	Kinds []model.RecordKind // all when nil
}

// Told is an entry with its number in the log, which is for nobody outside.
type Told struct {
	Seq int64
	*model.RecordChange
}

func (f *Feed) following(w Follower, limit int) *reading {
	return &reading{feed: f, who: w.Who, log: w.Log, kinds: kindsOf(w.Kinds), limit: limit}
}

// Standing is a mark of what a follower may see at all. What was told under another one is worth nothing.
func (f *Feed) Standing(w Follower) string { return f.following(w, 0).standing() }

// Last is the last number of a log.
func (f *Feed) Last(ctx context.Context, log model.ID) (int64, error) {
	last, _, err := f.store.Changes.Ends(ctx, log)
	return last, err
}

// Behind tells a follower's next entries behind a number of the log, and up to where that is all. What is no longer kept is
// model.ErrCursorExpired.
func (f *Feed) Behind(ctx context.Context, w Follower, seq int64, limit int) (told []Told, end int64, err error) {
	r := f.following(w, limit)
	last, _, err := f.store.Changes.Ends(ctx, r.log)
	if err != nil {
		return nil, seq, err
	}
	found, err := r.find(ctx, seq, last)
	if err != nil {
		return nil, seq, err
	}
	_, forgotten, err := f.store.Changes.Ends(ctx, r.log)
	if err != nil {
		return nil, seq, err
	}
	if seq < forgotten {
		return nil, seq, model.ErrCursorExpired
	}
	if len(found) > limit {
		found, last = found[:limit], found[limit-1].seq
	}
	for _, n := range found {
		told = append(told, Told{n.seq, n.entry})
	}
	return told, last, nil
}

// LogOf finds the log of a vendor that the viewer sees, or without one that of what belongs to no vendor. A vendor that the viewer
// does not see is not found.
func (f *Feed) LogOf(ctx context.Context, vendor *model.ID) (model.ID, error) {
	if vendor == nil {
		return model.HubFeed, nil
	}
	g := f.policy.Grant(authz.PrincipalFrom(ctx), model.KindOrganization, authz.Read)
	found, err := f.store.Organizations.Get(ctx, g, *vendor)
	if err != nil {
		return "", err
	}
	if found.Kind != model.OrganizationKindVendor {
		return "", model.ErrNotFound
	}
	return found.ID, nil
}
