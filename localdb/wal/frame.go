// Package wal keeps bytes that were acknowledged: an append-only log of
// checksummed frames, snapshots that let old parts of the log go, and the lock
// that keeps a second process out.
//
// It does not know what the bytes mean. A frame is written whole or not at all:
// what a crash cut off at the end of the log is dropped when it is read again,
// and damage before that end is an error that names the file and the offset.
package wal

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
)

// headerSize is the length of a frame's header: a mark, the length and the
// checksum of the payload, and the checksum of the header itself. The second
// checksum tells a damaged length from a frame that was cut off.
const headerSize = 16

// mark starts every frame, so that a reader can look for frames behind damage.
const mark = 0x4C44_4231

// MaxFrame bounds the payload of one frame.
const MaxFrame = 1 << 30

// The ways a frame can fail to be read.
var (
	errCut     = errors.New("the file ends inside a frame")
	errHeader  = errors.New("the frame's header is damaged")
	errLost    = errors.New("the file ends before what was acknowledged")
	errPayload = errors.New("the frame's payload does not fit its checksum")
)

func table() *crc32.Table { return crc32.MakeTable(crc32.Castagnoli) }

// AppendFrame appends payload as one frame.
func AppendFrame(dst, payload []byte) []byte {
	return append(appendHeader(dst, payload), payload...)
}

func appendHeader(dst, payload []byte) []byte {
	at := len(dst)
	dst = binary.LittleEndian.AppendUint32(dst, mark)
	dst = binary.LittleEndian.AppendUint32(dst, uint32(len(payload)))
	dst = binary.LittleEndian.AppendUint32(dst, crc32.Checksum(payload, table()))
	return binary.LittleEndian.AppendUint32(dst, crc32.Checksum(dst[at:], table()))
}

// header checks a frame's header and returns the payload's length and checksum.
func header(b []byte) (n int, sum uint32, err error) {
	if binary.LittleEndian.Uint32(b) != mark || crc32.Checksum(b[:12], table()) != binary.LittleEndian.Uint32(b[12:]) {
		return 0, 0, errHeader
	}
	n = int(binary.LittleEndian.Uint32(b[4:]))
	if n > MaxFrame {
		return 0, 0, errHeader
	}
	return n, binary.LittleEndian.Uint32(b[8:]), nil
}

// Reader reads frames one after the other from a file of a known size.
type Reader struct {
	file   io.ReaderAt
	size   int64
	offset int64
}

// NewReader returns a reader that starts at an offset. It never allocates more
// than the file holds.
func NewReader(file io.ReaderAt, size, offset int64) *Reader {
	return &Reader{file: file, size: size, offset: offset}
}

// Offset returns where the next frame starts.
func (r *Reader) Offset() int64 { return r.offset }

// Next returns the payload of the next frame, or io.EOF at the end.
func (r *Reader) Next() ([]byte, error) {
	left := r.size - r.offset
	if left == 0 {
		return nil, io.EOF
	}
	if left < headerSize {
		return nil, errCut
	}
	var h [headerSize]byte
	if _, err := r.file.ReadAt(h[:], r.offset); err != nil {
		return nil, fmt.Errorf("reading a frame's header: %w", err)
	}
	n, sum, err := header(h[:])
	if err != nil {
		return nil, err
	}
	if int64(n) > left-headerSize {
		return nil, errCut
	}
	return r.payload(n, sum)
}

func (r *Reader) payload(n int, sum uint32) ([]byte, error) {
	payload := make([]byte, n)
	if _, err := r.file.ReadAt(payload, r.offset+headerSize); err != nil {
		return nil, fmt.Errorf("reading a frame: %w", err)
	}
	if crc32.Checksum(payload, table()) != sum {
		return nil, errPayload
	}
	r.offset += headerSize + int64(n)
	return payload, nil
}

// follows reports that a whole valid frame starts somewhere after the offset:
// proof that damage at the offset is not the end of the log.
func (r *Reader) follows() bool {
	const step = 1 << 20
	buf := make([]byte, step+headerSize)
	for at := r.offset + 1; at+headerSize <= r.size; at += step {
		n, _ := r.file.ReadAt(buf[:min(int64(len(buf)), r.size-at)], at)
		for i := 0; i+headerSize <= n && i < step; i++ {
			if binary.LittleEndian.Uint32(buf[i:]) == mark && r.validAt(at+int64(i)) {
				return true
			}
		}
	}
	return false
}

func (r *Reader) validAt(offset int64) bool {
	probe := Reader{file: r.file, size: r.size, offset: offset}
	_, err := probe.Next()
	return err == nil
}
