package store

import (
	"context"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"

	"partnerhub/model"
)

const syncMarksName = "sync_marks"

// SyncMark is how far one source has told of one of its records. A deleted one stays, so that an older row never brings it back.
type SyncMark struct {
	RecordID model.ID `bson:"recordId"` // empty for a deletion of what the hub never had
	Version  int64    `bson:"version"`
	Deleted  bool     `bson:"deleted"`
	// RevokedAt is when the source itself has taken a certification back with its deletion. A record that says another instant was
	// revoked by somebody else.
	RevokedAt *time.Time `bson:"revokedAt,omitempty"`
}

// SyncSource is whose ids are meant: records of a kind, of one vendor, as one of its systems calls them.
type SyncSource struct {
	Kind     model.Kind
	VendorID model.ID
	Source   string // without a slash
}

func (s SyncSource) name(externalID string) string {
	return string(s.Kind) + "/" + string(s.VendorID) + "/" + s.Source + "/" + externalID
}

// SyncMarks keeps how far sources have told of their records.
type SyncMarks struct{ store *Store }

// Find reads the marks of some records, by their ids in the source.
func (m *SyncMarks) Find(ctx context.Context, of SyncSource, externalIDs []string) (map[string]SyncMark, error) {
	ids, back := make([]string, len(externalIDs)), map[string]string{}
	for i, e := range externalIDs {
		ids[i] = of.name(e)
		back[ids[i]] = e
	}
	cursor, err := m.coll().Find(ctx, bson.D{{Key: "_id", Value: bson.D{{Key: "$in", Value: ids}}}})
	if err != nil {
		return nil, m.store.refuse(ctx, "finding marks of a source", err)
	}
	var rows []struct {
		ID       string `bson:"_id"`
		SyncMark `bson:",inline"`
	}
	err = cursor.All(ctx, &rows)
	out := make(map[string]SyncMark, len(rows))
	for _, r := range rows {
		out[back[r.ID]] = r.SyncMark
	}
	return out, m.store.refuse(ctx, "reading marks of a source", err)
}

// Put keeps marks, each in the place of the one before. It is only possible inside Tx, with what they tell of.
func (m *SyncMarks) Put(ctx context.Context, of SyncSource, marks map[string]SyncMark) error {
	if unitFrom(ctx) == nil {
		return errOutsideTx
	}
	if len(marks) == 0 {
		return nil
	}
	writes := make([]mongo.WriteModel, 0, len(marks))
	for e, mark := range marks {
		writes = append(writes, mongo.NewReplaceOneModel().SetFilter(bson.D{{Key: "_id", Value: of.name(e)}}).SetReplacement(mark).SetUpsert(true))
	}
	_, err := m.coll().BulkWrite(ctx, writes)
	return m.store.refuse(ctx, "keeping marks of a source", err)
}

func (m *SyncMarks) coll() *mongo.Collection { return m.store.db.Collection(syncMarksName) }

// Naming tells by which ids the source has told of some records before; those that it never told of are absent.
func (m *SyncMarks) Naming(ctx context.Context, of SyncSource, records []model.ID) (map[model.ID]string, error) {
	out := map[model.ID]string{}
	if len(records) == 0 {
		return out, nil
	}
	cursor, err := m.coll().Find(ctx, bson.D{{Key: "recordId", Value: bson.D{{Key: "$in", Value: records}}}})
	if err != nil {
		return nil, m.store.refuse(ctx, "finding names of records", err)
	}
	var rows []struct {
		ID       string   `bson:"_id"`
		RecordID model.ID `bson:"recordId"`
	}
	err = cursor.All(ctx, &rows)
	for _, r := range rows {
		if external, mine := strings.CutPrefix(r.ID, of.name("")); mine {
			out[r.RecordID] = external
		}
	}
	return out, m.store.refuse(ctx, "reading names of records", err)
}
