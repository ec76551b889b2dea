package boot

import (
	"context"
	"errors"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"partnerhub/resolvers"
	"partnerhub/web"
)

// drainTimeout is how long requests under way may take once the hub is told to stop.
const drainTimeout = 20 * time.Second

// listeners are the bound addresses.
type listeners struct {
	api   net.Listener
	admin net.Listener // nil when it is turned off
	// control stops listening to commands of this machine.
	control func()
}

// Listen binds the addresses, so that a taken port is known before anything is printed.
func (a *App) Listen() (err error) {
	if a.listen.api, err = net.Listen("tcp", a.config.Listen); err != nil {
		return wrong("--listen", "cannot listen on %s: %v", a.config.Listen, errors.Unwrap(err))
	}
	if a.config.AdminListen != "" {
		if a.listen.admin, err = net.Listen("tcp", a.config.AdminListen); err != nil {
			return errors.Join(wrong("--admin-listen", "cannot listen on %s: %v", a.config.AdminListen, errors.Unwrap(err)), a.listen.api.Close())
		}
	}
	a.listen.control = a.control()
	return nil
}

// Addr is the bound address of the API.
func (a *App) Addr() string { return a.listen.api.Addr().String() }

// Serve answers requests until the context ends. Then it says that it is no longer ready, finishes what is under way
// and returns.
func (a *App) Serve(ctx context.Context) error {
	stopping := &atomic.Bool{}
	handler, err := a.web(ctx, stopping)
	if err != nil {
		return errors.Join(err, a.listen.close())
	}
	failed := make(chan error, 2)
	servers := []*http.Server{serve(web.NewServer(handler, a.config.Logger), web.LimitConnections(a.listen.api), failed)}
	if a.listen.admin != nil {
		servers = append(servers, serve(web.NewServer(handler.Admin(), a.config.Logger), a.listen.admin, failed))
	}
	defer a.listen.control()
	sweeping, stop := context.WithCancel(ctx)
	stopped := a.sweep(sweeping)
	select {
	case err = <-failed:
	case <-ctx.Done():
	}
	stopping.Store(true)
	stop()
	<-stopped
	return errors.Join(err, drain(context.WithoutCancel(ctx), servers))
}

func serve(s *http.Server, l net.Listener, failed chan<- error) *http.Server {
	go func() {
		if err := s.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			failed <- err
		}
	}()
	return s
}

func drain(ctx context.Context, servers []*http.Server) error {
	ctx, cancel := context.WithTimeout(ctx, drainTimeout)
	defer cancel()
	var err error
	for _, s := range servers {
		err = errors.Join(err, s.Shutdown(ctx))
	}
	return err
}

func (l listeners) close() error {
	l.control()
	err := l.api.Close()
	if l.admin != nil {
		err = errors.Join(err, l.admin.Close())
	}
	return err
}

// web puts the request pipeline together.
func (a *App) web(ctx context.Context, stopping *atomic.Bool) (*web.Web, error) {
	authenticator, err := a.authenticator(ctx)
	if err != nil {
		return nil, err
	}
	cfg := web.Config{Schema: resolvers.NewSchema(a.Hub), Present: resolvers.Presenter(a.config.Logger, web.RequestID),
		Recover: resolvers.Recover(a.config.Logger, web.RequestID), Auth: authenticator, IDE: a.config.IDE, Log: a.config.Logger, Now: a.config.Now,
		Ready: func(ctx context.Context) error {
			if stopping.Load() {
				return errors.New("stopping")
			}
			return a.Hub.Ready(ctx)
		}}
	if a.config.Dev {
		cfg.Personas = a.personas
	}
	return web.New(cfg)
}

// personaLife is how long the tokens of the IDE's persona switch last.
const personaLife = 12 * time.Hour

// personas lists who the IDE can ask as.
func (a *App) personas(ctx context.Context) ([]web.Persona, error) {
	found, err := a.Hub.Personas(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]web.Persona, 0, len(found))
	for _, p := range found {
		token, err := a.auth.SignDev(p.Email, personaLife)
		if err != nil {
			return nil, err
		}
		out = append(out, web.Persona{Email: p.Email, Name: p.Name, Organization: p.Organization, Roles: p.Roles, Token: token})
	}
	return out, nil
}
