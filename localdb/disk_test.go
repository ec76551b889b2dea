//go:build unix

package localdb_test

import (
	"bufio"
	"context"
	"fmt"
	"os/signal"
	"strings"
	"syscall"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"partnerhub/localdb"
)

// fillTheDisk writes under a limit of the file size, which is what a full disk
// looks like, and reports what happens before, at and after it.
func fillTheDisk(dir string) {
	signal.Ignore(syscall.SIGXFSZ)
	var limit syscall.Rlimit
	report(syscall.Getrlimit(syscall.RLIMIT_FSIZE, &limit))
	full := limit
	full.Cur = 200_000
	report(syscall.Setrlimit(syscall.RLIMIT_FSIZE, &full))
	db, err := localdb.Open(dir, localdb.Options{})
	report(err)
	client, err := mongo.Connect(options.Client().ApplyURI(db.URI()).SetDialer(db).SetRetryWrites(false))
	report(err)
	c := client.Database("test").Collection("things")
	ctx, stored := context.Background(), 0
	for ; err == nil && stored < 1000; stored++ {
		_, err = c.InsertOne(ctx, bson.D{{Key: "_id", Value: stored}, {Key: "text", Value: strings.Repeat("x", 1000)}})
	}
	stored--
	fmt.Println("refused", code(err, 14031))
	n, err := c.CountDocuments(ctx, bson.D{})
	fmt.Println("readable", err == nil && n == int64(stored))
	_, err = c.InsertOne(ctx, bson.D{{Key: "_id", Value: "again"}, {Key: "text", Value: strings.Repeat("x", 1000)}})
	fmt.Println("refused again", code(err, 14031))
	report(syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit))
	_, err = c.InsertOne(ctx, bson.D{{Key: "_id", Value: "after"}})
	fmt.Println("recovered", err == nil)
	n, err = c.CountDocuments(ctx, bson.D{})
	fmt.Println("complete", err == nil && n == int64(stored)+1)
	report(db.Close())
	fmt.Println("stored", stored+1)
}

func report(err error) {
	if err != nil {
		fmt.Println("error", err)
	}
}

func TestDiskFull(t *testing.T) {
	dir := t.TempDir()
	cmd := job(t.Context(), "fill", dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	said, stored := map[string]bool{}, 0
	for lines := bufio.NewScanner(out); lines.Scan(); {
		said[lines.Text()] = true
		if _, err := fmt.Sscanf(lines.Text(), "stored %d", &stored); err == nil {
			continue
		}
		if strings.HasPrefix(lines.Text(), "error") {
			t.Error(lines.Text())
		}
	}
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"refused true", "readable true", "refused again true", "recovered true", "complete true"} {
		if !said[want] {
			t.Errorf("the child did not say %q but %v", want, said)
		}
	}
	c := connect(t, open(t, dir, localdb.Options{})).Database("test").Collection("things")
	if n := must(c.CountDocuments(context.Background(), bson.D{}))(t); n != int64(stored) {
		t.Errorf("found %d documents after reopening, want %d", n, stored)
	}
}
