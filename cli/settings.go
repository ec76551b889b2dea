package cli

import (
	"log/slog"
	"time"

	"partnerhub/internal/boot"
)

// settings are the flags of every command, each with its environment variable.
type settings struct {
	Data       string `default:"./data" env:"HUB_DATA" placeholder:"DIR" group:"Data:" help:"Directory of the embedded database, ${default} by default."`
	MongoDBURI string `name:"mongodb-uri" env:"MONGODB_URI" placeholder:"URI" group:"Data:" help:"A MongoDB replica set to use instead of the embedded database."`
	Database   string `default:"partnerhub" env:"HUB_DATABASE" placeholder:"NAME" group:"Data:" help:"Name of the database in MongoDB, ${default} by default."`

	Listen      string `default:"127.0.0.1:8080" env:"HUB_LISTEN" placeholder:"ADDRESS" group:"Server:" help:"Where the API listens, ${default} by default."`
	AdminListen string `default:"127.0.0.1:9090" env:"HUB_ADMIN_LISTEN" placeholder:"ADDRESS" group:"Server:" help:"Where metrics and profiles listen, ${default} by default; empty turns them off."`
	IDE         *bool  `name:"ide" env:"HUB_IDE" negatable:"" group:"Server:" help:"Serve the embedded IDE at /; on with --dev unless refused."`

	CORSOrigins      []string          `name:"cors-origins" env:"HUB_CORS_ORIGINS" placeholder:"ORIGIN" group:"Server:" help:"Portals whose pages may call the API from a browser, such as https://portal.example.com; none by default."`
	TrustedDocuments string            `env:"HUB_TRUSTED_DOCUMENTS" placeholder:"FILE" group:"Server:" help:"Registered documents, a JSON object of SHA-256 digests and queries, which requests name by documentId."`
	TrustedMode      string            `default:"prefer" env:"HUB_TRUSTED_MODE" enum:"prefer,only" placeholder:"MODE" group:"Server:" help:"With registered documents: ${enum}; only serves nothing else. ${default} by default."`
	GetQueries       bool              `env:"HUB_GET_QUERIES" group:"Server:" help:"Also serve queries by GET. Addresses end up in logs on the way."`
	TrustedProxies   []string          `env:"HUB_TRUSTED_PROXIES" placeholder:"NETWORK" group:"Server:" help:"Networks of proxies in front, such as 10.0.0.0/8, whose X-Forwarded-For is believed."`
	WebhookNetworks  []string          `env:"HUB_WEBHOOK_NETWORKS" placeholder:"NETWORK" group:"Server:" help:"Networks that are not public, such as 10.1.0.0/16, in which webhooks may be received all the same; none by default."`
	Limit            map[string]string `env:"HUB_LIMITS" mapsep:"," placeholder:"NAME=VALUE" group:"Server:" help:"Changes a limit, such as cost=8000; docs/operations.md lists them."`

	Plans bool `default:"true" env:"HUB_PLANS" negatable:"" group:"Server:" help:"Answer queries by compiled plans where they can; on unless refused. The answers are the same."`

	OIDCIssuer   string `name:"oidc-issuer" env:"HUB_OIDC_ISSUER" placeholder:"URL" group:"Who may sign in:" help:"OpenID Connect issuer of the tokens."`
	OIDCAudience string `name:"oidc-audience" env:"HUB_OIDC_AUDIENCE" placeholder:"NAME" group:"Who may sign in:" help:"The audience that tokens must be for."`
	Dev          bool   `env:"HUB_DEV" group:"Who may sign in:" help:"Development: 'partnerhub token' makes tokens for anybody. Refused together with an issuer."`

	KeepChanges int `default:"30" env:"HUB_KEEP_CHANGES" placeholder:"DAYS" group:"Integrations:" help:"For how many days a change is kept for those who follow them, 1 to 3650; ${default} by default."`

	JobLease time.Duration `default:"10s" env:"HUB_JOB_LEASE" placeholder:"TIME" group:"Server:" help:"How long the work on members of segments rests when the instance that does it is killed, a second to an hour; ${default} by default."`

	Log string `default:"info" env:"HUB_LOG" enum:"debug,info,warn,error" group:"Logging:" placeholder:"LEVEL" help:"How much to log, as JSON lines to standard error: ${enum}; ${default} by default."`
}

// config is what boot needs.
func (s *settings) config(p *Process) boot.Config {
	return boot.Config{
		Listen: s.Listen, AdminListen: s.AdminListen, Data: s.Data, MongoURI: s.MongoDBURI, Database: s.Database,
		OIDCIssuer: s.OIDCIssuer, OIDCAudience: s.OIDCAudience, Dev: s.Dev, IDE: s.ide(), NoPlans: !s.Plans, Limits: s.Limit,
		TrustedProxies: s.TrustedProxies, WebhookNetworks: s.WebhookNetworks, Origins: s.CORSOrigins, GetQueries: s.GetQueries,
		TrustedDocuments: s.TrustedDocuments, TrustedMode: s.TrustedMode, Version: p.Version,
		KeepChanges: time.Duration(s.KeepChanges) * 24 * time.Hour, JobLease: s.JobLease,
		Logger: slog.New(slog.NewJSONHandler(p.Stderr, &slog.HandlerOptions{Level: s.level()})), Now: p.Now,
	}
}

func (s *settings) ide() bool {
	if s.IDE != nil {
		return *s.IDE
	}
	return s.Dev
}

func (s *settings) level() slog.Level {
	var l slog.Level
	_ = l.UnmarshalText([]byte(s.Log)) // one of the enum's words
	return l
}

// place checks that there is somewhere to keep data: an empty directory name would keep it in memory and lose it.
func (s *settings) place() error {
	if s.Data == "" && s.MongoDBURI == "" {
		return &boot.ConfigError{Setting: "--data", Message: "must not be empty without --mongodb-uri"}
	}
	return nil
}
