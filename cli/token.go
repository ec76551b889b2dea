package cli

import (
	"context"
	"fmt"
	"time"

	"partnerhub/internal/boot"
)

type tokenCommand struct {
	As  string        `required:"" placeholder:"EMAIL" help:"Whom the token is for."`
	TTL time.Duration `name:"ttl" default:"12h" help:"How long it lives, a day at most."`
}

// Help is printed below the usage.
func (tokenCommand) Help() string {
	return `Works with --dev only; a hub with an issuer never accepts such a token.

Example:

    curl http://127.0.0.1:8080/graphql -H "Authorization: Bearer $(partnerhub token --dev --as sales@brightpath.example)" \
      -H 'Content-Type: application/json' -d '{"query":"{ viewer { user { name } } }"}'`
}

// Run prints the token and nothing else.
func (c *tokenCommand) Run(ctx context.Context, p *Process, s *settings) error {
	if !s.Dev && p.app == nil {
		return &boot.ConfigError{Setting: "--dev", Message: "required: development tokens exist in development only"}
	}
	return shared(ctx, p, s, func(app *boot.App) error {
		token, err := app.Token(ctx, c.As, c.TTL)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintln(p.Stdout, token)
		return err
	})
}
