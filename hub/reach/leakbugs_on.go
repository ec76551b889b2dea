//go:build leakbugs

package reach

import "os"

// everybodys takes offers that name distributors for everybody's, where LEAK_BUG says so. Never ship such a build.
func everybodys() bool { return os.Getenv("LEAK_BUG") == "offer of others in reach" }
