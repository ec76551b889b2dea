package boot

import (
	"context"
	"errors"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"

	"partnerhub/auth"
	"partnerhub/model"
	"partnerhub/resolvers"
	"partnerhub/web"
)

// listeners are the bound addresses.
type listeners struct {
	api   net.Listener
	admin net.Listener // nil when it is turned off
	// control stops listening to commands of this machine.
	control *control
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

// AdminAddr is the bound address of metrics and profiles, "" where these are turned off.
func (a *App) AdminAddr() string {
	if a.listen.admin == nil {
		return ""
	}
	return a.listen.admin.Addr().String()
}

// Serve answers requests until the context ends. Then it says that it is no longer ready, finishes what is under way
// and returns.
func (a *App) Serve(ctx context.Context) error {
	door := newGate(a.patience)
	limits, err := a.config.limits()
	if err != nil {
		return errors.Join(err, a.listen.close())
	}
	handler, err := a.web(ctx, limits, door)
	if err != nil {
		return errors.Join(err, a.listen.close())
	}
	door.behind = handler
	failed := make(chan error, 2)
	servers := []*http.Server{serve(web.NewServer(door, a.config.Logger, limits.Server),
		web.LimitConnections(a.listen.api, limits.Server.Connections), failed)}
	if a.listen.admin != nil {
		servers = append(servers, serve(web.NewServer(handler.Admin(), a.config.Logger, limits.Server), a.listen.admin, failed))
	}
	if err = a.adopt(ctx); err == nil {
		close(door.opened)
		err = a.work(ctx, door, failed)
	}
	door.stopping.Store(true)
	if ctx.Err() != nil && errors.Is(err, ctx.Err()) {
		err = nil // it was asked to stop: what is not up to date yet is for the next start
	}
	return errors.Join(err, drain(context.WithoutCancel(ctx), a.listen.control, servers, limits.Server.Drain))
}

// work does what goes on beside the requests until the context ends or a listener fails.
func (a *App) work(ctx context.Context, door *gate, failed <-chan error) (err error) {
	working, stop := context.WithCancel(ctx)
	jobs := a.jobs(working)
	select {
	case err = <-failed:
	case <-ctx.Done():
	}
	door.stopping.Store(true)
	a.Feed.End()
	stop()
	for _, stopped := range jobs {
		<-stopped
	}
	return err
}

// adopt brings what an older version has stored up to date before anything but health is served, each part once in the life of a database.
// Commands leave it to the server: they may run while the older version still serves.
func (a *App) adopt(ctx context.Context) error {
	for _, part := range a.upgrades {
		if err := part(ctx); err != nil {
			return err
		}
	}
	return nil
}

// adoptBlank notes that a database in which nothing is stored has nothing of an older version, before the first record comes: what is
// imported into it, a million deals perhaps, is then not read through again by the first server.
func (a *App) adoptBlank(ctx context.Context) error {
	blank, err := a.Hub.Blank(ctx)
	if err != nil || !blank {
		return err
	}
	return a.adopt(ctx)
}

// jobs begins what goes on beside the requests, and answers channels that close when it has stopped.
func (a *App) jobs(ctx context.Context) []<-chan struct{} {
	followed := a.followPolicy(ctx)
	if a.config.NoJobs {
		return []<-chan struct{}{followed}
	}
	return []<-chan struct{}{followed, a.sweep(ctx), a.recompute(ctx), a.deliver(ctx)}
}

func serve(s *http.Server, l net.Listener, failed chan<- error) *http.Server {
	go func() {
		if err := s.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			failed <- err
		}
	}()
	return s
}

// drain ends the commands of this machine and lets requests under way finish, for as long as given. Neither waits for the other: a
// command that is slow to end, as a backup is, takes none of their time.
func drain(ctx context.Context, commands *control, servers []*http.Server, within time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	errs := make([]error, len(servers)+1)
	var group sync.WaitGroup
	for i, s := range servers {
		group.Go(func() { errs[i] = s.Shutdown(ctx) })
	}
	errs[len(servers)] = commands.stop(ctx)
	group.Wait()
	return errors.Join(errs...)
}

func (l listeners) close() error {
	err := l.api.Close()
	if l.control != nil {
		err = errors.Join(err, l.control.server.Close())
	}
	if l.admin != nil {
		err = errors.Join(err, l.admin.Close())
	}
	return err
}

// web puts the request pipeline together.
func (a *App) web(ctx context.Context, limits web.Limits, door *gate) (*web.Web, error) {
	authenticator, err := a.authenticator(ctx)
	if err != nil {
		return nil, err
	}
	proxies, err := a.config.proxies()
	if err != nil {
		return nil, err
	}
	trusted, err := a.config.trusted()
	if err != nil {
		return nil, err
	}
	schema := resolvers.NewSchema(a.Hub, resolvers.Integration{Feed: a.Feed, Hooks: a.hooks, Upsert: a.Upsert, Skills: a.Skills}, !a.config.NoPlans)
	cfg := web.Config{Schema: schema, Present: resolvers.Presenter(a.config.Logger, web.RequestID),
		Recover: resolvers.Recover(a.config.Logger, web.RequestID), Auth: authenticator, IDE: a.config.IDE, Log: a.config.Logger, Now: a.config.Now,
		Limits: limits, Proxies: proxies, Origins: a.config.Origins, Get: a.config.GetQueries, Trusted: trusted, Integration: isIntegration,
		Gauges: a.policyGauges(), Database: a.database.numbers(),
		Ready: func(ctx context.Context) error {
			if err := door.ready(); err != nil {
				return err
			}
			return a.Hub.Ready(ctx)
		}}
	if a.config.Dev {
		cfg.Personas = a.personas
	}
	if plans := schema.Plans(); plans != nil {
		plans.OnFault(resolvers.PlanFault(a.config.Logger, web.RequestID))
		cfg.Plans = plans
	}
	return web.New(cfg)
}

// isIntegration tells programs, which work through long lists by day and night, from persons.
func isIntegration(who *auth.Principal) bool {
	return who.Scope != nil || slices.Contains(who.Roles, model.RoleVendorIntegration)
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
