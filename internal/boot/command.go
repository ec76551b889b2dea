package boot

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
)

// Commands runs a command inside a server and answers its exit code. What it is called with came over the server's socket, from
// the owner of the data directory.
type Commands func(ctx context.Context, args []string, out, errOut io.Writer) int

// CommandResult is what a command left behind that a server ran.
type CommandResult struct {
	Code   int    `json:"code"`
	Out    string `json:"out"`
	ErrOut string `json:"errOut"`
}

// OnCommand lets the server run commands that need its data. It comes before Listen.
func (a *App) OnCommand(run Commands) { a.commands = run }

func serveCommand(run Commands, w http.ResponseWriter, r *http.Request) {
	var args []string
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxPath)).Decode(&args); err != nil {
		http.Error(w, "the arguments cannot be read", http.StatusBadRequest)
		return
	}
	var out, errOut bytes.Buffer
	code := run(r.Context(), args, &out, &errOut)
	_ = json.NewEncoder(w).Encode(CommandResult{code, out.String(), errOut.String()})
}

// RunInServer lets the server that holds the data run a command; nil without an error when no server holds it, or when one holds
// it that runs none.
func RunInServer(ctx context.Context, c Config, args []string) (*CommandResult, error) {
	if c.MongoURI != "" {
		return nil, nil
	}
	body, err := json.Marshal(args)
	if err != nil {
		return nil, err
	}
	resp, err := callServer(ctx, c.Data, "run", bytes.NewReader(body))
	if resp == nil {
		return nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusOK {
		return nil, nil
	}
	var result CommandResult
	return &result, json.NewDecoder(resp.Body).Decode(&result)
}
