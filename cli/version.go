package cli

import (
	"fmt"
	"runtime"
)

type versionCommand struct{}

// Run prints the hub's version and that of the language it was built with.
func (versionCommand) Run(p *Process) error {
	_, err := fmt.Fprintf(p.Stdout, "partnerhub %s (%s, %s/%s)\n", p.Version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return err
}
