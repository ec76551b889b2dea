package localdb

import (
	"partnerhub/localdb/fault"
	"partnerhub/localdb/raw"
)

// shaped refuses an option whose value is of a type that says nothing, as a server does; passed over, it would be an option ignored. A
// null asks for nothing.
func shaped(part string, name []byte, v raw.Value) error {
	if v.Type == raw.TypeNull {
		return nil
	}
	switch string(name) {
	case "ordered", "multi", "upsert", "new", "remove", "singleBatch", "allowDiskUse", "allowPartialResults", "noCursorTimeout", "returnKey",
		"showRecordId", "tailable", "awaitData", "bypassDocumentValidation", "nameOnly", "authorizedCollections", "authorizedDatabases",
		"autocommit", "startTransaction", "apiStrict", "apiDeprecationErrors":
		return needs(switchable(v), part, name, "a boolean")
	case "sort", "collation", "let", "max", "min":
		return needs(v.Type == raw.TypeDoc, part, name, "an object")
	case "arrayFilters":
		return needs(v.Type == raw.TypeArray, part, name, "an array")
	case "hint":
		return needs(v.Type == raw.TypeDoc || v.Type == raw.TypeString, part, name, "a string or an object")
	case "lsid":
		return checkSession(v)
	}
	return nil
}

func needs(ok bool, part string, name []byte, what string) error {
	if ok {
		return nil
	}
	return fault.New(fault.TypeMismatch, "BSON field '%s.%s' must be %s", part, name, what)
}

// switchable reports a boolean, or a number in its place, which clients have always sent.
func switchable(v raw.Value) bool {
	_, number := v.Float()
	return number || v.Type == raw.TypeBool
}

// required refuses a part of a command that lacks a field. A filter that is not there must not select everything.
func required(part string, d raw.Doc, names ...string) error {
	for _, name := range names {
		if d.Get(name).Missing() {
			return fault.New(fault.MissingField, "BSON field '%s.%s' is missing but a required field", part, name)
		}
	}
	return nil
}

// checkQuorum refuses to wait for members that there are not before an index is ready.
func checkQuorum(v raw.Value) error {
	if v.Missing() || v.Type == raw.TypeNull {
		return nil
	}
	if n, number := v.Int(); number && (n == 0 || n == 1) {
		return nil
	}
	if mode := v.Str(); mode == "majority" || mode == "votingMembers" {
		return nil
	}
	return fault.New(fault.UnsatisfiableCommitQuorum, "Commit quorum cannot be satisfied: this database has one member")
}
