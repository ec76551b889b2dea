package authz

// Shipped is the text of the policy that the hub ships with, for people to read.
func Shipped() string { return defaultPolicy }

// Check compiles a policy's text as the hub would at its start, and tells what is wrong with it.
func Check(policyText string) error {
	_, err := Load(defaultModel, policyText)
	return err
}
