// Package wire reads requests and writes replies of the MongoDB wire protocol:
// OP_MSG, and the OP_QUERY with which a driver says hello.
//
// It checks lengths and BSON before anything else sees a message, and knows no
// command.
package wire

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"

	"partnerhub/localdb/raw"
)

// The limits a server announces.
const (
	MaxMessage  = 48000000
	MaxDocument = 16 * 1024 * 1024
	MaxBatch    = 100000
)

// MaxInside is how long one document of a message may be: a stored one, and room for
// the command around it. A longer one in a sequence is for the command to refuse, so that its sender learns why.
const MaxInside = MaxDocument + 16*1024

const (
	headerSize = 16
	opReply    = 1
	opQuery    = 2004
	opMsg      = 2013

	flagChecksum   = 1 << 0
	flagMoreToCome = 1 << 1
	knownFlags     = flagChecksum | flagMoreToCome | 1<<16
)

// Request is one parsed message. Its documents point into the message's bytes.
type Request struct {
	ID       int32
	Body     raw.Doc
	Sequence string    // the name of the document sequence, "" if there is none
	Docs     []raw.Doc // the documents of the sequence
	Further  string    // the name of another sequence, which no command here takes
	NoReply  bool      // the client does not wait for an answer
	legacy   bool
}

// ErrProtocol means that the bytes are no message; the connection cannot go on.
var ErrProtocol = errors.New("malformed message")

// Length returns the size of the message that starts with b, 0 if b is too short
// to tell.
func Length(b []byte) (int, error) {
	if len(b) < 4 {
		return 0, nil
	}
	n := int(int32(binary.LittleEndian.Uint32(b)))
	if n < headerSize || n > MaxMessage {
		return 0, fmt.Errorf("%w: a length of %d bytes", ErrProtocol, n)
	}
	return n, nil
}

// Parse reads one whole message.
func Parse(b []byte) (Request, error) {
	if len(b) < headerSize {
		return Request{}, fmt.Errorf("%w: too short", ErrProtocol)
	}
	r := Request{ID: int32(binary.LittleEndian.Uint32(b[4:]))}
	switch code := binary.LittleEndian.Uint32(b[12:]); code {
	case opMsg:
		return r, r.parseMsg(b[headerSize:])
	case opQuery:
		return r, r.parseQuery(b[headerSize:])
	default:
		return r, fmt.Errorf("%w: opcode %d is not supported", ErrProtocol, code)
	}
}

func (r *Request) parseMsg(b []byte) error {
	if len(b) < 5 {
		return fmt.Errorf("%w: too short", ErrProtocol)
	}
	flags := binary.LittleEndian.Uint32(b)
	if flags&0xFFFF&^knownFlags != 0 {
		return fmt.Errorf("%w: unknown required flags %x", ErrProtocol, flags)
	}
	r.NoReply = flags&flagMoreToCome != 0
	b = b[4:]
	if flags&flagChecksum != 0 {
		if len(b) < 4 {
			return fmt.Errorf("%w: no room for a checksum", ErrProtocol)
		}
		b = b[:len(b)-4]
	}
	for len(b) > 0 {
		rest, err := r.section(b)
		if err != nil {
			return err
		}
		b = rest
	}
	if r.Body == nil {
		return fmt.Errorf("%w: no command", ErrProtocol)
	}
	return nil
}

// section reads a body or a document sequence.
func (r *Request) section(b []byte) ([]byte, error) {
	switch {
	case b[0] == 0 && r.Body == nil:
		d, rest, err := document(b[1:], MaxInside)
		r.Body = d
		return rest, err
	case b[0] == 1 && r.Sequence == "":
		name, docs, rest, err := sequence(b[1:])
		r.Sequence, r.Docs = name, docs
		return rest, err
	case b[0] == 1 && r.Further == "":
		name, _, rest, err := sequence(b[1:])
		r.Further = name
		return rest, err
	}
	return nil, fmt.Errorf("%w: section of kind %d", ErrProtocol, b[0])
}

// sequence splits a named list of documents off b.
func sequence(b []byte) (name string, docs []raw.Doc, rest []byte, err error) {
	if len(b) < 5 {
		return "", nil, nil, fmt.Errorf("%w: sequence too short", ErrProtocol)
	}
	n := int(int32(binary.LittleEndian.Uint32(b)))
	if n < 5 || n > len(b) {
		return "", nil, nil, fmt.Errorf("%w: sequence of %d bytes", ErrProtocol, n)
	}
	part, rest := b[4:n], b[n:]
	if end := bytes.IndexByte(part, 0); end > 0 {
		name, part = string(part[:end]), part[end+1:]
	}
	if name == "" {
		return "", nil, nil, fmt.Errorf("%w: sequence without a name", ErrProtocol)
	}
	for len(part) > 0 {
		d, tail, err := document(part, MaxMessage)
		if err != nil {
			return "", nil, nil, err
		}
		if len(docs) <= MaxBatch { // one more shows that there are too many
			docs = append(docs, d)
		}
		part = tail
	}
	return name, docs, rest, nil
}

// document splits a document of a length that can be off b.
func document(b []byte, most int) (raw.Doc, []byte, error) {
	if len(b) < 5 {
		return nil, nil, fmt.Errorf("%w: document too short", ErrProtocol)
	}
	n := int(int32(binary.LittleEndian.Uint32(b)))
	if n < 5 || n > len(b) || n > most {
		return nil, nil, fmt.Errorf("%w: document of %d bytes", ErrProtocol, n)
	}
	return raw.Doc(b[:n:n]), b[n:], nil
}

// parseQuery reads the only old message that drivers still send: a command on
// the pseudo collection $cmd.
func (r *Request) parseQuery(b []byte) error {
	r.legacy = true
	if len(b) < 4 {
		return fmt.Errorf("%w: too short", ErrProtocol)
	}
	b = b[4:]
	for i, c := range b {
		if c != 0 {
			continue
		}
		if len(b) < i+9 {
			break
		}
		d, _, err := document(b[i+9:], MaxInside)
		r.Body = d
		return err
	}
	return fmt.Errorf("%w: query without a command", ErrProtocol)
}

// Legacy reports a message that only a hello may come in.
func (r *Request) Legacy() bool { return r.legacy }

// AppendReply appends the answer to a request: head, fill's document, length.
func AppendReply(dst []byte, r *Request, fill func([]byte) []byte) []byte {
	at := len(dst)
	dst = append(dst, 0, 0, 0, 0)
	dst = binary.LittleEndian.AppendUint32(dst, 0)
	dst = binary.LittleEndian.AppendUint32(dst, uint32(r.ID))
	if r.legacy {
		dst = binary.LittleEndian.AppendUint32(dst, opReply)
		dst = append(dst, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0)
	} else {
		dst = binary.LittleEndian.AppendUint32(dst, opMsg)
		dst = append(dst, 0, 0, 0, 0, 0)
	}
	dst = fill(dst)
	binary.LittleEndian.PutUint32(dst[at:], uint32(len(dst)-at))
	return dst
}
