package wire_test

import (
	"encoding/binary"
	"testing"

	"go.mongodb.org/mongo-driver/bson"

	"partnerhub/localdb/raw"
	"partnerhub/localdb/wire"
)

// message puts a header before a body.
func message(opcode uint32, body []byte) []byte {
	b := binary.LittleEndian.AppendUint32(nil, uint32(16+len(body)))
	b = binary.LittleEndian.AppendUint32(b, 7)
	b = binary.LittleEndian.AppendUint32(b, 0)
	b = binary.LittleEndian.AppendUint32(b, opcode)
	return append(b, body...)
}

func ping() []byte { return raw.Encode(bson.D{{Key: "ping", Value: int32(1)}}) }

func TestParse(t *testing.T) {
	section := append([]byte{0, 0, 0, 0, 0}, ping()...)
	sequence := append([]byte{1, 0, 0, 0, 0}, "documents\x00"...)
	sequence = append(append(sequence, ping()...), ping()...)
	binary.LittleEndian.PutUint32(sequence[1:], uint32(len(sequence)-1))
	for _, tt := range []struct {
		name string
		b    []byte
		docs int
		ok   bool
	}{
		{"body", message(2013, section), 0, true},
		{"body and sequence", message(2013, append(append([]byte(nil), section...), sequence...)), 2, true},
		{"old hello", message(2004, append([]byte("\x00\x00\x00\x00admin.$cmd\x00\x00\x00\x00\x00\xff\xff\xff\xff"), ping()...)), 0, true},
		{"two sequences", message(2013, append(append(append([]byte(nil), section...), sequence...), sequence...)), 2, true},
		{"three sequences", message(2013, append(append(append(append([]byte(nil), section...), sequence...), sequence...), sequence...)), 0, false},
		{"two bodies", message(2013, append(append([]byte(nil), section...), section[4:]...)), 0, false},
		{"no body", message(2013, []byte{0, 0, 0, 0}), 0, false},
		{"unknown section", message(2013, []byte{0, 0, 0, 0, 9}), 0, false},
		{"unknown flag", message(2013, append([]byte{4}, section[1:]...)), 0, false},
		{"compressed", message(2012, section), 0, false},
		{"cut document", message(2013, section[:len(section)-2]), 0, false},
		{"only a header", message(2013, nil), 0, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r, err := wire.Parse(tt.b)
			if (err == nil) != tt.ok {
				t.Fatalf("got %v, want success %v", err, tt.ok)
			}
			if err == nil && (r.ID != 7 || r.Body.FirstKey() != "ping" || len(r.Docs) != tt.docs) {
				t.Errorf("got %+v", r)
			}
		})
	}
}

// TestBounds parses messages that are within their length and yet too much.
func TestBounds(t *testing.T) {
	body := append([]byte{0, 0, 0, 0, 0}, ping()...)
	sequence := append([]byte{1, 0, 0, 0, 0}, "documents\x00"...)
	for range wire.MaxBatch + 500 {
		sequence = append(sequence, 5, 0, 0, 0, 0)
	}
	binary.LittleEndian.PutUint32(sequence[1:], uint32(len(sequence)-1))
	r, err := wire.Parse(message(2013, append(body, sequence...)))
	if err != nil || len(r.Docs) != wire.MaxBatch+1 {
		t.Errorf("got %d documents, %v, want one more than a batch may have", len(r.Docs), err)
	}
	large := make([]byte, wire.MaxDocument+17*1024)
	binary.LittleEndian.PutUint32(large, uint32(len(large)))
	if _, err := wire.Parse(message(2013, append([]byte{0, 0, 0, 0, 0}, large...))); err == nil {
		t.Error("a document that no server takes was parsed")
	}
}

func TestLength(t *testing.T) {
	for _, tt := range []struct {
		n    uint32
		want int
		ok   bool
	}{{16, 16, true}, {wire.MaxMessage, wire.MaxMessage, true}, {15, 0, false}, {wire.MaxMessage + 1, 0, false}, {1 << 31, 0, false}} {
		got, err := wire.Length(binary.LittleEndian.AppendUint32(nil, tt.n))
		if got != tt.want || (err == nil) != tt.ok {
			t.Errorf("length %d: got %d, %v", tt.n, got, err)
		}
	}
}

// FuzzParse feeds arbitrary bytes to the parser and to everything that walks a
// document that passed the check.
func FuzzParse(f *testing.F) {
	f.Add(message(2013, append([]byte{0, 0, 0, 0, 0}, ping()...)))
	f.Add(message(2004, append([]byte("\x00\x00\x00\x00admin.$cmd\x00\x00\x00\x00\x00\xff\xff\xff\xff"), ping()...)))
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := wire.Parse(b)
		if err != nil {
			return
		}
		if len(r.Docs) > wire.MaxBatch+1 {
			t.Fatalf("kept %d documents", len(r.Docs))
		}
		for _, d := range append(r.Docs, r.Body) {
			if raw.Check(d) != nil {
				continue
			}
			again := raw.Encode(d.Decode())
			if raw.Check(again) != nil {
				t.Fatalf("%x became %x", d, again)
			}
		}
	})
}
