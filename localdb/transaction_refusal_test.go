package localdb_test

import (
	"context"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
)

// TestTransactionRefusals lists what a command inside a transaction may not ask for.
// The fields that the driver adds by itself are written out, to be wrong.
func TestTransactionRefusals(t *testing.T) {
	c := memory(t)
	put(t, c, `{"_id":1}`)
	for i, tt := range []struct {
		name    string
		begun   bool // the transaction has had its first command
		command string
		code    int
	}{
		{"a write concern", false, `{"insert":"things","documents":[{"_id":5}],"startTransaction":true,"writeConcern":{"w":1}}`, 72},
		{"a level it cannot have", false, `{"find":"things","startTransaction":true,"readConcern":{"level":"linearizable"}}`, 72},
		{"a level that comes late", true, `{"find":"things","readConcern":{"level":"snapshot"}}`, 72},
		{"to begin again", true, `{"find":"things","startTransaction":true}`, 117},
		{"another number", true, `{"find":"things","txnNumber":{"$numberLong":"9000"}}`, 251},
		{"to go on without a beginning", false, `{"find":"things"}`, 251},
		{"a command that is not allowed", true, `{"count":"things"}`, 263},
		{"to make a list of collections", true, `{"listCollections":1}`, 263},
		{"to drop", true, `{"drop":"things"}`, 263},
		{"autocommit", false, `{"find":"things","startTransaction":true,"autocommit":true}`, 72},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := must(c.Database().Client().StartSession())(t)
			defer s.EndSession(context.Background())
			ctx := mongo.NewSessionContext(context.Background(), s)
			number := int64(7000 + i) // the session comes out of a pool
			run := func(command string) error {
				d := doc(t, command)
				for _, e := range []bson.E{{Key: "txnNumber", Value: number}, {Key: "autocommit", Value: false}} {
					if !has(d, e.Key) {
						d = append(d, e)
					}
				}
				return c.Database().RunCommand(ctx, d).Err()
			}
			if tt.begun {
				if err := run(`{"find":"things","startTransaction":true}`); err != nil {
					t.Fatal(err)
				}
			}
			if err := run(tt.command); !code(err, tt.code) {
				t.Errorf("got %v, want code %d", err, tt.code)
			}
		})
	}
	if n := must(c.CountDocuments(context.Background(), bson.D{}))(t); n != 1 {
		t.Errorf("got %d documents, want nothing written", n)
	}
}
