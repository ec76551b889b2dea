package resolvers

import (
	"context"

	"github.com/99designs/gqlgen/graphql"

	"partnerhub/hub"
	"partnerhub/model"
)

// keyHeader is the request header that a caller protects its mutations against repetition with.
const keyHeader = "Idempotency-Key"

// once runs a mutation under the request's idempotency key, if it has one.
func once[T, I any](ctx context.Context, h *hub.Hub, in I, run func(context.Context, I) (*T, error),
	read func(context.Context, model.ID) (*T, error)) (*T, error) {
	return hub.Once(ctx, h, attempt(ctx), func(ctx context.Context) (*T, error) { return run(ctx, in) }, read)
}

// dealOnce runs a mutation that answers a deal.
func dealOnce[I any](ctx context.Context, h *hub.Hub, in I, run func(context.Context, I) (*model.Deal, error)) (*model.DealPayload, error) {
	return dealPayload(once(ctx, h, in, run, h.Deal))
}

// enrollmentOnce runs a mutation that answers an enrollment.
func enrollmentOnce[I any](ctx context.Context, h *hub.Hub, in I, run func(context.Context, I) (*model.Enrollment, error)) (*model.EnrollmentPayload, error) {
	return enrollmentPayload(once(ctx, h, in, run, h.Enrollment))
}

// partnerTierOnce runs a mutation that answers a partner with its tier.
func partnerTierOnce[I any](ctx context.Context, h *hub.Hub, in I, run func(context.Context, I) (*model.Partner, error)) (*model.PartnerTierPayload, error) {
	return partnerTierPayload(once(ctx, h, in, run, h.Partner))
}

// syncOnce runs a mutation that takes rows in. A repetition takes them in again, which changes nothing: it answers how they stand today.
func syncOnce[I any](ctx context.Context, h *hub.Hub, in I, run func(context.Context, I) (*model.SyncPayload, error)) (*model.SyncPayload, error) {
	return once(ctx, h, in, run, func(ctx context.Context, _ model.ID) (*model.SyncPayload, error) { return run(ctx, in) })
}

// attempt is the mutation as the caller sent it, before any default was filled in. The header comes with the operation from
// whoever serves it.
func attempt(ctx context.Context) hub.Attempt {
	op, field := graphql.GetOperationContext(ctx), graphql.GetFieldContext(ctx).Field
	keys := op.Headers.Values(keyHeader)
	if len(keys) == 0 {
		return hub.Attempt{}
	}
	return hub.Attempt{Keys: keys, Place: place(op, field.Alias), Operation: field.Name, Arguments: field.ArgumentMap(op.Variables)}
}

// place counts the mutations of the request before this one. It stays the same when the caller renames its answers.
func place(op *graphql.OperationContext, alias string) int {
	for i, f := range graphql.CollectFields(op, op.Operation.SelectionSet, []string{"Mutation"}) {
		if f.Alias == alias {
			return i
		}
	}
	return -1
}
