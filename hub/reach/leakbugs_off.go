//go:build !leakbugs

package reach

// everybodys is where the leak harness breaks this on purpose, to prove that it would notice; see leakbugs_on.go. In every other build it
// is nothing.
func everybodys() bool { return false }
