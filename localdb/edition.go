package localdb

// Edition tells one state of a collection from every other one of it, as long as the
// database is open.
type Edition struct{ Created, Version uint64 }

// Edition answers which state of a collection a read would see now, without a command.
// As long as it is the same, every query on the collection has the same result. It is
// false for a collection that does not exist.
func (db *DB) Edition(database, collection string) (Edition, bool) {
	return db.edition(database + "." + collection)
}

func (db *DB) edition(ns string) (Edition, bool) {
	t := db.engine.Read().Table(ns)
	if t == nil {
		return Edition{}, false
	}
	return Edition{Created: t.Created, Version: t.Version}, true
}
