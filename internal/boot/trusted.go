package boot

import (
	"os"

	"partnerhub/web"
)

// The modes of trusted documents.
const (
	TrustedPrefer = "prefer" // registered documents beside any other query
	TrustedOnly   = "only"   // registered documents and nothing else
)

// trusted reads the manifest of registered documents; nil when there is none.
func (c Config) trusted() (*web.Trusted, error) {
	switch {
	case c.TrustedDocuments == "" && c.TrustedMode == TrustedOnly:
		return nil, wrong("--trusted-documents", "required with --trusted-mode=only")
	case c.TrustedDocuments == "":
		return nil, nil
	}
	manifest, err := os.ReadFile(c.TrustedDocuments)
	if err != nil {
		return nil, wrong("--trusted-documents", "%v", err)
	}
	t, err := web.NewTrusted(manifest, c.TrustedMode == TrustedOnly)
	if err != nil {
		return nil, wrong("--trusted-documents", "%v", err)
	}
	return t, nil
}
