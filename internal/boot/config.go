// Package boot puts the hub together: it checks the configuration, opens the database and calls the constructors, in the
// order of a parts list. It is shared by the server, the commands and the tests. No rule of the hub belongs here.
package boot

import (
	"fmt"
	"log/slog"
	"net"
	"time"
)

// Config is what an operator sets.
type Config struct {
	// KeepChanges is how long the change feed goes back: 30 days when zero.
	KeepChanges time.Duration
	// JobLease is how long a job that works members of segments out keeps others from it without a sign of life: ten seconds when zero.
	JobLease     time.Duration
	Listen       string // address of the API, such as 127.0.0.1:8080
	AdminListen  string // address of metrics and profiles; empty turns them off
	Data         string // directory of the embedded database; empty keeps it in memory
	MongoURI     string // a MongoDB replica set instead of the embedded database
	Database     string // name of the database there
	OIDCIssuer   string // who signs tokens
	OIDCAudience string // whom they must be for
	Dev          bool   // personas and development tokens
	IDE          bool   // the embedded IDE at /
	NoPlans      bool   // answer everything by the ordinary resolvers: slower, the same bytes
	NoSync       bool   // do not wait for the disk at commit: tests and measurements only
	NoJobs       bool   // leave sweeps and members of segments to the caller: for tests whose clock stands still
	// Limits changes limits of the request pipeline by name, as docs/operations.md lists them.
	Limits map[string]string
	// TrustedProxies are the networks of proxies in front, whose word is taken for where a request comes from.
	TrustedProxies []string
	// WebhookNetworks are networks that are not public and in which webhooks may be received all the same, by http, too.
	WebhookNetworks []string
	// TrustedDocuments is the file of the registered documents; empty has none. TrustedMode is TrustedPrefer or TrustedOnly.
	TrustedDocuments string
	TrustedMode      string
	// GetQueries also serves queries by GET.
	GetQueries bool
	// Origins are the portals whose pages may call the API from a browser.
	Origins []string
	Version string
	Logger  *slog.Logger
	Now     func() time.Time
	// PolicyTicks say when to look for changes of vendors' policies; nil is every second. A test ticks by itself.
	PolicyTicks <-chan time.Time
}

// ConfigError names the setting that is wrong.
type ConfigError struct {
	Setting string // as an operator writes it, such as --listen
	Message string
}

func (e *ConfigError) Error() string { return e.Setting + ": " + e.Message }

func wrong(setting, format string, args ...any) error {
	return &ConfigError{Setting: setting, Message: fmt.Sprintf(format, args...)}
}

// Validate finds the first setting that cannot work.
func (c Config) Validate() error {
	if err := address("--listen", c.Listen); err != nil {
		return err
	}
	if c.AdminListen != "" {
		if err := address("--admin-listen", c.AdminListen); err != nil {
			return err
		}
	}
	if days := c.KeepChanges / (24 * time.Hour); days < 1 || days > 3650 {
		return wrong("--keep-changes", "is 1 to 3650 days")
	}
	if c.JobLease != 0 && (c.JobLease < time.Second || c.JobLease > time.Hour) {
		return wrong("--job-lease", "is a second to an hour")
	}
	switch {
	case c.Dev && c.OIDCIssuer != "":
		return wrong("--dev", "refused together with --oidc-issuer: development tokens have no place beside a real issuer")
	case c.OIDCIssuer != "" && c.OIDCAudience == "":
		return wrong("--oidc-audience", "required with --oidc-issuer")
	case c.OIDCIssuer == "" && c.OIDCAudience != "":
		return wrong("--oidc-issuer", "required with --oidc-audience")
	case !c.Dev && c.OIDCIssuer == "":
		return wrong("--oidc-issuer", "required, together with --oidc-audience, unless --dev is set")
	case c.MongoURI != "" && c.Database == "":
		return wrong("--database", "required with --mongodb-uri")
	}
	if _, err := c.limits(); err != nil {
		return err
	}
	if _, err := c.proxies(); err != nil {
		return err
	}
	if _, err := networks("--webhook-networks", c.WebhookNetworks); err != nil {
		return err
	}
	if _, err := c.trusted(); err != nil {
		return err
	}
	return c.origins()
}

func address(setting, value string) error {
	if _, port, err := net.SplitHostPort(value); err != nil || port == "" {
		return wrong(setting, "%q is no address such as 127.0.0.1:8080", value)
	}
	return nil
}
