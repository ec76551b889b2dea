package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/rs/cors"
)

// preflightAge is for how many seconds a browser may remember that a portal is allowed.
const preflightAge = 600

// CheckOrigin wants an origin as browsers send it: scheme, host and perhaps a port, in lower case and without anything else.
// There are no patterns: whoever registers a name under one would be let in.
func CheckOrigin(origin string) error {
	u, err := url.Parse(origin)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.Scheme+"://"+u.Host != origin ||
		strings.ContainsAny(origin, "*@") || strings.ToLower(origin) != origin {
		return fmt.Errorf("%.60q is no origin such as https://portal.example.com", origin)
	}
	return nil
}

// crossOrigin lets pages of the listed origins call the hub from a browser, and refuses writes of all others. Credentials of the
// browser are never asked for: a portal sends its user's token itself. Without a list no other origin is answered to.
func (w *Web) crossOrigin(next http.Handler) (http.Handler, error) {
	w.foreign = http.NewCrossOriginProtection()
	for _, origin := range w.cfg.Origins {
		if err := CheckOrigin(origin); err != nil {
			return nil, fmt.Errorf("web: %w", err)
		}
		if err := w.foreign.AddTrustedOrigin(origin); err != nil {
			return nil, fmt.Errorf("web: %w", err)
		}
	}
	if len(w.cfg.Origins) == 0 {
		return next, nil // the library would take an empty list for everybody
	}
	return cors.New(cors.Options{
		AllowedOrigins: w.cfg.Origins,
		AllowedMethods: []string{http.MethodGet, http.MethodPost},
		AllowedHeaders: []string{"Authorization", "Content-Type", "Accept", "Idempotency-Key", "X-Request-Id"},
		ExposedHeaders: []string{"Retry-After", "X-Request-Id"},
		MaxAge:         preflightAge,
	}).Handler(next), nil
}
