package auth

import (
	"context"
	"crypto/sha256"
	"fmt"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
)

// maxVerified bounds how many tokens are remembered. One takes about 200 bytes.
const maxVerified = 10_000

// verified remembers tokens by their digest once they were found good, so that a signature is checked once and not with every
// request. What a token proves is remembered, never what its person may do: that is read anew every time.
type verified struct {
	tokens *lru.Cache[[sha256.Size]byte, proof]
}

// proof is what a token proved. Of an API key nothing is kept: that its holder is no stranger is all that the entry says.
type proof struct {
	email string
	until time.Time // the first instant at which the token is no longer good
	keys  uint64    // the generation of the issuer's keys that it was checked with
}

func newVerified() (*verified, error) {
	tokens, err := lru.New[[sha256.Size]byte, proof](maxVerified)
	if err != nil {
		return nil, fmt.Errorf("making room for verified tokens: %w", err)
	}
	return &verified{tokens}, nil
}

// email answers the address in a token as verifier.email does, without looking at the signature again while the token has not
// expired and the issuer's keys have not been read again since.
func (v *verified) email(ctx context.Context, from *verifier, token string) (string, error) {
	digest, generation := sha256.Sum256([]byte(token)), from.generation(ctx)
	if known, ok := v.tokens.Get(digest); ok && known.email != "" && known.keys == generation && from.now().Before(known.until) {
		return known.email, nil
	}
	email, until, err := from.email(ctx, token)
	if err != nil {
		return "", err
	}
	v.tokens.Add(digest, proof{email: email, until: until, keys: generation})
	return email, nil
}

// key remembers that an API key was good.
func (v *verified) key(secret string) { v.tokens.Add(sha256.Sum256([]byte(secret)), proof{}) }

// forget makes a stranger of whoever holds a token that was refused.
func (v *verified) forget(token string) { v.tokens.Remove(sha256.Sum256([]byte(token))) }

// Known is true for the header of somebody whom this process has let in before and not refused since. It proves nothing:
// Authenticate still decides. It tells those who mistype from those who work when both come from one address.
func (a *Authenticator) Known(header string) bool {
	token, err := bearer(header)
	return err == nil && a.seen.tokens.Contains(sha256.Sum256([]byte(token)))
}
