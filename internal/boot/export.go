package boot

import (
	"context"

	"partnerhub/hub/outtake"
)

// ExportSheet is a file to be written, batch by batch.
type ExportSheet = outtake.Sheet

// ExportKinds lists what can be given out.
func ExportKinds() []string { return outtake.Kinds() }

// Export begins a file of a kind as the user with an address sees it.
func (a *App) Export(ctx context.Context, kind, email string) (ExportSheet, error) {
	return a.out.Sheet(ctx, kind, email)
}
