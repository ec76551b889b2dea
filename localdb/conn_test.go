package localdb_test

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"partnerhub/localdb"
)

// ask is a message with a command.
func ask(t *testing.T, command string) []byte {
	t.Helper()
	body, err := bson.Marshal(doc(t, command))
	if err != nil {
		t.Fatal(err)
	}
	b := binary.LittleEndian.AppendUint32(nil, uint32(21+len(body)))
	b = append(b, 1, 0, 0, 0, 0, 0, 0, 0)
	b = binary.LittleEndian.AppendUint32(b, 2013)
	return append(append(b, 0, 0, 0, 0, 0), body...)
}

func TestConnection(t *testing.T) {
	db := open(t, "", localdb.Options{})
	c, err := db.DialContext(context.Background(), "tcp", "anywhere:1")
	if err != nil {
		t.Fatal(err)
	}
	message := ask(t, `{"ping":1,"$db":"test"}`)
	// A message may come in pieces, and two may come at once.
	for _, part := range [][]byte{message[:3], message[3:20], append(append([]byte(nil), message[20:]...), message...)} {
		if n, err := c.Write(part); n != len(part) || err != nil {
			t.Fatalf("wrote %d: %v", n, err)
		}
	}
	for range 2 {
		head := make([]byte, 4)
		if _, err := io.ReadFull(c, head); err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadFull(c, make([]byte, binary.LittleEndian.Uint32(head)-4)); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.SetReadDeadline(time.Now().Add(time.Millisecond)); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("got %v, want the deadline exceeded", err)
	}
	if err := c.SetReadDeadline(time.Time{}); err != nil {
		t.Fatal(err)
	}
	done := make(chan error)
	go func() {
		_, err := c.Read(make([]byte, 1))
		done <- err
	}()
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-done; !errors.Is(err, io.EOF) {
		t.Errorf("got %v, want the end", err)
	}
}

func TestMalformedMessageEndsTheConnection(t *testing.T) {
	db := open(t, "", localdb.Options{})
	for _, b := range [][]byte{{1, 0, 0, 0}, {0xFF, 0xFF, 0xFF, 0x7F}, append([]byte{17, 0, 0, 0}, make([]byte, 13)...)} {
		c, err := db.DialContext(context.Background(), "", "")
		if err != nil {
			t.Fatal(err)
		}
		_, _ = c.Write(b) // the reader learns of the end
		if _, err := c.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
			t.Errorf("%x: got %v, want the end", b, err)
		}
	}
}

func TestCloseIsQuick(t *testing.T) {
	db := must(localdb.Open(t.TempDir(), localdb.Options{}))(t)
	client := dial(t, db)
	put(t, client.Database("test").Collection("things"), `{"_id":1}`)
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if err := errors.Join(client.Disconnect(ctx), db.Close(), db.Close()); err != nil {
		t.Error(err)
	}
	if _, err := db.DialContext(context.Background(), "", ""); err == nil {
		t.Error("a closed database must not be dialled")
	}
}
