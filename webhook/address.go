package webhook

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"strings"

	"golang.org/x/net/idna"
)

// maxURL is how many characters a receiver's address has at most.
const maxURL = 2048

// parse reads a receiver's address into its normal form. Whatever two readers might understand differently is refused.
func parse(address string) (*url.URL, error) {
	if len(address) > maxURL {
		return nil, fmt.Errorf("it has more than %d characters", maxURL)
	}
	if strings.ContainsFunc(address, func(r rune) bool { return r <= ' ' || r == 0x7f || r == '\\' }) {
		return nil, errors.New("it has characters that no URL has")
	}
	u, err := url.Parse(address)
	switch {
	case err != nil, u.Opaque != "", u.Host == "":
		return nil, errors.New("it is no URL such as https://example.com/hooks")
	case u.Scheme != "https" && u.Scheme != "http":
		return nil, errors.New("it must begin with https://")
	case u.User != nil:
		return nil, errors.New("it must not carry a user or a password: every message is signed")
	case u.Fragment != "" || strings.Contains(address, "#"):
		return nil, errors.New("it must not have a fragment")
	}
	host, err := hostOf(u.Hostname())
	if err != nil {
		return nil, err
	}
	return withHost(u, host)
}

func withHost(u *url.URL, host string) (*url.URL, error) {
	if strings.HasSuffix(u.Host, ":") || u.Port() == "0" {
		return nil, errors.New("its port is none")
	}
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	if port := u.Port(); port != "" {
		host += ":" + port
	}
	u.Host = host
	return u, nil
}

// hostOf is the normal form of a host: a name in ASCII, or a numeric address as it is written in full. Shortened and disguised
// numbers, such as 127.1 and 0x7f000001, are refused: some readers take them for addresses.
func hostOf(host string) (string, error) {
	if ip, err := netip.ParseAddr(host); err == nil {
		if ip.Zone() != "" {
			return "", errRefused
		}
		return ip.Unmap().String(), nil
	}
	name, err := idna.Lookup.ToASCII(strings.TrimSuffix(host, "."))
	if err != nil {
		return "", errors.New("its host is no name")
	}
	last := name[strings.LastIndexByte(name, '.')+1:]
	if last == "" || last[0] >= '0' && last[0] <= '9' {
		return "", errRefused
	}
	return name, nil
}
