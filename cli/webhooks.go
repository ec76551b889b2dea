package cli

import (
	"context"
	"fmt"

	"partnerhub/internal/boot"
)

type webhookCommands struct {
	Listen webhookListenCommand `cmd:"" help:"Receive messages on this machine, verify them and print them."`
}

type webhookListenCommand struct {
	Secret string `required:"" env:"HUB_WEBHOOK_SECRET" placeholder:"whsec_..." help:"The secret of the endpoint."`
	At     string `default:"127.0.0.1:9800" placeholder:"ADDRESS" help:"Where to listen, ${default} by default."`
	Status int    `default:"204" help:"How to answer a good message, ${default} by default: another status than 2xx shows how messages come again."`
}

// Help is printed below the usage.
func (webhookListenCommand) Help() string {
	return `For development, beside a server that may post to this machine:

    partnerhub serve --demo --dev --webhook-networks 127.0.0.0/8
    partnerhub webhooks listen --secret whsec_...

Make an endpoint for http://127.0.0.1:9800/ with createWebhookEndpoint; its answer has the secret. One line is printed for every
message: its id, whether it is new, and its body. What is not signed with the secret is answered with 401.`
}

// Run prints messages until the context ends.
func (c *webhookListenCommand) Run(ctx context.Context, p *Process) error {
	if c.Status < 200 || c.Status > 599 {
		return &boot.ConfigError{Setting: "--status", Message: "is 200 to 599"}
	}
	return boot.ReceiveWebhooks(ctx, c.At, c.Secret, c.Status, p.Now, func(line string) { fmt.Fprintln(p.Stdout, line) })
}
