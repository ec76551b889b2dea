// Package webhook speaks Standard Webhooks 1.0 to receivers outside: it signs a message, posts it only where it may be posted, and
// reads little of the answer. It also verifies, for those who receive. What is sent to whom and when does not belong here.
package webhook

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net/http"
	"net/netip"
	"strconv"
	"time"

	"partnerhub/model"
)

const (
	// maxAnswer bounds how much of an answer is read, head and body each.
	maxAnswer = 64 << 10
	// DefaultTimeout bounds one attempt, from the name's look-up to the end of the answer.
	DefaultTimeout = 15 * time.Second
	idleFor        = 30 * time.Second
)

// Options are what a courier needs from outside.
type Options struct {
	// Inside are networks whose receivers may be reached although they are not public: by http, too, and at any port.
	Inside   []netip.Prefix
	Resolver Resolver
	Timeout  time.Duration // DefaultTimeout when zero
	Version  string
}

// Courier takes messages to their receivers. It is safe for concurrent use.
type Courier struct {
	guard   guard
	client  *http.Client
	timeout time.Duration
	agent   string
}

// New makes a courier. It uses no proxy: what is refused here must not be reached by way of another machine.
func New(o Options) *Courier {
	c := &Courier{timeout: o.Timeout, agent: "PartnerHub/" + o.Version}
	if c.timeout == 0 {
		c.timeout = DefaultTimeout
	}
	c.guard = guard{inside: o.Inside, names: o.Resolver, timeout: c.timeout}
	c.client = &http.Client{
		Timeout:       c.timeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		// A connection is made outside the request's context, so that it needs bounds of its own.
		Transport: &http.Transport{DialContext: c.guard.dial, TLSHandshakeTimeout: c.timeout,
			TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12},
			MaxResponseHeaderBytes: maxAnswer, DisableCompression: true, MaxIdleConnsPerHost: 1, IdleConnTimeout: idleFor},
	}
	return c
}

// Close lets idle connections go.
func (c *Courier) Close() { c.client.CloseIdleConnections() }

// Check answers a receiver's address in its normal form, or why no message may go there.
func (c *Courier) Check(ctx context.Context, address string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	return c.guard.check(ctx, address)
}

// Send makes one attempt.
func (c *Courier) Send(ctx context.Context, m model.WebhookMessage) model.WebhookAnswer {
	if _, err := parse(m.URL); err != nil {
		return model.WebhookAnswer{Fault: model.WebhookFaultAddress}
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, m.URL, bytes.NewReader(m.Body))
	if err != nil {
		return model.WebhookAnswer{Fault: model.WebhookFaultAddress}
	}
	for name, value := range Headers(m.ID, m.At, m.Body, m.Secrets...) {
		req.Header.Set(name, value)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", c.agent)
	resp, err := c.client.Do(req)
	if err != nil {
		return model.WebhookAnswer{Fault: faultOf(err)}
	}
	defer func() { _ = resp.Body.Close() }()
	_, _ = io.CopyN(io.Discard, resp.Body, maxAnswer) // the status has decided; a short answer leaves the connection usable
	return answer(resp, m.At)
}

// answer reads a response: only the class of 200 means that the message was taken.
func answer(resp *http.Response, now time.Time) model.WebhookAnswer {
	a := model.WebhookAnswer{Status: resp.StatusCode, RetryAfter: retryAfter(resp.Header.Get("Retry-After"), now)}
	switch resp.StatusCode / 100 {
	case 2:
	case 3:
		a.Fault = model.WebhookFaultRedirect
	default:
		a.Fault = model.WebhookFaultStatus
	}
	return a
}

// retryAfter is how long the receiver asks to be left alone; 0 when it does not, or says it wrongly.
func retryAfter(value string, now time.Time) time.Duration {
	if seconds, err := strconv.Atoi(value); err == nil && seconds > 0 && seconds <= int(MaxRetryAfter/time.Second) {
		return time.Duration(seconds) * time.Second
	} else if err == nil && seconds > 0 {
		return MaxRetryAfter
	}
	at, err := http.ParseTime(value)
	if err != nil || !at.After(now) {
		return 0
	}
	return min(at.Sub(now), MaxRetryAfter)
}

// MaxRetryAfter is the longest time for which a receiver can ask to be left alone.
const MaxRetryAfter = 24 * time.Hour

// faultOf sorts what went wrong into what the endpoint's owner can act on.
func faultOf(err error) model.WebhookFault {
	var tlsAlert tls.AlertError
	var tlsRecord tls.RecordHeaderError
	var certificate *tls.CertificateVerificationError
	var slow interface{ Timeout() bool }
	switch {
	case errors.Is(err, errRefused):
		return model.WebhookFaultAddress
	case errors.As(err, &certificate), errors.As(err, &tlsRecord), errors.As(err, &tlsAlert), errors.Is(err, http.ErrSchemeMismatch):
		return model.WebhookFaultTLS
	case errors.As(err, &slow) && slow.Timeout():
		return model.WebhookFaultTimeout
	case errors.Is(err, errUnreached):
		return model.WebhookFaultConnection
	}
	return model.WebhookFaultAnswer
}
