package boot

import "partnerhub/authz"

// PolicyText is the policy that the hub ships with, as its authors wrote it.
func PolicyText() string { return authz.Shipped() }

// CheckPolicy tells what is wrong with a policy's text.
func CheckPolicy(text string) error { return authz.Check(text) }
