// Command partnerhub is the hub: it hands its arguments to the commands and stops when it is told to. It decides nothing.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"

	"partnerhub/cli"
)

// version is set by the build.
var version = "dev"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := cli.Run(ctx, &cli.Process{Args: os.Args[1:], Stdout: os.Stdout, Stderr: os.Stderr,
		Demo: demo(), Version: version, Now: time.Now})
	stop()
	os.Exit(code)
}
