package feed

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strings"

	"partnerhub/authz"
	"partnerhub/model"
)

// binding ties a position to its reader, log and kinds.
func (r *reading) binding() []byte {
	sum := sha256.Sum256(fmt.Appendf(nil, "changes\x00%s\x00%s\x00%v", r.who.UserID, r.log, r.kinds))
	return sum[:]
}

// standing is a mark of what the reader may see at all. A position is worth nothing once it differs: the feed tells of records
// that change, not of rules.
func (r *reading) standing() string {
	text := r.feed.policy.Standing(r.who, r.kinds, authz.Read)
	sum := sha256.Sum256([]byte(text))
	return base64.RawURLEncoding.EncodeToString(sum[:15])
}

// seal hides a number of the log. Something random goes with it: two positions tell nobody whether anything has happened in
// between that is not theirs to know.
func (r *reading) seal(seq int64) string {
	return r.feed.cursors.Seal(r.binding(), model.CursorPosition{Value: seq, ID: model.ID(r.standing() + "." + rand.Text())})
}

// open reads a position back. One that was made under another standing has expired.
func (r *reading) open(cursor string) (int64, error) {
	p, err := r.feed.cursors.Open(r.binding(), cursor)
	if err != nil {
		return 0, err
	}
	seq, isNumber := p.Value.(int64)
	standing, _, _ := strings.Cut(string(p.ID), ".")
	switch {
	case !isNumber:
		return 0, model.ErrInvalidCursor
	case standing != r.standing():
		return 0, model.ErrCursorExpired
	}
	return seq, nil
}
