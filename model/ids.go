package model

import (
	"encoding/base32"
	"strings"

	"github.com/google/uuid"
)

// ID is a record's id: its kind, an underscore and 26 characters of a UUIDv7 in Crockford's base32, such as
// deal_06cqp3v2k5x8r7tq5k2e8n4h1w. It is opaque to clients, the same in the store and outside, and never sequential.
type ID string

var idEncoding = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// NewID makes a fresh id of a kind.
func NewID(kind Kind) (ID, error) {
	u, err := uuid.NewV7()
	if err != nil {
		return "", err
	}
	return ID(string(kind) + "_" + idEncoding.EncodeToString(u[:])), nil
}

// DerivedID is the id of a record that a file names by a handle: the same kind and name always give the same id,
// so that importing twice changes nothing.
func DerivedID(kind Kind, name string) ID {
	u := uuid.NewSHA1(uuid.NameSpaceOID, []byte(string(kind)+"\x00"+name))
	return ID(string(kind) + "_" + idEncoding.EncodeToString(u[:]))
}

// Kind is the kind that an id claims, or "" when it does not have the form of an id. It says nothing of existence.
func (id ID) Kind() Kind {
	kind, rest, ok := strings.Cut(string(id), "_")
	if !ok || len(rest) != 26 || strings.ContainsAny(rest, "\r\n") { // the decoder skips line breaks
		return ""
	}
	if _, err := idEncoding.DecodeString(rest); err != nil {
		return ""
	}
	return Kind(kind)
}
