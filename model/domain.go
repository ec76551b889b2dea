package model

import (
	"net/netip"
	"strings"

	"golang.org/x/net/publicsuffix"
)

var errDomain = Errorf(CodeBadUserInput, "a domain is a registered name such as \"example.com\"")

// ParseDomain reads a web address or a host name and answers its registrable domain in ASCII: one label below the public
// suffix, such as example.co.uk for https://www.example.co.uk:8443/about. A bare suffix or an IP address is a fault.
func ParseDomain(s string) (string, error) {
	host, err := asciiHost(hostOf(s))
	if err != nil {
		return "", errDomain
	}
	if _, err := netip.ParseAddr(host); err == nil {
		return "", errDomain
	}
	domain, err := publicsuffix.EffectiveTLDPlusOne(host)
	if err != nil || allDigits(domain[strings.LastIndexByte(domain, '.')+1:]) {
		return "", errDomain
	}
	return domain, nil
}

// hostOf strips what may surround a host in a web address.
func hostOf(s string) string {
	s = strings.TrimSpace(s)
	if _, rest, ok := strings.Cut(s, "://"); ok {
		s = rest
	}
	if i := strings.IndexAny(s, "/?#\\"); i >= 0 {
		s = s[:i]
	}
	s = s[strings.LastIndexByte(s, '@')+1:]
	if host, port, ok := strings.Cut(s, ":"); ok && allDigits(port) {
		s = host
	}
	return strings.TrimSuffix(s, ".")
}

func allDigits(s string) bool { return strings.Trim(s, "0123456789") == "" }

// freeMail are the domains that anybody can have an address at. They say nothing about who a customer is.
var freeMail = map[string]bool{
	"126.com": true, "163.com": true, "aol.com": true, "fastmail.com": true, "free.fr": true, "gmail.com": true, "gmx.at": true,
	"gmx.ch": true, "gmx.com": true, "gmx.de": true, "gmx.net": true, "googlemail.com": true, "hotmail.co.uk": true,
	"hotmail.com": true, "hotmail.de": true, "hotmail.es": true, "hotmail.fr": true, "hotmail.it": true, "icloud.com": true,
	"laposte.net": true, "libero.it": true, "live.co.uk": true, "live.com": true, "live.de": true, "live.fr": true, "live.nl": true,
	"mac.com": true, "mail.com": true, "mail.ru": true, "me.com": true, "msn.com": true, "naver.com": true, "orange.fr": true,
	"outlook.com": true, "outlook.de": true, "outlook.es": true, "outlook.fr": true, "pm.me": true, "proton.me": true,
	"protonmail.com": true, "qq.com": true, "rediffmail.com": true, "sina.com": true, "t-online.de": true, "tuta.io": true,
	"wanadoo.fr": true, "web.de": true, "yahoo.co.in": true, "yahoo.co.jp": true, "yahoo.co.uk": true, "yahoo.com": true,
	"yahoo.com.au": true, "yahoo.com.br": true, "yahoo.de": true, "yahoo.es": true, "yahoo.fr": true, "yahoo.it": true,
	"yandex.com": true, "yandex.ru": true, "ymail.com": true, "zoho.com": true,
}
