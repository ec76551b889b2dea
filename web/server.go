package web

import (
	"log/slog"
	"net"
	"net/http"
	"time"

	"golang.org/x/net/netutil"
)

const (
	maxHeader      = 16 << 10
	maxConnections = 1024
	maxStreams     = 100
)

// NewServer makes a server whose clients cannot hold a connection or its memory for long. The write timeout is above every
// deadline of a request.
func NewServer(h http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       15 * time.Second,
		WriteTimeout:      35 * time.Second,
		IdleTimeout:       75 * time.Second,
		MaxHeaderBytes:    maxHeader,
		HTTP2:             &http.HTTP2Config{MaxConcurrentStreams: maxStreams},
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
}

// LimitConnections bounds the connections that a listener holds at once; more wait in the system's queue.
func LimitConnections(l net.Listener) net.Listener { return netutil.LimitListener(l, maxConnections) }
