package boot

import (
	"context"
	"errors"
	"path/filepath"

	"partnerhub/localdb"
)

// Backup writes a verified copy of the embedded database to an empty or missing directory. A server that holds the data makes
// the copy itself and goes on serving; otherwise the data is opened for it. A directory without a database is refused: a copy of
// nothing would be called a backup until somebody needs it.
func Backup(ctx context.Context, c Config, dir string) error {
	if c.MongoURI != "" {
		return wrong("--mongodb-uri", "backups of a MongoDB server are made with its own tools")
	}
	to, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	if asked, err := askServer(ctx, c.Data, to); asked {
		return err
	}
	if !localdb.Holds(c.Data) {
		return wrong("--data", "there is no database in %s", c.Data)
	}
	engine, err := localdb.Open(c.Data, localdb.Options{Logger: c.Logger, Now: c.Now})
	if err != nil {
		return err
	}
	return errors.Join(engine.Backup(to), engine.Close())
}

// Restore verifies a backup and makes it the data. It refuses a data directory that already holds something.
func Restore(c Config, from string) error {
	if c.MongoURI != "" {
		return wrong("--mongodb-uri", "backups of a MongoDB server are restored with its own tools")
	}
	return localdb.Restore(from, c.Data)
}
