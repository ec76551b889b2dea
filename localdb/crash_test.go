//go:build unix

package localdb_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"partnerhub/localdb"
)

// The test binary runs itself as the process to kill when this names its job.
const jobVariable = "LOCALDB_TEST_JOB"

func TestMain(m *testing.M) {
	switch os.Getenv(jobVariable) {
	case "write":
		writeUntilKilled(os.Getenv("LOCALDB_TEST_DIR"))
	case "fill":
		fillTheDisk(os.Getenv("LOCALDB_TEST_DIR"))
	default:
		os.Exit(m.Run())
	}
}

// job prepares this binary to run again as a child.
func job(ctx context.Context, name, dir string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, os.Args[0])
	cmd.Env = append(os.Environ(), jobVariable+"="+name, "LOCALDB_TEST_DIR="+dir)
	cmd.Stderr = os.Stderr
	return cmd
}

// writers is how many goroutines of the child write at the same time.
const writers = 4

// writeUntilKilled moves money between accounts in transactions, prints the
// number of each that was acknowledged, and snapshots all the time.
func writeUntilKilled(dir string) {
	db, err := localdb.Open(dir, localdb.Options{})
	if err != nil {
		fmt.Println("error", err)
		return
	}
	client, err := mongo.Connect(options.Client().ApplyURI(db.URI()).SetDialer(db))
	if err != nil {
		fmt.Println("error", err)
		return
	}
	go func() {
		for {
			db.Compact()
			time.Sleep(time.Millisecond)
		}
	}()
	ledger := client.Database("bank")
	for w := range writers {
		go transfers(ledger, w)
	}
	select {}
}

func transfers(bank *mongo.Database, w int) {
	ctx := context.Background()
	s, err := bank.Client().StartSession()
	for n := rand.Int64(); err == nil; n++ {
		id := strconv.FormatInt(n, 36)
		_, err = s.WithTransaction(ctx, func(ctx context.Context) (any, error) {
			from, to := rand.IntN(20), rand.IntN(20)
			for _, move := range []struct{ account, amount int }{{from, -1}, {to, 1}} {
				if _, err := bank.Collection("accounts").UpdateOne(ctx, bson.D{{Key: "_id", Value: move.account}},
					bson.D{{Key: "$inc", Value: bson.D{{Key: "balance", Value: move.amount}}}}, options.UpdateOne().SetUpsert(true)); err != nil {
					return nil, err
				}
			}
			return bank.Collection("moves").InsertMany(ctx, []any{bson.D{{Key: "move", Value: id}, {Key: "side", Value: 0}}, bson.D{{Key: "move", Value: id}, {Key: "side", Value: 1}}})
		})
		if err == nil {
			fmt.Println("ack", id)
		}
	}
	fmt.Println("error", err)
}

// TestKill kills a writing process again and again on one directory. Every
// acknowledged transaction must be there whole, and no half of another.
func TestKill(t *testing.T) {
	rounds := 10
	if n, err := strconv.Atoi(os.Getenv("LOCALDB_CRASH_ROUNDS")); err == nil {
		rounds = n
	}
	dir := t.TempDir()
	var acked []string
	for range rounds {
		acked = append(acked, killOnce(t, dir)...)
		verify(t, dir, acked)
	}
	t.Logf("%d acknowledged transactions survived %d kills", len(acked), rounds)
}

// killOnce lets a child write for a moment and returns what it acknowledged.
func killOnce(t *testing.T, dir string) (acked []string) {
	t.Helper()
	cmd := job(t.Context(), "write", dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines, after := bufio.NewScanner(out), rand.IntN(150)
	for lines.Scan() {
		word, rest, _ := strings.Cut(lines.Text(), " ")
		if word != "ack" {
			t.Errorf("the child says: %s", lines.Text())
			break
		}
		acked = append(acked, rest)
		if len(acked) == after+1 {
			_ = cmd.Process.Kill() // what it still printed is read until the end
		}
	}
	_ = cmd.Process.Kill() // it may be dead already
	_ = cmd.Wait()         // it was killed
	return acked
}

func verify(t *testing.T, dir string, acked []string) {
	t.Helper()
	start := time.Now()
	db, err := localdb.Open(dir, localdb.Options{})
	if err != nil {
		t.Fatalf("opening after a kill: %v", err)
	}
	t.Logf("opened in %v", time.Since(start))
	client := dial(t, db)
	sides := map[string]int{}
	cur, err := client.Database("bank").Collection("moves").Find(context.Background(), bson.D{})
	for _, d := range all(t, cur, err) {
		sides[d[1].Value.(string)]++
	}
	for id, n := range sides {
		if n != 2 {
			t.Errorf("move %s has %d sides, want 2", id, n)
		}
	}
	for _, id := range acked {
		if sides[id] == 0 {
			t.Errorf("the acknowledged move %s is lost", id)
		}
	}
	total := int64(0)
	cur, err = client.Database("bank").Collection("accounts").Find(context.Background(), bson.D{})
	for _, d := range all(t, cur, err) {
		total += int64(d[1].Value.(int32))
	}
	if total != 0 {
		t.Errorf("the balances add up to %d, want 0", total)
	}
	if err := errors.Join(client.Disconnect(context.Background()), db.Close()); err != nil {
		t.Fatal(err)
	}
}

// TestBackup takes a backup while others write and restores it elsewhere.
func TestBackup(t *testing.T) {
	base := t.TempDir()
	db := open(t, base+"/data", localdb.Options{})
	c := connect(t, db).Database("test").Collection("things")
	index(t, c, `{"a":1}`, options.Index().SetUnique(true))
	put(t, c, `{"_id":1,"a":1}`, `{"_id":2,"a":2}`)
	if err := db.Backup(base + "/backup"); err != nil {
		t.Fatal(err)
	}
	if err := db.Backup(base + "/backup"); err == nil {
		t.Error("a second backup to the same directory must be refused")
	}
	put(t, c, `{"_id":3,"a":3}`)
	if err := localdb.Restore(base+"/backup", base+"/restored"); err != nil {
		t.Fatal(err)
	}
	r := connect(t, open(t, base+"/restored", localdb.Options{})).Database("test").Collection("things")
	if n := must(r.CountDocuments(context.Background(), bson.D{}))(t); n != 2 {
		t.Errorf("restored %d documents, want 2", n)
	}
	put(t, r, `{"_id":9,"a":9}`)
	if _, err := r.InsertOne(context.Background(), doc(t, `{"a":2}`)); !mongo.IsDuplicateKeyError(err) {
		t.Errorf("got %v, want the restored unique index to hold", err)
	}
}

// TestRestoreRefuses what is no backup, and to write where something is.
func TestRestoreRefuses(t *testing.T) {
	base := t.TempDir()
	empty, full := base+"/empty", base+"/full"
	for _, dir := range []string{empty, full} {
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(full+"/letter", []byte("dear"), 0o600); err != nil {
		t.Fatal(err)
	}
	db := open(t, base+"/data", localdb.Options{})
	put(t, connect(t, db).Database("test").Collection("things"), `{"_id":1}`)
	if err := db.Backup(base + "/backup"); err != nil {
		t.Fatal(err)
	}
	for name, dirs := range map[string][2]string{
		"nothing there":         {base + "/nowhere", base + "/new"},
		"an empty directory":    {empty, base + "/new"},
		"not a database":        {full, base + "/new"},
		"into what is not ours": {base + "/backup", full},
		"into the data in use":  {base + "/backup", base + "/data"},
	} {
		if err := localdb.Restore(dirs[0], dirs[1]); err == nil {
			t.Errorf("%s: it was restored", name)
		}
	}
	if left, err := os.ReadDir(full); err != nil || len(left) != 1 {
		t.Errorf("the directory of somebody else holds %v, %v", left, err)
	}
	if _, err := os.Stat(base + "/new"); err == nil {
		t.Error("a refused restore left a directory")
	}
}

// TestDamagedBackup changes one byte of a backup: nothing is restored from it, and the
// error says where it is.
func TestDamagedBackup(t *testing.T) {
	base := t.TempDir()
	db := open(t, base+"/data", localdb.Options{})
	c := connect(t, db).Database("test").Collection("things")
	for i := range 500 {
		must(c.InsertOne(context.Background(), bson.D{{Key: "_id", Value: i}, {Key: "text", Value: strings.Repeat("x", 200)}}))(t)
	}
	if err := db.Backup(base + "/backup"); err != nil {
		t.Fatal(err)
	}
	states, err := filepath.Glob(base + "/backup/state-*")
	if err != nil || len(states) != 1 {
		t.Fatalf("the backup has the snapshots %v, %v", states, err)
	}
	b := must(os.ReadFile(states[0]))(t)
	b[len(b)/2] ^= 1
	if err := os.WriteFile(states[0], b, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := localdb.Restore(base+"/backup", base+"/restored"); err == nil || !strings.Contains(err.Error(), filepath.Base(states[0])) {
		t.Errorf("got %v, want the damaged file named", err)
	}
	if left, _ := os.ReadDir(base + "/restored"); len(left) > 0 {
		t.Errorf("something was restored: %v", left)
	}
}
