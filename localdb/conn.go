package localdb

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"sync"
	"time"

	"partnerhub/localdb/wire"
)

// conn is the client's end of a connection inside the process. There is nobody
// at the other end: a write that completes a message runs the command right
// there, on the caller's goroutine, and leaves the reply to be read. A request
// costs no switch between goroutines that way.
type conn struct {
	db *DB
	id int64

	mu       sync.Mutex
	in       []byte // the beginning of a message that is not complete
	out      []byte // replies not read yet
	read     int    // how much of out has been read
	spare    []byte // the memory of the last reply, to be used again
	ready    chan struct{}
	deadline time.Time
	until    time.Time // when whoever asks stops waiting for what it writes next; zero for never
	closed   bool
	life     context.Context
	end      context.CancelFunc
}

func newConn(db *DB, id int64) *conn {
	c := &conn{db: db, id: id, ready: make(chan struct{}, 1)}
	c.life, c.end = context.WithCancel(db.life)
	return c
}

// Write takes bytes of requests and answers every request that is complete.
func (c *conn) Write(b []byte) (int, error) {
	c.mu.Lock()
	if c.closed {
		c.mu.Unlock()
		return 0, net.ErrClosed
	}
	whole := b
	if len(c.in) > 0 {
		c.in = append(c.in, b...)
		whole = c.in
	}
	c.mu.Unlock()
	rest, err := c.serve(whole)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.in = append([]byte(nil), rest...)
	if err != nil {
		c.shut()
		return len(b), nil // the reader learns that the connection ended
	}
	return len(b), nil
}

// serve answers the complete messages in b and returns what is left.
func (c *conn) serve(b []byte) ([]byte, error) {
	for {
		n, err := wire.Length(b)
		if err != nil || n == 0 || n > len(b) {
			return b, err
		}
		request, err := wire.Parse(b[:n])
		if err != nil {
			c.db.options.Logger.Warn("closing a connection", "error", err)
			return nil, err
		}
		c.reply(c.db.answer(c, &request))
		b = b[n:]
	}
}

// maxSpare is the largest memory that a connection keeps between replies.
const maxSpare = 256 << 10

// buffer returns empty memory with room for n bytes.
func (c *conn) buffer(n int) []byte {
	c.mu.Lock()
	defer c.mu.Unlock()
	spare := c.spare
	c.spare = nil
	if cap(spare) < n || cap(spare) > maxSpare {
		return make([]byte, 0, n)
	}
	return spare
}

// reply makes bytes available to the reader.
func (c *conn) reply(b []byte) {
	if len(b) == 0 {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.read == len(c.out) {
		c.out, c.read = b, 0
	} else {
		c.out = append(c.out, b...)
	}
	c.signal()
}

// signal wakes a reader; one signal may be left for a later one.
func (c *conn) signal() {
	select {
	case c.ready <- struct{}{}:
	default:
	}
}

// Read returns bytes of replies, and waits if there are none yet.
func (c *conn) Read(b []byte) (int, error) {
	for {
		c.mu.Lock()
		n, err := c.take(b)
		deadline := c.deadline
		c.mu.Unlock()
		if n > 0 || err != nil || len(b) == 0 {
			return n, err
		}
		if !c.wait(deadline) {
			return 0, os.ErrDeadlineExceeded
		}
	}
}

func (c *conn) take(b []byte) (int, error) {
	if c.read < len(c.out) {
		n := copy(b, c.out[c.read:])
		if c.read += n; c.read == len(c.out) {
			c.spare, c.out, c.read = c.out[:0], nil, 0
		}
		return n, nil
	}
	if c.closed {
		return 0, io.EOF
	}
	return 0, nil
}

// wait returns true when something may have changed and false at the deadline.
func (c *conn) wait(deadline time.Time) bool {
	if deadline.IsZero() {
		<-c.ready
		return true
	}
	timer := time.NewTimer(time.Until(deadline))
	defer timer.Stop()
	select {
	case <-c.ready:
		return true
	case <-timer.C:
		return false
	}
}

// Close ends the connection and interrupts a command that is running on it.
func (c *conn) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.shut()
	return nil
}

func (c *conn) shut() {
	if c.closed {
		return
	}
	c.closed = true
	c.end()
	c.signal()
	go c.db.forget(c) // Close may be called with the database's lock held
}

// SetReadDeadline also wakes a reader, so that it sees the new deadline.
func (c *conn) SetReadDeadline(t time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.deadline = t
	c.signal()
	return nil
}

// SetWriteDeadline bounds the commands of the next writes: they run while these last. A driver tells a server by maxTimeMS for how long
// a command may run, but not for one that opens a cursor, and counts on the connection's end to stop that.
func (c *conn) SetWriteDeadline(t time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.until = t
	return nil
}

// SetDeadline sets both.
func (c *conn) SetDeadline(t time.Time) error {
	return errors.Join(c.SetWriteDeadline(t), c.SetReadDeadline(t))
}

// running is the context of a command: it ends with the connection, and at the deadline of writes.
func (c *conn) running() (context.Context, context.CancelFunc) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.until.IsZero() {
		return c.life, func() {}
	}
	return context.WithDeadline(c.life, c.until)
}

// LocalAddr and RemoteAddr name the two ends.
func (c *conn) LocalAddr() net.Addr { return place("client") }

func (c *conn) RemoteAddr() net.Addr { return place(address) }

// place is an address that only has a name.
type place string

func (p place) Network() string { return "localdb" }
func (p place) String() string  { return string(p) }
