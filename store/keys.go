package store

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"partnerhub/model"
)

const keysName = "api_keys"

// Key is an API key at rest: what is known of it, and the hash by which its holder is known.
type Key struct {
	model.APIKey `bson:",inline"`
	Hash         []byte `bson:"hash"` // SHA-256 of the whole key
}

// Keys keeps API keys. What is done with one is told in the feed as a change of the user that it belongs to.
type Keys struct{ store *Store }

// Insert keeps a new key of a user, and sets its instants as they are stored. It is only possible inside Tx.
func (k *Keys) Insert(ctx context.Context, key *Key, of *model.User, by Stamp) error {
	if err := k.tell(ctx, of, by); err != nil {
		return err
	}
	key.CreatedAt = k.store.instant(by.At)
	if key.ExpiresAt != nil {
		end := k.store.instant(*key.ExpiresAt)
		key.ExpiresAt = &end
	}
	_, err := k.coll().InsertOne(ctx, key)
	return k.store.refuse(ctx, "keeping a key", err)
}

// Expire sets when a key of a user ends. It is only possible inside Tx.
func (k *Keys) Expire(ctx context.Context, id model.ID, at time.Time, of *model.User, by Stamp) error {
	if err := k.tell(ctx, of, by); err != nil {
		return err
	}
	return k.set(ctx, bson.D{{Key: "_id", Value: id}}, "expiresAt", k.store.instant(at))
}

// Revoke ends a key of a user at the stamp's instant. One that was revoked before keeps its first instant. It is only possible
// inside Tx.
func (k *Keys) Revoke(ctx context.Context, id model.ID, of *model.User, by Stamp) error {
	if err := k.tell(ctx, of, by); err != nil {
		return err
	}
	return k.set(ctx, bson.D{{Key: "_id", Value: id}, {Key: "revokedAt", Value: nil}}, "revokedAt", k.store.instant(by.At))
}

// Used writes down that a key was used at an instant, unless a later use is known.
func (k *Keys) Used(ctx context.Context, id model.ID, at time.Time) error {
	_, err := k.coll().UpdateOne(ctx, bson.D{{Key: "_id", Value: id}},
		bson.D{{Key: "$max", Value: bson.D{{Key: "lastUsedAt", Value: k.store.instant(at)}}}})
	return k.store.refuse(ctx, "writing down the use of a key", err)
}

// ByPrefix finds a key by its public part, expired and revoked ones included, or answers model.ErrNotFound.
func (k *Keys) ByPrefix(ctx context.Context, prefix string) (*Key, error) {
	return k.one(ctx, bson.D{{Key: "prefix", Value: prefix}})
}

// ByID finds a key, or answers model.ErrNotFound.
func (k *Keys) ByID(ctx context.Context, id model.ID) (*Key, error) {
	return k.one(ctx, bson.D{{Key: "_id", Value: id}})
}

// Live lists all keys of users that count at an instant, in no order. Of each user there are few: whoever makes one looks here first.
func (k *Keys) Live(ctx context.Context, users []model.ID, at time.Time) ([]*model.APIKey, error) {
	endless, later := bson.D{{Key: "expiresAt", Value: nil}}, bson.D{{Key: "expiresAt", Value: bson.D{{Key: "$gt", Value: k.store.instant(at)}}}}
	return k.list(ctx, bson.D{among(users), {Key: "revokedAt", Value: nil}, {Key: "$or", Value: bson.A{endless, later}}}, options.Find())
}

// Of lists the keys of users, each one's newest first, at most so many of each. Users with very many keys take no room from others:
// as long as all that was asked for comes, somebody has enough, and the others are asked for again.
func (k *Keys) Of(ctx context.Context, users []model.ID, each int) (map[model.ID][]*model.APIKey, error) {
	out := map[model.ID][]*model.APIKey{}
	for left := users; len(left) > 0; {
		limit := each * len(left)
		found, err := k.list(ctx, bson.D{among(left)}, options.Find().SetSort(bson.D{{Key: "_id", Value: -1}}).SetLimit(int64(limit)))
		if err != nil {
			return nil, err
		}
		of := map[model.ID][]*model.APIKey{}
		for _, key := range found {
			if len(of[key.UserID]) < each {
				of[key.UserID] = append(of[key.UserID], key)
			}
		}
		maps.Copy(out, of)
		if len(found) < limit {
			return out, nil
		}
		left = slices.DeleteFunc(slices.Clone(left), func(id model.ID) bool { return len(of[id]) == each })
	}
	return out, nil
}

// among holds for the keys of users.
func among(users []model.ID) bson.E {
	return bson.E{Key: "userId", Value: bson.D{{Key: "$in", Value: users}}}
}

func (k *Keys) list(ctx context.Context, where bson.D, how *options.FindOptionsBuilder) ([]*model.APIKey, error) {
	cursor, err := k.coll().Find(ctx, where, how.SetProjection(bson.D{{Key: "hash", Value: 0}}))
	if err != nil {
		return nil, k.store.refuse(ctx, "listing keys", err)
	}
	var out []*model.APIKey
	err = cursor.All(ctx, &out)
	return out, k.store.refuse(ctx, "listing keys", err)
}

func (k *Keys) one(ctx context.Context, where bson.D) (*Key, error) {
	var key Key
	err := k.coll().FindOne(ctx, where).Decode(&key)
	if errors.Is(err, mongo.ErrNoDocuments) {
		return nil, model.ErrNotFound
	}
	if err != nil {
		return nil, k.store.refuse(ctx, "finding a key", err)
	}
	return &key, nil
}

func (k *Keys) set(ctx context.Context, where bson.D, field string, at time.Time) error {
	_, err := k.coll().UpdateOne(ctx, where, bson.D{{Key: "$set", Value: bson.D{{Key: field, Value: at}}}})
	return k.store.refuse(ctx, "changing a key", err)
}

// tell adds the change row. The user itself stays as it is.
func (k *Keys) tell(ctx context.Context, of *model.User, by Stamp) error {
	u := unitFrom(ctx)
	if u == nil {
		return errOutsideTx
	}
	return k.store.Users.remark(u, of, by, []string{"serviceAccount"}, of.Concerns())
}

func (k *Keys) coll() *mongo.Collection { return k.store.db.Collection(keysName) }
