package engine

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"partnerhub/localdb/query"
	"partnerhub/localdb/table"
	"partnerhub/localdb/wal"
)

// ErrNotEmpty means that the target of a backup or a restore holds files already.
var ErrNotEmpty = errors.New("the directory is not empty")

// ErrNoData means that a directory to restore from holds no database.
var ErrNoData = errors.New("the directory holds no data of a database")

// Backup writes the last durable state to a directory of its own and verifies it
// by reading everything back.
func (e *Engine) Backup(dir string) error {
	root := e.Read()
	if err := export(dir, e.produce(root)); err != nil {
		return err
	}
	found, err := load(dir)
	if err != nil {
		return fmt.Errorf("verifying the backup: %w", err)
	}
	return compare(root, found)
}

// Restore verifies a backup and writes it to a directory of its own.
func Restore(backup, dir string) error {
	root, err := load(backup)
	if err != nil {
		return fmt.Errorf("verifying the backup: %w", err)
	}
	e := &Engine{}
	for _, t := range root.tables {
		for rows := t.Rows(); rows.Next(); {
			e.sawRow(rows.Row().ID)
		}
	}
	return export(dir, e.produce(root))
}

// export makes a data directory out of a state.
func export(dir string, produce func(emit func([]byte) error) error) error {
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("looking at %s: %w", dir, err)
	}
	if len(entries) > 0 {
		return fmt.Errorf("writing to %s: %w", dir, ErrNotEmpty)
	}
	d, err := wal.OpenDir(dir, wal.Options{})
	if err != nil {
		return err
	}
	return errors.Join(d.Export(produce), d.Close())
}

// load reads a data directory completely, indexes and all.
func load(dir string) (*Root, error) {
	if _, err := os.Stat(dir); err != nil {
		return nil, fmt.Errorf("looking at %s: %w", dir, err)
	}
	if !wal.Used(dir) {
		return nil, fmt.Errorf("looking at %s: %w", dir, ErrNoData)
	}
	e := &Engine{language: query.NewLanguage()}
	d, err := wal.OpenDir(dir, wal.Options{})
	if err != nil {
		return nil, err
	}
	r := &replayer{engine: e, tables: map[uint64]*table.Table{}}
	log, _, err := d.Recover(wal.Options{}, wal.Hooks{}, r.apply)
	if err != nil {
		return nil, errors.Join(err, d.Close())
	}
	err = errors.Join(e.index(r), log.Close(), d.Close())
	return e.Read(), err
}

// compare checks that two states hold the same collections, documents and
// indexes; the checksums of the frames vouch for the bytes.
func compare(want, got *Root) error {
	if len(want.tables) != len(got.tables) {
		return fmt.Errorf("verifying the backup: %d collections instead of %d", len(got.tables), len(want.tables))
	}
	for _, t := range want.tables {
		g := got.Table(t.Name)
		if g == nil || g.Len() != t.Len() || g.Bytes != t.Bytes || len(g.Indexes()) != len(t.Indexes()) {
			return fmt.Errorf("verifying the backup: %s is not complete", t.Name)
		}
	}
	return nil
}
