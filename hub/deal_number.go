package hub

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"fmt"

	"partnerhub/model"
)

// dealNumber gives a deal the vendor's next human number, such as NIM-D-048213. The numbers are a secret permutation of
// 1, 2, 3 …: unique and never skipped, but a partner cannot count its rivals' registrations between two of its own.
func (h *Hub) dealNumber(ctx context.Context, vendor *model.Organization) (string, error) {
	n, err := h.store.Next(ctx, "deal-number:"+string(vendor.ID))
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%s-D-%s", vendor.DealPrefix, shuffled(h.numbers, string(vendor.ID), uint64(n))), nil
}

// shuffled writes a counter as six digits, and as more once six are used up, in a keyed order without repeats.
func shuffled(secret []byte, domain string, n uint64) string {
	digits, size, first := 6, uint64(1_000_000), uint64(0)
	for n-first >= size {
		first += size
		digits, size = digits+1, size*10
	}
	return fmt.Sprintf("%0*d", digits, permute(secret, fmt.Sprintf("%s/%d", domain, digits), n-first, size))
}

// permute maps 0..size-1 onto itself by a four-round Feistel network, walking on while a value falls outside.
func permute(secret []byte, domain string, v, size uint64) uint64 {
	half := uint64(1)
	for half*half < size {
		half <<= 1
	}
	for {
		left, right := v/half, v%half
		for round := range byte(4) {
			left, right = right, (left+mix(secret, domain, round, right))%half
		}
		if v = left*half + right; v < size {
			return v
		}
	}
}

func mix(secret []byte, domain string, round byte, v uint64) uint64 {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(domain))
	mac.Write([]byte{round})
	mac.Write(binary.BigEndian.AppendUint64(nil, v))
	return binary.BigEndian.Uint64(mac.Sum(nil))
}
