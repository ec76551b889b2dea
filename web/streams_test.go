package web_test

import (
	"bytes"
	"errors"
	"net/http"
	"testing"
	"time"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

// TestStreams: as many requests run at once on a connection of HTTP/2 as the limit says, and one more is refused without a word
// to the handler.
func TestStreams(t *testing.T) {
	running, finish := make(chan string, 3), make(chan struct{})
	held := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		running <- r.Proto
		<-finish
	})
	defer close(finish)
	conn := dial(t, listen(t, held, "streams=2"))
	if _, err := conn.Write([]byte(http2.ClientPreface)); err != nil {
		t.Fatal(err)
	}
	frames := http2.NewFramer(conn, conn)
	if err := frames.WriteSettings(); err != nil {
		t.Fatal(err)
	}
	for _, stream := range []uint32{1, 3, 5} {
		if err := frames.WriteHeaders(http2.HeadersFrameParam{StreamID: stream, EndStream: true, EndHeaders: true, BlockFragment: headers(t)}); err != nil {
			t.Fatal(err)
		}
	}
	if got := refusedStream(t, frames); got != 5 {
		t.Errorf("got the stream %d refused, want 5", got)
	}
	for range 2 {
		if got := <-running; got != "HTTP/2.0" {
			t.Errorf("got a request of %s, want HTTP/2.0", got)
		}
	}
	if len(running) != 0 {
		t.Error("the refused stream reached the handler")
	}
}

// TestSlowReaderOfStreams: whoever lets the server send as much as it likes over HTTP/2, and then reads nothing, holds no request for long.
func TestSlowReaderOfStreams(t *testing.T) {
	ended := make(chan error, 1)
	endless := http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) {
		var err error
		for part := make([]byte, 1<<20); err == nil; {
			_, err = rw.Write(part)
		}
		ended <- err
	})
	conn := dial(t, listen(t, endless, "write-timeout=50ms"))
	if _, err := conn.Write([]byte(http2.ClientPreface)); err != nil {
		t.Fatal(err)
	}
	const most = 1<<31 - 1
	frames := http2.NewFramer(conn, conn)
	if err := errors.Join(frames.WriteSettings(http2.Setting{ID: http2.SettingInitialWindowSize, Val: most}), frames.WriteWindowUpdate(0, most-1<<16),
		frames.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, EndStream: true, EndHeaders: true, BlockFragment: headers(t)})); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-ended:
		if err == nil {
			t.Error("an endless answer was read to its end")
		}
	case <-time.After(5 * time.Second):
		t.Error("the server writes for ever to somebody who does not read")
	}
}

// headers are those of a small request.
func headers(t *testing.T) []byte {
	t.Helper()
	var out bytes.Buffer
	to := hpack.NewEncoder(&out)
	for _, f := range [][2]string{{":method", "GET"}, {":scheme", "http"}, {":authority", "x"}, {":path", "/"}} {
		if err := to.WriteField(hpack.HeaderField{Name: f[0], Value: f[1]}); err != nil {
			t.Fatal(err)
		}
	}
	return out.Bytes()
}

// refusedStream reads until the server refuses a stream.
func refusedStream(t *testing.T, frames *http2.Framer) uint32 {
	t.Helper()
	for {
		frame, err := frames.ReadFrame()
		if err != nil {
			t.Fatal("no stream was refused: ", err)
		}
		if reset, ok := frame.(*http2.RSTStreamFrame); ok {
			if reset.ErrCode != http2.ErrCodeRefusedStream {
				t.Fatal("refused for another reason: ", reset.ErrCode)
			}
			return reset.StreamID
		}
	}
}
