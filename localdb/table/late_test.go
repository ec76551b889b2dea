package table_test

import (
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"go.mongodb.org/mongo-driver/bson"
	"pgregory.net/rapid"

	"partnerhub/localdb/table"
)

// TestEachVersionHasItsOwnKeys writes one version after the other, some forked from an older one and some given up, and reads the
// indexes of all of them in any order and from several sides at once: what is put into an index late is seen in no other version.
func TestEachVersionHasItsOwnKeys(t *testing.T) {
	indexes := []bson.D{
		{{Key: "key", Value: bson.D{{Key: "a", Value: 1}}}, {Key: "name", Value: "a"}},
		{{Key: "key", Value: bson.D{{Key: "b.c", Value: -1}, {Key: "_id", Value: 1}}}, {Key: "name", Value: "bc"}},
		{{Key: "key", Value: bson.D{{Key: "b", Value: 1}}}, {Key: "name", Value: "b"}, {Key: "sparse", Value: true}},
	}
	rapid.Check(t, func(t *rapid.T) {
		first := table.New("test.things", 1)
		declare(t, first, indexes)
		versions := []*table.Table{first}
		var reads []func()
		for range rapid.IntRange(1, 30).Draw(t, "versions") {
			tab := versions[len(versions)-1]
			if rapid.IntRange(0, 3).Draw(t, "another way") == 0 {
				tab = rapid.SampledFrom(versions).Draw(t, "from")
			}
			if rapid.Bool().Draw(t, "read before") {
				keys(rapid.SampledFrom(tab.Indexes()).Draw(t, "index"))
			}
			tab = tab.Fork()
			if rapid.IntRange(0, 4).Draw(t, "many") == 0 {
				tab.Gather()
			}
			for range rapid.IntRange(1, 8).Draw(t, "writes") {
				change(t, tab)
				if rapid.IntRange(0, 5).Draw(t, "read between") == 0 {
					keys(rapid.SampledFrom(tab.Indexes()).Draw(t, "index"))
				}
			}
			tab.Settle()
			versions = append(versions, tab)
		}
		var mu sync.Mutex
		var wrong []string
		for _, tab := range versions {
			whole := rebuilt(t, tab, indexes)
			for i, x := range tab.Indexes() {
				reads = append(reads, func() {
					if got, want := keys(x), keys(whole.Indexes()[i]); !slices.Equal(got, want) {
						mu.Lock()
						defer mu.Unlock()
						wrong = append(wrong, x.Name)
					}
				})
			}
		}
		reads = rapid.Permutation(reads).Draw(t, "order")
		var group sync.WaitGroup
		for part := range slices.Chunk(reads, len(reads)/3+1) {
			group.Go(func() {
				for _, read := range part {
					read()
				}
			})
		}
		group.Wait()
		if len(wrong) > 0 {
			t.Fatalf("not what the documents of their version give: %v", wrong)
		}
	})
}

// rebuilt is a table of the same documents whose indexes are made of them at once.
func rebuilt(t *rapid.T, tab *table.Table, indexes []bson.D) *table.Table {
	whole := table.New(tab.Name, tab.Created)
	for rows := tab.Rows(); rows.Next(); {
		row := rows.Row()
		whole.Load(row.ID, row.Doc)
	}
	declare(t, whole, indexes)
	if err := whole.Reindex(); err != nil {
		t.Fatal(err)
	}
	return whole
}

// TestReadersAndTheWriterShareWhatIsLate reads each version while the next ones are made of it: whoever puts the late keys in, a version
// has a key for each of its documents, in order, and no other.
func TestReadersAndTheWriterShareWhatIsLate(t *testing.T) {
	const versions, documents = 2000, 40
	var published atomic.Pointer[table.Table]
	tab := table.New("test.things", 1)
	if _, err := tab.Add(spec(t, bson.D{{Key: "a", Value: int32(1)}}, false)); err != nil {
		t.Fatal(err)
	}
	published.Store(tab)
	var over atomic.Bool
	var group sync.WaitGroup
	for range 2 {
		group.Go(func() {
			for !over.Load() {
				now := published.Load()
				x, _ := now.Find("test")
				got := keys(x)
				if len(got) != now.Len() || x.Len() != now.Len() || !slices.IsSorted(got) {
					t.Errorf("version %d: %d keys of %d documents", now.Version, len(got), now.Len())
					return
				}
			}
		})
	}
	for i := range int32(versions) {
		tab = tab.Fork()
		id := i % documents
		err := tab.Put(uint64(id+1), row(id, i*7919%1000))
		if i%5 == 0 {
			err = tab.Delete(uint64((id+documents/2)%documents + 1))
		}
		if err != nil {
			t.Error(err)
			break
		}
		published.Store(tab)
	}
	over.Store(true)
	group.Wait()
}
