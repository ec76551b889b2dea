package web

import (
	"log/slog"
	"net"
	"net/http"

	"golang.org/x/net/netutil"
)

// NewServer makes a server whose clients cannot hold a connection or its memory for long. The write timeout is above every
// deadline of a request. It speaks HTTP/1.1, and HTTP/2 without TLS to a proxy that begins with it; it upgrades nothing.
func NewServer(h http.Handler, log *slog.Logger, l ServerLimits) *http.Server {
	spoken := new(http.Protocols)
	spoken.SetHTTP1(true)
	spoken.SetUnencryptedHTTP2(true)
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: l.HeaderTimeout,
		ReadTimeout:       l.ReadTimeout,
		WriteTimeout:      l.WriteTimeout,
		IdleTimeout:       l.IdleTimeout,
		MaxHeaderBytes:    l.HeaderBytes,
		Protocols:         spoken,
		// A write to HTTP/2 that nobody reads ends with the connection: the timeout of a stream would wait behind it.
		HTTP2:    &http.HTTP2Config{MaxConcurrentStreams: l.Streams, WriteByteTimeout: l.WriteTimeout},
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
}

// LimitConnections bounds the connections that a listener holds at once; more wait in the system's queue.
func LimitConnections(l net.Listener, connections int) net.Listener {
	return netutil.LimitListener(l, connections)
}
