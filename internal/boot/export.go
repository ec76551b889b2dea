package boot

import (
	"context"

	"partnerhub/auth"
	"partnerhub/authz"
	"partnerhub/hub/outtake"
)

// ExportSheet is a file to be written, batch by batch.
type ExportSheet = outtake.Sheet

// ExportKinds lists what can be given out.
func ExportKinds() []string { return outtake.Kinds() }

// Export begins a file of a kind as the user with an address sees it.
func (a *App) Export(ctx context.Context, kind, email string) (ExportSheet, error) {
	return a.out.Sheet(ctx, kind, func(ctx context.Context) (*authz.Principal, error) { return a.Hub.PrincipalByEmail(ctx, email) })
}

// ExportWithKey begins a file of a kind as the holder of an API key sees it. A key that is revoked on the way ends the file.
func (a *App) ExportWithKey(ctx context.Context, kind, key string) (ExportSheet, error) {
	keys, err := auth.ForKeys(auth.Config{Now: a.config.Now, KeyUsed: a.keyUsed}, a.Hub, a.findKey)
	if err != nil {
		return nil, err
	}
	return a.out.Sheet(ctx, kind, func(ctx context.Context) (*authz.Principal, error) { return keys.Authenticate(ctx, "Bearer "+key) })
}
