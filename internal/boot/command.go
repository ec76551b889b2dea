package boot

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

// Commands runs a command inside a server and answers its exit code. What it is called with came over the server's socket, from
// the owner of the data directory.
type Commands func(ctx context.Context, args []string, out, errOut io.Writer) int

// said is a piece of what a command writes, or its end. A command's output is sent as it comes, so that neither side holds it whole.
type said struct {
	Out    []byte `json:"out,omitempty"`
	ErrOut []byte `json:"errOut,omitempty"`
	Code   *int   `json:"code,omitempty"`
}

// OnCommand lets the server run commands that need its data. It comes before Listen.
func (a *App) OnCommand(run Commands) { a.commands = run }

// serveCommand runs one command. It is cancelled when whoever asked for it goes away or asks for its end, and when the server stops.
func serveCommand(run Commands, under *running, w http.ResponseWriter, r *http.Request) {
	var args []string
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxArguments)).Decode(&args); err != nil {
		http.Error(w, "the arguments cannot be read", http.StatusBadRequest)
		return
	}
	send := func(s said) error {
		if err := json.NewEncoder(w).Encode(s); err != nil {
			return err
		}
		return http.NewResponseController(w).Flush()
	}
	ctx, done := under.begin(r.Context(), r.Header.Get(commandName))
	defer done()
	code := run(ctx, args,
		writerFunc(func(b []byte) error { return send(said{Out: b}) }),
		writerFunc(func(b []byte) error { return send(said{ErrOut: b}) }))
	_ = send(said{Code: &code}) // whoever has gone away does not need it
}

// writerFunc sends what is written to it. It is for one goroutine, as a command's output is.
type writerFunc func(b []byte) error

func (w writerFunc) Write(b []byte) (int, error) {
	if err := w(b); err != nil {
		return 0, err
	}
	return len(b), nil
}

// errCutOff is an answer without its end.
var errCutOff = errors.New("the server has gone away before the command was done")

// RunInServer lets the server that holds the data run a command, hands on what it writes, and answers its exit code; false without
// an error when no server holds the data, or when one holds it that runs none. When the context ends, the server is asked to stop the
// command and still has some time to tell what has become of it.
func RunInServer(ctx context.Context, c Config, args []string, out, errOut io.Writer) (code int, ran bool, err error) {
	if c.MongoURI != "" {
		return 0, false, nil
	}
	body, err := json.Marshal(args)
	if err != nil {
		return 0, false, err
	}
	name := rand.Text()
	asking, giveUp := context.WithCancel(context.WithoutCancel(ctx))
	defer giveUp()
	defer context.AfterFunc(ctx, func() { stopInServer(asking, c.Data, name, giveUp) })()
	resp, err := callServer(asking, c.Data, "run", name, bytes.NewReader(body))
	if resp == nil {
		return 0, false, untold(ctx, err)
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusOK {
		return 0, false, nil
	}
	code, err = listen(resp.Body, out, errOut)
	return code, true, untold(ctx, err)
}

// untold is what went wrong, or that the caller wanted it so.
func untold(ctx context.Context, err error) error {
	if err != nil && ctx.Err() != nil {
		return errUntold
	}
	return err
}

// lastWords is how long a command that was stopped may take to tell what has become of it.
const lastWords = 20 * time.Second

// errUntold is a command that was stopped and has not told how far it had come.
var errUntold = errors.New("stopped; how far the server had come is not known")

// stopInServer asks for the end of a command, and gives it up where that takes too long.
func stopInServer(ctx context.Context, data, name string, giveUp func()) {
	defer giveUp() // the server ends what nobody listens to
	waiting, done := context.WithTimeout(ctx, lastWords)
	defer done()
	resp, err := callServer(waiting, data, "stop", name, http.NoBody)
	if err != nil || resp == nil {
		return
	}
	_ = resp.Body.Close()
	if resp.StatusCode == http.StatusNoContent { // an older server does not know how
		<-waiting.Done()
	}
}

// listen hands on what a command writes until it ends.
func listen(from io.Reader, out, errOut io.Writer) (code int, err error) {
	for in := json.NewDecoder(from); ; {
		var s said
		if err := in.Decode(&s); err != nil {
			return 0, fmt.Errorf("%w: %w", errCutOff, err)
		}
		if s.Code != nil {
			return *s.Code, nil
		}
		_, err1 := out.Write(s.Out)
		_, err2 := errOut.Write(s.ErrOut)
		if err := errors.Join(err1, err2); err != nil {
			return 0, err
		}
	}
}
