package model

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"hash"
	"reflect"
	"strconv"
	"sync"
	"time"
)

// MinCursorSecret is the length of the shortest secret that cursors are sealed with, in bytes.
const MinCursorSecret = 32

// CursorPosition is a place in an ordered list: the row's value of the sorted field and, for ties, its id.
// Value is a string, an int64, a bool, a time.Time or nil; types made of these and pointers to them are reduced to them.
type CursorPosition struct {
	Value any
	ID    ID
}

// CursorKey seals positions, so that a client can neither read a cursor, nor make one, nor carry one to another list.
type CursorKey struct {
	aead cipher.AEAD
	macs sync.Pool // keyed hashes for nonces
}

// NewCursorKey makes a key from a secret that every instance of the hub shares.
func NewCursorKey(secret []byte) (*CursorKey, error) {
	if len(secret) < MinCursorSecret {
		return nil, fmt.Errorf("the cursor secret has %d bytes and needs at least %d", len(secret), MinCursorSecret)
	}
	keys, err := hkdf.Key(sha256.New, secret, nil, "partnerhub cursor", 64)
	if err != nil {
		return nil, fmt.Errorf("deriving the cursor keys: %w", err)
	}
	block, err := aes.NewCipher(keys[:32])
	if err != nil {
		return nil, fmt.Errorf("deriving the cursor keys: %w", err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return nil, fmt.Errorf("deriving the cursor keys: %w", err)
	}
	return &CursorKey{aead: aead, macs: sync.Pool{New: func() any { return hmac.New(sha256.New, keys[32:]) }}}, nil
}

// Seal hides a position in an opaque text that opens only under the same binding: the kind of list, its filter, its order
// and its viewer. The same position always gives the same cursor. A value of another type is a bug and panics.
func (k *CursorKey) Seal(binding []byte, p CursorPosition) string {
	plain := encodePosition(p)
	sealed := k.nonce(make([]byte, 0, sha256.Size+len(plain)+k.aead.Overhead()), binding, plain)
	return base64.RawURLEncoding.EncodeToString(k.aead.Seal(sealed, sealed, plain, binding))
}

// Open reads a cursor back. Every fault is ErrInvalidCursor, so that the answer tells nothing of what is wrong with it.
func (k *CursorKey) Open(binding []byte, cursor string) (CursorPosition, error) {
	sealed, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil || len(sealed) < k.aead.NonceSize() || base64.RawURLEncoding.EncodeToString(sealed) != cursor {
		return CursorPosition{}, ErrInvalidCursor
	}
	nonce, body := sealed[:k.aead.NonceSize()], sealed[k.aead.NonceSize():]
	plain, err := k.aead.Open(nil, nonce, body, binding)
	if err != nil {
		return CursorPosition{}, ErrInvalidCursor
	}
	return decodePosition(plain)
}

// nonce depends on everything that is sealed, so that no two different cursors ever share one. It is written into room.
func (k *CursorKey) nonce(room, binding, plain []byte) []byte {
	mac := k.macs.Get().(hash.Hash)
	defer k.macs.Put(mac)
	mac.Reset()
	mac.Write(binary.BigEndian.AppendUint64(room, uint64(len(binding))))
	mac.Write(binding)
	mac.Write(plain)
	return mac.Sum(room)[:k.aead.NonceSize()]
}

// The marks say what type of value follows.
const (
	markNil    = 'n'
	markString = 's'
	markInt    = 'i'
	markBool   = 'b'
	markTime   = 't'
)

// encodePosition writes the mark, the length of the id, the id and the value.
func encodePosition(p CursorPosition) []byte {
	mark, value := encodeValue(p.Value)
	out := make([]byte, 0, 1+binary.MaxVarintLen64+len(p.ID)+len(value))
	out = binary.AppendUvarint(append(out, mark), uint64(len(p.ID)))
	return append(append(out, p.ID...), value...)
}

func encodeValue(v any) (mark byte, value []byte) {
	if t, ok := v.(time.Time); ok {
		return markTime, binary.BigEndian.AppendUint64(nil, uint64(t.UnixMilli()))
	}
	r := reflect.ValueOf(v)
	switch r.Kind() {
	case reflect.Invalid:
		return markNil, nil
	case reflect.String:
		return markString, []byte(r.String())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return markInt, binary.BigEndian.AppendUint64(nil, uint64(r.Int()))
	case reflect.Bool:
		return markBool, strconv.AppendBool(nil, r.Bool())
	case reflect.Pointer:
		if r.IsNil() {
			return markNil, nil
		}
		return encodeValue(r.Elem().Interface())
	}
	panic(fmt.Sprintf("model: a cursor cannot hold a %T", v))
}

// decodePosition reads what encodePosition wrote. Times come back in UTC with milliseconds, as the store keeps them.
func decodePosition(plain []byte) (CursorPosition, error) {
	if len(plain) < 2 {
		return CursorPosition{}, ErrInvalidCursor
	}
	size, n := binary.Uvarint(plain[1:])
	rest := plain[1+max(n, 0):]
	if n <= 0 || size > uint64(len(rest)) {
		return CursorPosition{}, ErrInvalidCursor
	}
	value, err := decodeValue(plain[0], rest[size:])
	if err != nil {
		return CursorPosition{}, err
	}
	return CursorPosition{Value: value, ID: ID(rest[:size])}, nil
}

func decodeValue(mark byte, raw []byte) (any, error) {
	switch {
	case mark == markNil && len(raw) == 0:
		return nil, nil
	case mark == markString:
		return string(raw), nil
	case mark == markInt && len(raw) == 8:
		return int64(binary.BigEndian.Uint64(raw)), nil
	case mark == markBool && (string(raw) == "true" || string(raw) == "false"):
		return string(raw) == "true", nil
	case mark == markTime && len(raw) == 8:
		return time.UnixMilli(int64(binary.BigEndian.Uint64(raw))).UTC(), nil
	}
	return nil, ErrInvalidCursor
}
