package hub

import (
	"context"

	"partnerhub/model"
	"partnerhub/store"
)

// receiptKey is under which a context holds the receipt of the attempt under way.
type receiptKey struct{}

// change is the one way in which a use-case of a caller writes: one transaction on a vendor's feed. id is the record that the
// use-case answers. When the caller gave an idempotency key, the receipt is part of the transaction, so that no crash can
// leave an effect without it.
func (h *Hub) change(ctx context.Context, feed, id model.ID, fn func(ctx context.Context) error) error {
	return h.Change(ctx, []model.ID{feed}, id, fn)
}

// Change is the same for use-cases of the hub's inner packages, on several feeds.
func (h *Hub) Change(ctx context.Context, feeds []model.ID, id model.ID, fn func(ctx context.Context) error) error {
	return h.store.Tx(ctx, feeds, func(ctx context.Context) error {
		if err := fn(ctx); err != nil {
			return err
		}
		receipt, keyed := ctx.Value(receiptKey{}).(store.Receipt)
		if !keyed {
			return nil
		}
		receipt.RecordID = id
		return h.store.Receipts.Keep(ctx, receipt, h.now())
	})
}

// BeforeTheLast is a context under which Change keeps no receipt. A use-case that writes in several transactions runs all but the last one
// under it: until that one is through, the caller's key is free, and the same call goes on where it ended.
func BeforeTheLast(ctx context.Context) context.Context {
	return context.WithValue(ctx, receiptKey{}, nil)
}
