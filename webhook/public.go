package webhook

import (
	"net/netip"
	"slices"
)

// reserved are the networks of the global range that lead nowhere, inside, or to another address that is written in them: the
// special-purpose registries of IANA, and the ranges that carry an IPv4 address.
var reserved = [...]string{
	"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24",
	"192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4",
	"2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20",
}

// globalIPv6 is the only range of IPv6 that is routed in public.
const globalIPv6 = "2000::/3"

// public is true for an address that belongs to the public network and to nothing special in it.
func public(ip netip.Addr) bool {
	if ip.Zone() != "" {
		return false
	}
	ip = ip.Unmap()
	if !ip.IsGlobalUnicast() || ip.IsPrivate() || ip.Is6() && !netip.MustParsePrefix(globalIPv6).Contains(ip) {
		return false
	}
	return !slices.ContainsFunc(reserved[:], func(network string) bool { return netip.MustParsePrefix(network).Contains(ip) })
}
