package localdb_test

import (
	"context"
	"errors"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"partnerhub/localdb"
)

func TestReopen(t *testing.T) {
	dir := t.TempDir()
	ctx := context.Background()
	db := must(localdb.Open(dir, localdb.Options{}))(t)
	client := dial(t, db)
	c := client.Database("test").Collection("things")
	index(t, c, `{"a":1}`, options.Index().SetUnique(true))
	put(t, c, `{"_id":1,"a":1}`, `{"_id":2,"a":2}`, `{"_id":3,"a":3}`)
	must(c.UpdateOne(ctx, doc(t, `{"_id":1}`), doc(t, `{"$set":{"a":10}}`)))(t)
	must(c.DeleteOne(ctx, doc(t, `{"_id":2}`)))(t)
	if _, err := localdb.Open(dir, localdb.Options{}); err == nil {
		t.Error("a second opening of the directory must be refused")
	}
	if err := errors.Join(client.Disconnect(ctx), db.Close()); err != nil {
		t.Fatal(err)
	}
	c = connect(t, open(t, dir, localdb.Options{})).Database("test").Collection("things")
	cur, err := c.Find(ctx, doc(t, `{"a":{"$gte":0}}`), options.Find().SetSort(bson.D{{Key: "a", Value: 1}}))
	got := text(t, all(t, cur, err))
	if len(got) != 2 || got[0] != `{"_id":3,"a":3}` || got[1] != `{"_id":1,"a":10}` {
		t.Errorf("got %v after reopening", got)
	}
	put(t, c, `{"_id":4,"a":4}`)
}
