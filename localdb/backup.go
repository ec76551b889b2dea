package localdb

import (
	"partnerhub/localdb/engine"
	"partnerhub/localdb/wal"
)

// Compact starts writing a snapshot in the background, which lets the log start
// anew. It happens by itself when the log has grown past the data; calling it is
// for before a shutdown or a copy of the directory.
func (db *DB) Compact() { db.engine.Compact() }

// Backup writes the last durable state to an empty or missing directory, which
// Open can open, and reads it back to verify it. Others read and write meanwhile;
// what they commit after the start is not in the backup.
func (db *DB) Backup(dir string) error { return db.engine.Backup(dir) }

// Restore verifies a backup and copies it to an empty or missing directory, to be
// opened there. It refuses a directory that already holds something.
func Restore(backup, dir string) error { return engine.Restore(backup, dir) }

// Holds tells whether there is a database in a directory. Open would make an empty one where there is none.
func Holds(dir string) bool { return wal.Used(dir) }
