package store

import (
	"maps"
	"reflect"
	"slices"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// Altered names the kept records that somebody has changed in memory, though they are everybody's: each is compared with what its
// bytes say. It is dear, and meant for tests, which ask for it when they end.
func (s *Store) Altered() []string {
	return slices.Concat(s.Organizations.altered(), s.Users.altered(), s.Partners.altered(), s.Programs.altered(),
		s.Campaigns.altered(), s.Authorities.altered())
}

func (c *Collection[T]) altered() (ids []string) {
	for _, row := range c.kept.all() {
		anew := new(T)
		if bson.Unmarshal(row.raw, anew) != nil || !reflect.DeepEqual(anew, row.doc) {
			ids = append(ids, string(noun(anew).Base().ID))
		}
	}
	slices.Sort(ids)
	return ids
}

func (k *kept[T]) all() []keptRow[T] {
	k.mu.RLock()
	defer k.mu.RUnlock()
	return slices.Collect(maps.Values(k.rows))
}
