//go:build !leakbugs

package feed

import (
	"partnerhub/authz"
	"partnerhub/model"
)

// heard is where the leak harness breaks the feed on purpose, to prove that it would notice; see leakbugs_on.go. In every other
// build it is nothing.
func heard(what model.RecordChangeType, _ authz.View) model.RecordChangeType { return what }
