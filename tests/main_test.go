package tests

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"testing"
	"time"

	"partnerhub/cli"
)

// TestMain is also the hub: with "serve" or "import" as its first argument this binary does what the product's does, so that a test
// which needs several processes has nothing to build.
func TestMain(m *testing.M) {
	if len(os.Args) < 2 || (os.Args[1] != "serve" && os.Args[1] != "import") {
		os.Exit(m.Run())
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := cli.Run(ctx, &cli.Process{Args: os.Args[1:], Stdout: os.Stdout, Stderr: os.Stderr,
		Demo: os.DirFS("../testdata/demo"), Version: "test", Now: time.Now})
	stop()
	os.Exit(code)
}
