//go:build leakbugs

package plan

import "os"

// remembers keeps the rows of a request for the next one, where LEAK_BUG says so. Never ship such a build.
func remembers() bool { return os.Getenv("LEAK_BUG") == "rows of another request" }
