package hub

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"partnerhub/authz"
	"partnerhub/model"
	"partnerhub/store"
)

// receiptsLast is for how long a repeated attempt has no second effect, moneyReceiptsLast for how long where the mutation can move
// what is granted or earned.
const (
	receiptsLast      = 24 * time.Hour
	moneyReceiptsLast = 30 * 24 * time.Hour
)

// movesMoney lists the mutations that can add to a ledger.
var movesMoney = []string{"approveDeal", "vetoDeal", "extendDealProtection", "reinstateDeal", "releaseDeal", "revokeDeal", "markDealWon",
	"markDealLost", "reopenDeal"}

// maxKey is how many characters an idempotency key has at most.
const maxKey = 128

// Attempt is one mutation of a request as its caller sent it.
type Attempt struct {
	Keys      []string       // the values of the Idempotency-Key header; none when the caller did not send it
	Place     int            // among the mutations of the request: each has its own effect under the one key
	Operation string         // the mutation's name
	Arguments map[string]any // as sent, so that an absent field and null are two inputs
}

// Once runs a mutation so that it takes effect once, however often the caller sends it under the same key. A repetition
// answers the record that the first attempt led to, read anew under what the caller may see now. The same key with another
// mutation or input is IDEMPOTENCY_KEY_REUSED; a refusal leaves the key free. Keys of two users never meet.
func Once[T any](ctx context.Context, h *Hub, a Attempt, run func(context.Context) (*T, error),
	read func(context.Context, model.ID) (*T, error)) (*T, error) {
	if len(a.Keys) == 0 {
		return run(ctx)
	}
	receipt, err := h.receiptFor(authz.PrincipalFrom(ctx).UserID, a)
	if err != nil {
		return nil, err
	}
	done, err := h.before(ctx, receipt)
	if err != nil {
		return nil, err
	}
	if done != "" {
		return read(ctx, done)
	}
	row, refusal := run(context.WithValue(ctx, receiptKey{}, receipt))
	if refusal == nil {
		return row, nil
	}
	// Another attempt may have come first in the meantime: then its effect is the answer, and not what it made of this one.
	if done, err = h.before(ctx, receipt); err == nil && done != "" {
		return read(ctx, done)
	}
	if model.CodeOf(err) == model.CodeKeyReused {
		return nil, err
	}
	return nil, refusal
}

// before is the record that an earlier attempt under the key led to, "" when there was none.
func (h *Hub) before(ctx context.Context, receipt store.Receipt) (model.ID, error) {
	kept, err := h.store.Receipts.Find(ctx, receipt.ID, h.now())
	if err != nil || kept == nil {
		return "", err
	}
	if kept.Operation != receipt.Operation || string(kept.BodyHash) != string(receipt.BodyHash) {
		return "", model.ErrKeyReused
	}
	return kept.RecordID, nil
}

func (h *Hub) receiptFor(user model.ID, a Attempt) (store.Receipt, error) {
	if len(a.Keys) != 1 || !isKey(a.Keys[0]) {
		return store.Receipt{}, model.Errorf(model.CodeBadUserInput, "an Idempotency-Key is 1 to %d visible ASCII characters, sent once", maxKey)
	}
	id, err := hashOf(user, a.Keys[0], a.Place)
	if err != nil {
		return store.Receipt{}, err
	}
	body, err := hashOf(a.Operation, a.Arguments)
	lasts := receiptsLast
	if slices.Contains(movesMoney, a.Operation) {
		lasts = moneyReceiptsLast
	}
	return store.Receipt{ID: hex.EncodeToString(id), Operation: a.Operation, BodyHash: body, Expires: h.now().Add(lasts)}, err
}

func isKey(key string) bool {
	invisible := func(r rune) bool { return r <= ' ' || r > '~' }
	return key != "" && len(key) <= maxKey && !strings.ContainsFunc(key, invisible)
}

// hashOf is the same for the same values: maps are written in the order of their keys.
func hashOf(values ...any) ([]byte, error) {
	text, err := json.Marshal(values)
	sum := sha256.Sum256(text)
	return sum[:], err
}
