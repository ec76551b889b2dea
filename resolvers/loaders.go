package resolvers

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vikstrous/dataloadgen"

	"partnerhub/hub"
	"partnerhub/model"
)

// loaders read the records that others name, many ids in one query. A set belongs to one operation of one viewer: what it
// holds was read under that viewer's grant.
type loaders struct {
	organizations *loader[model.Organization]
	users         *loader[model.User]
	partners      *loader[model.Partner]
	programs      *loader[model.Program]
	campaigns     *loader[model.Campaign]
	deals         *loader[model.Deal]
	enrollments   *loader[model.Enrollment]
	engagements   *loader[model.DirectEngagement]
	segments      *loader[model.Segment]
	authorities   *loader[model.ApprovalAuthority]
	tierWays      *loader[hub.TierWay]
	managers      *managersLoader
	segmentsIn    *segmentsLoader
	benefits      *benefitsLoader
	choices       *choicesLoader
	keys          *keysLoader
	segmentation  *segmentationLoader
}

// managersLoader names who covers partners, for all partners of a level at once.
type managersLoader = dataloadgen.Loader[*model.Partner, []*model.PartnerManager]

// segmentsLoader names the segments that partners are in, likewise.
type segmentsLoader = dataloadgen.Loader[*model.Partner, []*model.Segment]

// benefitsLoader reads the ledgers of deals, likewise.
type benefitsLoader = dataloadgen.Loader[*model.Deal, []*model.BenefitEntry]

// choicesLoader finds the reasons that can be given with deals, likewise.
type choicesLoader = dataloadgen.Loader[*model.Deal, *model.DealChoices]

// keysLoader lists the keys of service accounts, likewise.
type keysLoader = dataloadgen.Loader[*model.User, []*model.APIKey]

// segmentationLoader counts how the viewer's vendor divides its partners, once however often an operation asks.
type segmentationLoader = dataloadgen.Loader[struct{}, *model.Segmentation]

// loader reads records of one kind. A hidden record and one that does not exist are nil without an error.
type loader[T any] struct {
	*dataloadgen.Loader[model.ID, *T]
	read readByID[T]
}

// readByID reads the visible ones among some records.
type readByID[T any] func(ctx context.Context, ids []model.ID) (map[model.ID]*T, error)

const (
	// gatherTime is how long a loader waits for more ids before it asks for them all.
	gatherTime = 200 * time.Microsecond
	// gatherSize is how many ids one query names at most.
	gatherSize = 200
)

// newLoaders makes an empty set for one operation. A mutation reads everything anew: its second field must not show what
// was true before its first.
func newLoaders(h *hub.Hub, op ast.Operation) *loaders {
	options := []dataloadgen.Option{dataloadgen.WithWait(gatherTime), dataloadgen.WithBatchCapacity(gatherSize)}
	if op == ast.Mutation {
		options = append(options, dataloadgen.WithoutCache())
	}
	return &loaders{
		organizations: newLoader(h.OrganizationsByID, options),
		users:         newLoader(h.UsersByID, options),
		partners:      newLoader(h.PartnersByID, options),
		programs:      newLoader(h.ProgramsByID, options),
		campaigns:     newLoader(h.CampaignsByID, options),
		deals:         newLoader(h.DealsByID, options),
		enrollments:   newLoader(h.EnrollmentsByID, options),
		engagements:   newLoader(h.EngagementsByID, options),
		segments:      newLoader(h.SegmentsByID, options),
		authorities:   newLoader(h.AuthoritiesByID, options),
		tierWays:      newLoader(h.TierWays, options),
		managers:      newListLoader(h.ManagersOf, options),
		segmentsIn:    newListLoader(h.SegmentsOf, options),
		benefits:      newListLoader(h.BenefitsOf, options),
		choices:       newListLoader(h.ChoicesOf, options),
		keys:          newListLoader(h.KeysOf, options),
		segmentation:  newSegmentationLoader(h.Segmentation, options),
	}
}

func newSegmentationLoader(count func(context.Context) (*model.Segmentation, error), options []dataloadgen.Option) *segmentationLoader {
	return dataloadgen.NewLoader(func(ctx context.Context, asked []struct{}) ([]*model.Segmentation, []error) {
		s, err := count(ctx)
		return slices.Repeat([]*model.Segmentation{s}, len(asked)), slices.Repeat([]error{err}, len(asked))
	}, options...)
}

// newListLoader reads something, such as a list, for each of some records, for all records of a level at once.
func newListLoader[R, T any](read func(context.Context, []*R) ([]T, error), options []dataloadgen.Option) *dataloadgen.Loader[*R, T] {
	return dataloadgen.NewLoader(func(ctx context.Context, records []*R) ([]T, []error) {
		found, err := read(ctx, records)
		if err != nil {
			return nil, []error{err}
		}
		return found, nil
	}, options...)
}

func newLoader[T any](read readByID[T], options []dataloadgen.Option) *loader[T] {
	inOrder := func(ctx context.Context, ids []model.ID) ([]*T, []error) {
		found, err := read(ctx, ids)
		if err != nil {
			return nil, []error{err}
		}
		rows := make([]*T, len(ids))
		for i, id := range ids {
			rows[i] = found[id]
		}
		return rows, nil
	}
	return &loader[T]{dataloadgen.NewLoader(inOrder, options...), read}
}

// one reads the record that a reference names; nil for an empty reference.
func (l *loader[T]) one(ctx context.Context, id model.ID) (*T, error) {
	if id == "" {
		return nil, nil
	}
	return l.Load(ctx, id)
}

// many reads the records that a list names, without those that are hidden. A nil list is one that the viewer may not see,
// and stays nil.
func (l *loader[T]) many(ctx context.Context, ids []model.ID) ([]*T, error) {
	if ids == nil {
		return nil, nil
	}
	rows, err := l.LoadAll(ctx, ids)
	if err != nil {
		return nil, firstOf(err)
	}
	visible := make([]*T, 0, len(rows))
	for _, row := range rows {
		if row != nil {
			visible = append(visible, row)
		}
	}
	return visible, nil
}

// firstOf is the first fault of a list, so that one fault of the store is one error of the answer.
func firstOf(err error) error {
	var all dataloadgen.ErrorSlice
	if !errors.As(err, &all) {
		return err
	}
	for _, e := range all {
		if e != nil {
			return e
		}
	}
	return nil
}

// optional is the id of a reference that may be empty.
func optional(id *model.ID) model.ID {
	if id == nil {
		return ""
	}
	return *id
}

type loadersKey struct{}

// withLoaders gives an operation a set of its own, which is made when it is first needed: what plans answer needs none.
func withLoaders(ctx context.Context, make func() *loaders) context.Context {
	return context.WithValue(ctx, loadersKey{}, sync.OnceValue(make))
}

// load is the set of this operation. Without one it panics, which the caller sees as INTERNAL: a resolver that runs outside
// of an operation is a mistake of the program.
func load(ctx context.Context) *loaders { return ctx.Value(loadersKey{}).(func() *loaders)() }
