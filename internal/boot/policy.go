package boot

import (
	"partnerhub/authz"
	"partnerhub/hub"
)

// PolicyText is the policy that the hub ships with, as its authors wrote it.
func PolicyText() string { return authz.Shipped() }

// CheckPolicy tells what is wrong with a policy's text.
func CheckPolicy(text string) error { return authz.Check(text) }

// PolicyQuestion is an operator's question of why somebody sees a record.
type PolicyQuestion = hub.Question

// StoredPolicy tells what is wrong with the lines that vendors have stored.
func (a *App) StoredPolicy() error { return a.Hub.PolicyFault() }
