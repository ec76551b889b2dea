package boot

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"partnerhub/localdb"
)

// controlName is the socket in the data directory over which a command asks the server that holds the data. Only the owner of
// the directory can reach it.
const controlName = "control"

// maxPath and maxArguments bound what a command may say.
const (
	maxPath      = 4096
	maxArguments = 8 * maxPath
)

// control is what listens for commands of this machine's operator; nil where nothing does.
type control struct {
	server  *http.Server
	running *running
}

// stop lets the commands under way tell how far they have come, for as long as the context lasts.
func (c *control) stop(ctx context.Context) error {
	if c == nil {
		return nil
	}
	c.running.stopAll()
	if err := c.server.Shutdown(ctx); err != nil {
		return errors.Join(fmt.Errorf("waiting for the commands that run: %w", err), c.server.Close())
	}
	return nil
}

// control listens for commands of this machine's operator. A directory whose name is too long for a socket has none: the
// server serves all the same.
func (a *App) control() *control {
	if a.database.engine == nil || a.config.Data == "" {
		return nil
	}
	path := filepath.Join(a.config.Data, controlName)
	_ = os.Remove(path) // left over by a crash: this process holds the directory's lock
	l, err := net.Listen("unix", path)
	if err != nil {
		a.config.Logger.Warn("commands cannot reach this server while it runs", "error", err)
		return nil
	}
	if err := os.Chmod(path, 0o600); err != nil {
		_ = l.Close()
		return nil
	}
	under := &running{cancel: map[string]context.CancelCauseFunc{}}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /backup", func(w http.ResponseWriter, r *http.Request) { serveBackup(a.database.engine, w, r) })
	if a.commands != nil {
		mux.HandleFunc("POST /run", func(w http.ResponseWriter, r *http.Request) { serveCommand(a.commands, under, w, r) })
		mux.HandleFunc("POST /stop", under.stop)
	}
	s := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	go func() { _ = s.Serve(l) }()
	return &control{s, under}
}

func serveBackup(engine *localdb.DB, w http.ResponseWriter, r *http.Request) {
	dir, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxPath))
	if err == nil {
		err = engine.Backup(string(dir))
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusConflict)
	}
}

// askServer asks the server that holds the data for a backup. It answers false when no server holds it.
func askServer(ctx context.Context, data, dir string) (asked bool, err error) {
	resp, err := callServer(ctx, data, "backup", "", strings.NewReader(dir))
	if resp == nil {
		return err != nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode == http.StatusOK {
		return true, nil
	}
	text, err := io.ReadAll(io.LimitReader(resp.Body, maxPath))
	return true, errors.Join(err, errors.New(strings.TrimSpace(string(text))))
}

// callServer posts to the server that holds the data, with the name of a command if it is about one; nil without an error when no server
// holds it.
func callServer(ctx context.Context, data, path, command string, body io.Reader) (*http.Response, error) {
	dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "unix", filepath.Join(data, controlName))
	}
	if !answers(ctx, dial) {
		return nil, nil
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://control/"+path, body)
	if err != nil {
		return nil, err
	}
	req.Header.Set(commandName, command)
	client := &http.Client{Transport: &http.Transport{DialContext: dial, DisableKeepAlives: true}}
	return client.Do(req)
}

// answers tells whether somebody listens.
func answers(ctx context.Context, dial func(ctx context.Context, network, address string) (net.Conn, error)) bool {
	conn, err := dial(ctx, "", "")
	if err != nil {
		return false
	}
	_ = conn.Close()
	return true
}
