package web

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// addressOf is whom a request counts for before anybody is known: the address of the connection or, behind proxies of ours, the
// last one that a proxy of ours has seen. What stands before that in the header is the caller's own word. A network of IPv6
// counts as one, since whoever has one address there has them all.
func (w *Web) addressOf(r *http.Request) string {
	at := parsed(r.RemoteAddr)
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for _, hop := range slices.Backward(hops) {
		before := parsed(strings.TrimSpace(hop))
		if !w.trusts(at) || !before.IsValid() {
			break
		}
		at = before
	}
	if at.Is6() {
		network, _ := at.Prefix(64) // 64 is within the length of every such address
		return network.String()
	}
	return at.String()
}

func (w *Web) trusts(a netip.Addr) bool {
	return slices.ContainsFunc(w.cfg.Proxies, func(p netip.Prefix) bool { return p.Contains(a) })
}

// parsed reads an address with or without a port; the zero address when it is none.
func parsed(text string) netip.Addr {
	if both, err := netip.ParseAddrPort(text); err == nil {
		return both.Addr().Unmap().WithZone("")
	}
	a, err := netip.ParseAddr(strings.Trim(text, "[]"))
	if err != nil {
		return netip.Addr{}
	}
	return a.Unmap().WithZone("")
}
