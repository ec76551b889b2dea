// Package partnercopy is an example of a client in Go: it keeps a copy of a vendor's partners true, as far as its account sees
// them. The operations are in operations.graphql; genqlient has made the functions. Nothing of the hub itself is imported.
package partnercopy

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"

	"github.com/Khan/genqlient/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// Copy is what is kept between two runs.
type Copy struct {
	Cursor   string          `json:"cursor"`
	Partners map[string]Kept `json:"partners"` // by id
}

// keyed sends the account's API key with every request.
type keyed struct{ key string }

func (k keyed) RoundTrip(req *http.Request) (*http.Response, error) {
	req = req.Clone(req.Context())
	req.Header.Set("Authorization", "Bearer "+k.key)
	return http.DefaultTransport.RoundTrip(req)
}

// NewClient is a client of the hub at a URL such as https://hub.example.com/graphql.
func NewClient(url, key string) graphql.Client {
	return graphql.NewClient(url, &http.Client{Transport: keyed{key}})
}

// Load reads a copy from a file; one that is not there is an empty copy.
func Load(path string) (*Copy, error) {
	c := &Copy{Partners: map[string]Kept{}}
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return c, nil
	}
	if err != nil {
		return nil, err
	}
	return c, json.Unmarshal(text, c)
}

// Save writes the copy in one step, so that a crash leaves the old one: what has come since is then read again.
func (c *Copy) Save(path string) error {
	text, err := json.MarshalIndent(c, "", "  ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(path+".new", text, 0o600); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}

// Sync brings the copy up to date. A position that is no longer kept begins it anew.
func (c *Copy) Sync(ctx context.Context, hub graphql.Client, vendor string) error {
	if c.Cursor == "" {
		return c.begin(ctx, hub, vendor)
	}
	for {
		more, err := c.follow(ctx, hub, vendor)
		if expired(err) {
			return c.begin(ctx, hub, vendor)
		}
		if err != nil || !more {
			return err
		}
	}
}

// begin takes the present position first and lists afterwards: what changes in between is read twice and never missed.
func (c *Copy) begin(ctx context.Context, hub graphql.Client, vendor string) error {
	now, err := Present(ctx, hub, vendor)
	if err != nil {
		return fmt.Errorf("asking for the present position: %w", err)
	}
	fresh := map[string]Kept{}
	for after := (*string)(nil); ; {
		page, err := List(ctx, hub, vendor, after)
		if err != nil {
			return fmt.Errorf("listing partners: %w", err)
		}
		for _, p := range page.Partners.Nodes {
			fresh[p.Id] = p.Kept
		}
		if after = page.Partners.PageInfo.EndCursor; !page.Partners.PageInfo.HasNextPage {
			c.Cursor, c.Partners = now.Changes.Cursor, fresh
			return nil
		}
	}
}

// follow applies the next changes.
func (c *Copy) follow(ctx context.Context, hub graphql.Client, vendor string) (more bool, err error) {
	page, err := Follow(ctx, hub, vendor, c.Cursor)
	if err != nil {
		return false, fmt.Errorf("following changes: %w", err)
	}
	changed := []string{}
	for _, one := range page.Changes.Changes {
		if one.Type == RecordChangeTypeRemoved {
			delete(c.Partners, one.RecordId)
		} else {
			changed = append(changed, one.RecordId)
		}
	}
	if err := c.read(ctx, hub, changed); err != nil {
		return false, err
	}
	c.Cursor = page.Changes.Cursor
	return page.Changes.HasMore, nil
}

func (c *Copy) read(ctx context.Context, hub graphql.Client, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	found, err := Read(ctx, hub, ids)
	if err != nil {
		return fmt.Errorf("reading partners: %w", err)
	}
	for _, node := range found.Nodes {
		if node == nil {
			continue // hidden again: another change will say so
		}
		if p, ok := (*node).(*ReadNodesPartner); ok {
			c.Partners[p.Id] = p.Kept
		}
	}
	return nil
}

// expired is true for an answer that sends a reader back to the lists.
func expired(err error) bool {
	var faults gqlerror.List
	return errors.As(err, &faults) && len(faults) > 0 && faults[0].Extensions["code"] == "CURSOR_EXPIRED"
}
