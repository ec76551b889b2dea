package store

import (
	"errors"
	"fmt"
	"runtime"
	"sync"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// fewRecords is how many records are not worth dividing between processors.
const fewRecords = 32

// spread does a number of things that do not touch each other, on all processors where there are many. It answers the errors in
// their order. A panic of one is the caller's, as if it had done them itself: it ends one request and not the process.
func spread(n int, do func(i int) error) error {
	workers := min(runtime.GOMAXPROCS(0), n/fewRecords+1)
	errs, panics := make([]error, workers), make([]any, workers)
	work := func(w int) {
		defer func() { panics[w] = recover() }()
		for i := n * w / workers; i < n*(w+1)/workers && errs[w] == nil; i++ {
			errs[w] = do(i)
		}
	}
	var group sync.WaitGroup
	for w := 1; w < workers; w++ {
		group.Go(func() { work(w) })
	}
	work(0)
	group.Wait()
	for _, p := range panics {
		if p != nil {
			panic(p)
		}
	}
	return errors.Join(errs...)
}

// encode is a record as it is stored.
func encode(doc any) (bson.Raw, error) {
	if raw, ok := doc.(bson.Raw); ok {
		return raw, nil
	}
	raw, err := bson.Marshal(doc)
	if err != nil {
		return nil, fmt.Errorf("store: encoding a record: %w", err)
	}
	return raw, nil
}

// encodeAll are documents to be written together.
func encodeAll[D any](docs []D) ([]bson.Raw, error) {
	out := make([]bson.Raw, len(docs))
	return out, spread(len(docs), func(i int) (err error) {
		out[i], err = encode(docs[i])
		return err
	})
}

// decodeAll are records of what was read, nil for nothing.
func decodeAll[T any](docs []bson.Raw) ([]*T, error) {
	if len(docs) == 0 {
		return nil, nil
	}
	out := make([]*T, len(docs))
	return out, spread(len(docs), func(i int) error {
		out[i] = new(T)
		return bson.Unmarshal(docs[i], out[i])
	})
}
