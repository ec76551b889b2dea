//go:build !leakbugs

package plan

// remembers is where the leak harness lets a request find what an earlier one read, to prove that it would notice; see
// leakbugs_on.go. In every other build it is nothing.
func remembers() bool { return false }
