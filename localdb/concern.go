package localdb

import (
	"partnerhub/localdb/fault"
	"partnerhub/localdb/raw"
)

// maxMembers is the largest number of members that a write concern may name.
const maxMembers = 50

// checkConcerns refuses what one member cannot promise. With one member, every
// write is a majority write and every read a majority read.
func (c *call) checkConcerns() error {
	w, err := c.object("writeConcern", "w", "j", "fsync", "wtimeout", "provenance")
	if err != nil {
		return err
	}
	if err := checkMembers(w.Get("w")); err != nil {
		return err
	}
	rc, err := c.object("readConcern", "level", "afterClusterTime", "atClusterTime", "provenance")
	if err != nil {
		return err
	}
	if rc.Get("level").Str() == "snapshot" && c.body.Get("autocommit").Missing() {
		return fault.New(fault.InvalidOptions, "readConcern level 'snapshot' is supported inside a transaction only")
	}
	return checkLevel(rc)
}

// object returns a field that must be a document of the named fields; one that is
// missing is empty.
func (c *call) object(field string, names ...string) (raw.Doc, error) {
	v := c.body.Get(field)
	if v.Missing() {
		return nil, nil
	}
	if v.Type != raw.TypeDoc {
		return nil, fault.New(fault.TypeMismatch, "BSON field '%s.%s' must be an object", c.name, field)
	}
	return v.Doc(), known(field, v.Doc(), names...)
}

// checkMembers refuses a write concern that waits for members there are not.
func checkMembers(w raw.Value) error {
	if w.Missing() {
		return nil
	}
	if w.Type == raw.TypeString {
		if mode := w.Str(); mode != "majority" {
			return fault.New(fault.UnknownWriteConcern, "No write concern mode named '%s' found in replica set configuration", mode)
		}
		return nil
	}
	n, ok := w.Int()
	if !ok || n < 0 || n > maxMembers {
		return fault.New(fault.FailedToParse, "w has to be a non-negative number and not greater than %d, or the name of a mode", maxMembers)
	}
	if n > 1 {
		return fault.New(fault.UnsatisfiableWriteConcern, "Not enough data-bearing nodes: this database has one member")
	}
	return nil
}

func checkLevel(rc raw.Doc) error {
	if !rc.Get("atClusterTime").Missing() {
		return fault.New(fault.InvalidOptions, "readConcern.atClusterTime is not supported")
	}
	level := rc.Get("level")
	switch level.Str() {
	case "local", "available", "majority", "linearizable", "snapshot":
		return nil
	case "":
		if level.Missing() {
			return nil
		}
	}
	return fault.New(fault.FailedToParse, "readConcern.level must be either 'local', 'majority', 'linearizable', 'available', or 'snapshot'")
}

// checkConcernsInside refuses the concerns that a command inside a transaction may
// not have: the transaction has its own, told with its first command and its commit.
func (c *call) checkConcernsInside() error {
	if !c.body.Get("writeConcern").Missing() {
		return fault.New(fault.InvalidOptions, "writeConcern is not allowed within a multi-statement transaction")
	}
	rc := c.body.Get("readConcern")
	if rc.Missing() {
		return nil
	}
	if !c.body.Get("startTransaction").Bool() {
		return fault.New(fault.InvalidOptions, "Only the first command in a transaction may specify a readConcern")
	}
	switch rc.Doc().Get("level").Str() {
	case "", "local", "majority", "snapshot":
		return nil
	}
	return fault.New(fault.InvalidOptions, "The readConcern level must be either 'local' (default), 'majority' or 'snapshot' in order to run in a transaction")
}
