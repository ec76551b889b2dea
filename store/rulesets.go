package store

import (
	"context"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"partnerhub/filter/stored"
	"partnerhub/model"
)

const ruleSetsName = "rulesets"

// RuleSets tells whether what somebody remembers of a vendor's rules is still so.
type RuleSets struct{ store *Store }

// Editions answers the edition of each vendor's rules; a vendor without rules has none. An edition is a text that is never used
// again, so that what was read in a transaction that failed can never pass for what came later.
func (r *RuleSets) Editions(ctx context.Context, vendors []model.ID) (map[model.ID]string, error) {
	out := map[model.ID]string{}
	if len(vendors) == 0 {
		return out, nil
	}
	if d := r.store.directly(ctx); d != nil {
		return out, r.store.refuse(ctx, "reading editions of rules", d.ByIDs(ctx, ruleSetsName, textsOf(vendors), func(doc []byte) {
			id, _ := stored.Doc(doc).Get("_id").Text()
			edition, _ := stored.Doc(doc).Get("edition").Text()
			out[model.ID(id)] = string(edition)
		}))
	}
	cursor, err := r.store.db.Collection(ruleSetsName).Find(ctx, bson.D{{Key: "_id", Value: bson.D{{Key: "$in", Value: vendors}}}})
	if err != nil {
		return nil, r.store.refuse(ctx, "finding editions of rules", err)
	}
	var rows []struct {
		ID      model.ID `bson:"_id"`
		Edition string   `bson:"edition"`
	}
	err = cursor.All(ctx, &rows)
	for _, row := range rows {
		out[row.ID] = row.Edition
	}
	return out, r.store.refuse(ctx, "reading editions of rules", err)
}

// Turn gives a vendor's rules a new edition. It is only possible inside Tx, together with the change of the rules.
func (r *RuleSets) Turn(ctx context.Context, vendor model.ID, edition string) error {
	if unitFrom(ctx) == nil {
		return errOutsideTx
	}
	_, err := r.store.db.Collection(ruleSetsName).UpdateOne(ctx, bson.D{{Key: "_id", Value: vendor}},
		bson.D{{Key: "$set", Value: bson.D{{Key: "edition", Value: edition}}}}, options.UpdateOne().SetUpsert(true))
	return r.store.refuse(ctx, "turning an edition of rules", err)
}

func textsOf(ids []model.ID) []string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = string(id)
	}
	return out
}
