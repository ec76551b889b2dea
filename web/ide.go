package web

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"path"

	"partnerhub/auth"
)

// assets are the page of the IDE and, after `make ide`, the files of GraphiQL in dist. Nothing is fetched from anywhere else.
//
//go:embed ide/index.html ide/missing.html ide/ide.js ide/ide.css all:ide/dist
var assets embed.FS

// idePolicy lets the page load and call this server only.
const idePolicy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; " +
	"connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

var mediaTypes = map[string]string{".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".txt": "text/plain"}

// addIDE serves the page and its files. Without GraphiQL compiled in, the page says how to get it.
func addIDE(routes map[string]route) error {
	page := "ide/index.html"
	if _, err := fs.Stat(assets, "ide/dist/graphiql.min.js"); errors.Is(err, fs.ErrNotExist) {
		page = "ide/missing.html"
	}
	files := map[string]string{"/": page, "/ide/ide.js": "ide/ide.js", "/ide/ide.css": "ide/ide.css"}
	dist, err := fs.ReadDir(assets, "ide/dist")
	if err != nil {
		return fmt.Errorf("reading the IDE: %w", err)
	}
	for _, f := range dist {
		if mediaTypes[path.Ext(f.Name())] != "" {
			files["/ide/"+f.Name()] = "ide/dist/" + f.Name()
		}
	}
	for at, name := range files {
		content, err := assets.ReadFile(name)
		if err != nil {
			return fmt.Errorf("reading the IDE: %w", err)
		}
		routes[at] = route{method: http.MethodGet, open: true, serve: asset(mediaTypes[path.Ext(name)], content)}
	}
	return nil
}

func asset(mediaType string, content []byte) func(http.ResponseWriter, *http.Request, *auth.Principal) {
	return func(rw http.ResponseWriter, _ *http.Request, _ *auth.Principal) {
		rw.Header().Set("Content-Security-Policy", idePolicy)
		write(rw, http.StatusOK, mediaType, content)
	}
}
