package webhook

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"syscall"
	"time"
)

// Resolver finds the addresses of a name, as net.Resolver does.
type Resolver interface {
	LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error)
}

var (
	// errRefused is one text for a name that does not exist and one that leads inside: it is no way to ask what there is inside.
	errRefused   = errors.New("its host has no address that may be reached from here: it must be public")
	errUnreached = errors.New("no connection")
)

// guard decides which addresses may be reached. What counts is the address at the moment of the connection: a name may lead
// elsewhere by then.
type guard struct {
	inside  []netip.Prefix
	names   Resolver
	timeout time.Duration // bounds one connection, from the name's look-up on
}

// maxDials is how many addresses of a name are tried for one connection.
const maxDials = 16

// check answers the normal form of a receiver's address, after looking at every address that its name has now.
func (g guard) check(ctx context.Context, address string) (string, error) {
	u, err := parse(address)
	if err != nil {
		return "", err
	}
	found, err := g.addresses(ctx, u.Hostname())
	if err != nil {
		return "", err
	}
	for _, ip := range found {
		if err := g.allows(ip, u); err != nil {
			return "", err
		}
	}
	return u.String(), nil
}

// allows says why an address may not be reached under a URL.
func (g guard) allows(ip netip.Addr, u *url.URL) error {
	switch {
	case g.isInside(ip):
		return nil
	case !public(ip):
		return errRefused
	case u.Scheme != "https":
		return errors.New("it must begin with https://")
	case u.Port() != "" && u.Port() != publicPort:
		return fmt.Errorf("its port must be %s", publicPort)
	}
	return nil
}

// publicPort is the only one that is dialled in public networks: others belong to services that would take a message for commands.
const publicPort = "443"

func (g guard) isInside(ip netip.Addr) bool {
	return slices.ContainsFunc(g.inside, func(p netip.Prefix) bool { return p.Contains(ip.Unmap()) })
}

// addresses looks a host up. A numeric one is itself.
func (g guard) addresses(ctx context.Context, host string) ([]netip.Addr, error) {
	if ip, err := netip.ParseAddr(host); err == nil {
		return []netip.Addr{ip}, nil
	}
	found, err := g.names.LookupNetIP(ctx, "ip", host)
	if err != nil || len(found) == 0 {
		return nil, errRefused
	}
	return found, nil
}

// dial connects to a host if every address of it may be reached. The socket asks once more for the address that it is given. It
// ends in bounded time whatever becomes of the request: the transport goes on connecting for a request that has ended.
func (g guard) dial(ctx context.Context, network, hostport string) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, g.timeout)
	defer cancel()
	host, port, err := net.SplitHostPort(hostport)
	if err != nil {
		return nil, errRefused
	}
	found, err := g.addresses(ctx, host)
	if err != nil {
		return nil, err
	}
	for _, ip := range found {
		if !g.dials(ip, port) {
			return nil, errRefused
		}
	}
	return g.first(ctx, network, port, found[:min(len(found), maxDials)])
}

// first connects to the first address that answers.
func (g guard) first(ctx context.Context, network, port string, found []netip.Addr) (conn net.Conn, err error) {
	dialer := &net.Dialer{Control: g.control}
	for _, ip := range found {
		conn, err = dialer.DialContext(ctx, network, net.JoinHostPort(ip.Unmap().String(), port))
		if err == nil {
			return conn, nil
		}
		if ctx.Err() != nil {
			return nil, err
		}
	}
	if errors.Is(err, errRefused) {
		return nil, err
	}
	return nil, fmt.Errorf("%w: %w", errUnreached, err)
}

func (g guard) control(_, hostport string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(hostport)
	if err != nil || !g.dials(at.Addr(), fmt.Sprint(at.Port())) {
		return errRefused
	}
	return nil
}

func (g guard) dials(ip netip.Addr, port string) bool {
	return g.isInside(ip) || public(ip) && port == publicPort
}
