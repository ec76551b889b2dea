package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"time"
)

// conn is one connection to a hub. It knows as much of HTTP as the hub's answers need, costs next to nothing, because hub and
// connections share the processors, and allocates nothing for a request: what a run counts is the hub's own.
type conn struct {
	net  net.Conn
	from *bufio.Reader
	body []byte // of the last answer
}

func dial(ctx context.Context, address string) (*conn, error) {
	var d net.Dialer
	c, err := d.DialContext(ctx, "tcp", address)
	if err != nil {
		return nil, err
	}
	return &conn{net: c, from: bufio.NewReaderSize(c, 64<<10)}, nil
}

// post is a whole request.
func post(token string, body []byte) []byte {
	return fmt.Appendf(nil, "POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nAccept: application/json\r\n"+
		"Authorization: Bearer %s\r\nContent-Length: %d\r\n\r\n%s", token, len(body), body)
}

// errAnswer is an answer that is no good: another status, or errors of GraphQL.
var errAnswer = errors.New("a bad answer")

// ask sends a request and reads its answer. After another error than errAnswer the connection is of no more use.
func (c *conn) ask(request []byte, until time.Time) error {
	if err := c.net.SetDeadline(until); err != nil {
		return err
	}
	if _, err := c.net.Write(request); err != nil {
		return err
	}
	status, err := c.line()
	if err != nil {
		return err
	}
	good := bytes.HasPrefix(status, []byte("HTTP/1.1 200"))
	size, err := c.size()
	if err != nil {
		return err
	}
	if cap(c.body) < size {
		c.body = make([]byte, size)
	}
	c.body = c.body[:size]
	if _, err := io.ReadFull(c.from, c.body); err != nil {
		return err
	}
	if !good || bytes.HasPrefix(c.body, []byte(`{"errors"`)) {
		return errAnswer
	}
	return nil
}

func (c *conn) line() ([]byte, error) {
	line, err := c.from.ReadSlice('\n')
	return bytes.TrimRight(line, "\r\n"), err
}

// size reads the headers and answers how long the body is.
func (c *conn) size() (int, error) {
	size := -1
	for {
		line, err := c.line()
		if err != nil {
			return 0, err
		}
		if len(line) == 0 {
			break
		}
		if name, value, _ := bytes.Cut(line, []byte(": ")); bytes.EqualFold(name, []byte("Content-Length")) {
			if size, err = strconv.Atoi(string(value)); err != nil {
				return 0, err
			}
		}
	}
	if size < 0 {
		return 0, errors.New("an answer without a length")
	}
	return size, nil
}
