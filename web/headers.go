package web

import "net/http"

// onEveryAnswer is what every answer carries, by canonical names.
var onEveryAnswer = [...]struct{ name, value string }{
	{"Cache-Control", "no-store"},
	{"Vary", "Authorization, Origin, Accept, Accept-Encoding"},
	{"X-Content-Type-Options", "nosniff"},
	{"Referrer-Policy", "no-referrer"},
	{"Cross-Origin-Resource-Policy", "same-origin"},
	{"Cross-Origin-Opener-Policy", "same-origin"},
	{"Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"},
}

// setHeaders sets what every answer carries. The pages of the IDE widen the content policy for themselves. The values of one answer
// are in one piece of memory, none of which a later Add could reach.
func setHeaders(h http.Header, r *http.Request, id string) {
	h.Set("X-Request-Id", id)
	values := make([]string, len(onEveryAnswer))
	for i, header := range onEveryAnswer {
		values[i] = header.value
		h[header.name] = values[i : i+1 : i+1]
	}
	if r.TLS != nil {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
}
