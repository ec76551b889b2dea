package boot

import (
	"context"
	"errors"
	"net"
	"net/http"
	"time"

	"partnerhub/webhook"
)

// ReceiveWebhooks takes messages at an address until the context ends, and says in a line what each is.
func ReceiveWebhooks(ctx context.Context, address, secret string, status int, now func() time.Time, say func(string)) error {
	key, err := webhook.ParseSecret(secret)
	if err != nil {
		return wrong("--secret", "%v", err)
	}
	l, err := net.Listen("tcp", address)
	if err != nil {
		return wrong("--at", "cannot listen on %s: %v", address, errors.Unwrap(err))
	}
	s := &http.Server{Handler: &webhook.Receiver{Secret: key, Status: status, Now: now, Say: say}, ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout: 10 * time.Second}
	failed := make(chan error, 1)
	say("receiving at http://" + l.Addr().String() + "/")
	serve(s, l, failed)
	select {
	case err = <-failed:
	case <-ctx.Done():
	}
	return errors.Join(err, drain(context.WithoutCancel(ctx), nil, []*http.Server{s}, closeTimeout))
}
