//go:build leakbugs

package feed

import (
	"os"

	"partnerhub/authz"
	"partnerhub/model"
)

// heard tells of what is silent, where LEAK_BUG says so. Never ship such a build.
func heard(what model.RecordChangeType, after authz.View) model.RecordChangeType {
	bug := os.Getenv("LEAK_BUG")
	if what == "" && (bug == "feed of hidden records" || bug == "feed of hidden fields" && !after.Empty()) {
		return model.RecordChangeTypeChanged
	}
	return what
}
