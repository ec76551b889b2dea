// Package auth answers one question: who is asking. It turns the Authorization header of a request, a token of the site's
// OpenID Connect issuer, an API key or, in development, a token of the hub's own key, into a Principal.
// What that person may do, HTTP and storage do not belong here.
package auth

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"partnerhub/authz"
	"partnerhub/model"
)

// Principal is who asks, as the decider knows it.
type Principal = authz.Principal

// ID is a record's id.
type ID = model.ID

// Directory finds people. It answers from what is stored now, so that a disabled user or a lost role counts from the next
// request on. It is safe for concurrent use.
type Directory interface {
	// PrincipalByEmail finds the person with this address, compared byte by byte; the hub keeps addresses in lower case.
	// It answers a model error UNAUTHENTICATED for an unknown and for a disabled person alike.
	PrincipalByEmail(ctx context.Context, email string) (*Principal, error)
	// PrincipalByUser finds the person that a key belongs to, with the same refusals.
	PrincipalByUser(ctx context.Context, id model.ID) (*Principal, error)
}

// Config says which tokens are accepted. Exactly one of an issuer and the development key must be given.
type Config struct {
	// Issuer is the OpenID Connect issuer, byte for byte as its tokens name it: https, or http on a loopback host.
	Issuer string
	// Audience is the name under which the issuer's tokens must address the hub. Mandatory with an issuer.
	Audience string
	// Dev accepts tokens signed by the development key. It is refused together with an issuer.
	Dev bool
	// DevKey is the development key, at least 32 random bytes of this data directory.
	DevKey []byte
	// Now is the clock.
	Now func() time.Time
	// Log tells of key sets that could not be read. Nil is silent.
	Log *slog.Logger
	// Transport reaches the issuer; nil is the usual one.
	Transport http.RoundTripper
	// FetchTimeout bounds one request to the issuer; zero is 5 seconds.
	FetchTimeout time.Duration
	// KeyUsed writes down that a key was used. It is told at most once an hour for each key, and never fails a request.
	KeyUsed func(ctx context.Context, id model.ID, at time.Time)
}

// Authenticator tells who asks. It is safe for concurrent use.
type Authenticator struct {
	people Directory
	keys   KeyFinder
	used   func(ctx context.Context, id model.ID, at time.Time)
	tokens *verifier
	seen   *verified
	devKey []byte // nil outside development
	now    func() time.Time
}

// New makes an authenticator. It reads the issuer's keys once and fails when it cannot: a server that can tell nobody
// apart must not start. A nil keys refuses every API key.
func New(ctx context.Context, cfg Config, people Directory, keys KeyFinder) (*Authenticator, error) {
	if err := cfg.check(); err != nil {
		return nil, err
	}
	seen, err := newVerified()
	if err != nil {
		return nil, err
	}
	a := &Authenticator{people: people, keys: keys, used: cfg.KeyUsed, seen: seen, now: cfg.Now}
	if cfg.Dev {
		a.devKey = cfg.DevKey
		a.tokens = devVerifier(cfg)
		return a, nil
	}
	set, err := newKeySet(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("reading the keys of issuer %s: %w", cfg.Issuer, err)
	}
	a.tokens = issuerVerifier(cfg, set)
	return a, nil
}

// ForKeys makes an authenticator that knows API keys alone, and refuses every token: a command on the hub's own machine needs no issuer.
func ForKeys(cfg Config, people Directory, keys KeyFinder) (*Authenticator, error) {
	seen, err := newVerified()
	return &Authenticator{people: people, keys: keys, used: cfg.KeyUsed, seen: seen, now: cfg.Now}, err
}

func (c Config) check() error {
	switch {
	case c.Now == nil:
		return errors.New("auth: no clock is given")
	case c.Dev && c.Issuer != "":
		return errors.New("the development key and an OpenID Connect issuer exclude each other")
	case c.Dev && len(c.DevKey) < minDevKey:
		return fmt.Errorf("the development key has %d bytes, fewer than %d", len(c.DevKey), minDevKey)
	case c.Dev:
		return nil
	case c.Issuer == "":
		return errors.New("an OpenID Connect issuer is required outside development")
	case c.Audience == "":
		return errors.New("an audience is required with an OpenID Connect issuer")
	}
	return nil
}

// Authenticate tells who asks from the value of one Authorization header. Every refusal is ErrUnauthenticated and says
// nothing of its reason to the caller; any other error means that the hub could not find out.
func (a *Authenticator) Authenticate(ctx context.Context, header string) (*Principal, error) {
	token, err := bearer(header)
	if err != nil {
		return nil, err
	}
	p, err := a.holder(ctx, token)
	if errors.Is(err, ErrUnauthenticated) {
		a.seen.forget(token)
	}
	return p, err
}

// holder finds whom a token or a key belongs to.
func (a *Authenticator) holder(ctx context.Context, token string) (p *Principal, err error) {
	if strings.HasPrefix(token, model.KeyMark) {
		p, err = a.byKey(ctx, token)
	} else {
		p, err = a.byToken(ctx, token)
	}
	if model.CodeOf(err) == model.CodeUnauthenticated && !errors.Is(err, ErrUnauthenticated) {
		return nil, refuse(ReasonUser)
	}
	if err != nil {
		return nil, err
	}
	if p == nil || p.UserID == "" || p.OrganizationID == "" {
		return nil, refuse(ReasonUser)
	}
	return p, nil
}

func (a *Authenticator) byToken(ctx context.Context, token string) (*Principal, error) {
	if a.tokens == nil {
		return nil, refuse(ReasonMalformed)
	}
	email, err := a.seen.email(ctx, a.tokens, token)
	if err != nil {
		return nil, err
	}
	p, err := a.people.PrincipalByEmail(ctx, email)
	if err != nil {
		return nil, fmt.Errorf("finding who a token names: %w", err)
	}
	return p, nil
}

// Into puts the person into the request's context, where decisions look for it.
func Into(ctx context.Context, p *Principal) context.Context { return authz.WithPrincipal(ctx, p) }
