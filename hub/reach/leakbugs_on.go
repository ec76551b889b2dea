//go:build leakbugs

package reach

import "os"

// stays leaves offers in the sight of distributors that have lost their last partner for them, where LEAK_BUG says so. Never ship such
// a build.
func stays() bool { return os.Getenv("LEAK_BUG") == "offer stays in reach" }
