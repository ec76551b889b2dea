package boot

import (
	"maps"
	"net/netip"
	"slices"

	"partnerhub/web"
)

// limits are the defaults with what the operator has changed.
func (c Config) limits() (web.Limits, error) {
	l := web.DefaultLimits()
	for _, name := range slices.Sorted(maps.Keys(c.Limits)) {
		if err := l.Set(name, c.Limits[name]); err != nil {
			return l, wrong("--limit", "%v", err)
		}
	}
	if err := l.Check(); err != nil {
		return l, wrong("--limit", "%v", err)
	}
	return l, nil
}

// Unhurried are limits that let one person ask as often as they can: for tests under a clock that stands still, and measurements.
func Unhurried() map[string]string {
	out := map[string]string{}
	for _, name := range []string{"points", "points-per-second", "integration-points", "integration-points-per-second", "organization-points",
		"organization-points-per-second", "mutations-per-minute", "auth-failures-per-minute", "anonymous-per-minute"} {
		out[name] = "2000000000"
	}
	return out
}

// proxies reads the networks whose word on addresses is taken.
func (c Config) proxies() ([]netip.Prefix, error) {
	return networks("--trusted-proxies", c.TrustedProxies)
}

// networks reads a setting that names networks.
func networks(setting string, texts []string) ([]netip.Prefix, error) {
	var out []netip.Prefix
	for _, text := range texts {
		network, err := netip.ParsePrefix(text)
		if err != nil {
			return nil, wrong(setting, "%.60q is no network such as 10.0.0.0/8", text)
		}
		out = append(out, network.Masked())
	}
	return out, nil
}

// origins checks the portals that may call from a browser.
func (c Config) origins() error {
	for _, origin := range c.Origins {
		if err := web.CheckOrigin(origin); err != nil {
			return wrong("--cors-origins", "%v", err)
		}
	}
	return nil
}
