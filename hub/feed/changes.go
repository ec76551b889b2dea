package feed

import (
	"context"
	"slices"
	"time"

	"partnerhub/authz"
	"partnerhub/model"
)

// MaxWait is how long a reader may wait for an entry.
const MaxWait = 20 * time.Second

// Request is what a reader asks for.
type Request struct {
	VendorID *model.ID // nil for what belongs to no vendor
	After    *string
	First    *int
	Kinds    []model.RecordKind // all when nil
	Wait     time.Duration
}

// reading is one request once it is checked.
type reading struct {
	feed  *Feed
	who   *authz.Principal
	log   model.ID
	kinds []model.Kind
	limit int
	after *string
	wait  time.Duration
}

// Changes answers the next stretch of the viewer's feed behind a position, or, without one, the present position. It waits for
// an entry as long as it is asked to.
func (f *Feed) Changes(ctx context.Context, in Request) (*model.ChangePage, error) {
	r, err := f.reading(ctx, in)
	if err != nil {
		return nil, err
	}
	if r.after == nil {
		last, _, err := f.store.Changes.Ends(ctx, r.log)
		if err != nil {
			return nil, err
		}
		return r.page(nil, last, false), nil
	}
	at, err := r.open(*r.after)
	if err != nil {
		return nil, err
	}
	return r.waiting(ctx, at)
}

// reading checks a request. A vendor that the reader does not see is not found.
func (f *Feed) reading(ctx context.Context, in Request) (*reading, error) {
	r := &reading{feed: f, who: authz.PrincipalFrom(ctx), limit: model.DefaultPageSize, after: in.After, wait: in.Wait}
	if in.First != nil {
		r.limit = *in.First
	}
	if r.limit < 1 || r.limit > model.MaxPageSize {
		return nil, model.Errorf(model.CodeBadUserInput, "first is 1 to %d", model.MaxPageSize)
	}
	if in.Wait < 0 || in.Wait > MaxWait {
		return nil, model.Errorf(model.CodeBadUserInput, "waitSeconds is 0 to %d", int(MaxWait/time.Second))
	}
	r.kinds = kindsOf(in.Kinds)
	var err error
	r.log, err = f.LogOf(ctx, in.VendorID)
	return r, err
}

// kindsOf are the kinds that are asked for, each once and in a fixed order.
func kindsOf(asked []model.RecordKind) []model.Kind {
	var out []model.Kind
	for _, k := range asked {
		out = append(out, k.Stored())
	}
	if asked == nil {
		out = authz.Kinds()
	}
	slices.Sort(out)
	return slices.Compact(out)
}
