package web

import (
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/klauspost/compress/gzip"
)

// worthPacking is from how many bytes on an answer is compressed: a smaller one fits into one packet anyway.
const worthPacking = 1_400

// sender writes answers. Compressing one next to a secret would tell the secret's letters by its length to whoever can choose
// the rest of it, so only what is the caller's own goes out packed: a page of another site cannot make a browser ask here in
// its user's name, since the token is no cookie, and tokens of the IDE are never packed.
type sender struct{ packers sync.Pool }

func newSender() *sender {
	return &sender{packers: sync.Pool{New: func() any {
		w, _ := gzip.NewWriterLevel(io.Discard, gzip.BestSpeed) // the level exists
		return w
	}}}
}

// send writes an answer of several parts as they are, one after the other: what is finished JSON is neither copied together nor
// read again. A client that has gone gets nothing, and nobody is left to tell.
func (s *sender) send(rw http.ResponseWriter, r *http.Request, status int, mediaType string, parts ...[]byte) {
	size := 0
	for _, p := range parts {
		size += len(p)
	}
	h := rw.Header()
	h.Set("Content-Type", mediaType+"; charset=utf-8")
	if size >= worthPacking && takesGzip(r.Header) {
		h.Set("Content-Encoding", "gzip")
		rw.WriteHeader(status)
		s.pack(rw, parts)
		return
	}
	h.Set("Content-Length", strconv.Itoa(size))
	rw.WriteHeader(status)
	writeAll(rw, parts)
}

// pack compresses into the connection. A packer keeps nothing of an answer once it is reset.
func (s *sender) pack(rw io.Writer, parts [][]byte) {
	w, ok := s.packers.Get().(*gzip.Writer)
	if !ok {
		return // the pool holds nothing else
	}
	w.Reset(rw)
	writeAll(w, parts)
	_ = w.Close()
	w.Reset(io.Discard)
	s.packers.Put(w)
}

func writeAll(w io.Writer, parts [][]byte) {
	for _, p := range parts {
		if _, err := w.Write(p); err != nil {
			return
		}
	}
}

// takesGzip is true for a client that asks for gzip. One that asks for anything gets what it can surely read.
func takesGzip(h http.Header) bool {
	for _, line := range h.Values("Accept-Encoding") {
		for part := range strings.SplitSeq(line, ",") {
			name, weight, _ := strings.Cut(part, ";")
			if strings.EqualFold(strings.TrimSpace(name), "gzip") {
				return !refusedWeight(weight)
			}
		}
	}
	return false
}

// refusedWeight is true for q=0, however it is written.
func refusedWeight(parameter string) bool {
	name, value, _ := strings.Cut(parameter, "=")
	if strings.TrimSpace(name) != "q" {
		return false
	}
	q, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
	return err != nil || q <= 0
}
