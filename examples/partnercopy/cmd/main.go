// The command keeps a copy of a vendor's partners in a file. Run it as often as you like.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"

	"partnerhub/examples/partnercopy"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run reads HUB_URL, HUB_KEY, VENDOR_ID and COPY_FILE.
func run(ctx context.Context) error {
	file := os.Getenv("COPY_FILE")
	kept, err := partnercopy.Load(file)
	if err != nil {
		return err
	}
	if err := kept.Sync(ctx, partnercopy.NewClient(os.Getenv("HUB_URL"), os.Getenv("HUB_KEY")), os.Getenv("VENDOR_ID")); err != nil {
		return err
	}
	fmt.Println(len(kept.Partners), "partners")
	return kept.Save(file)
}
