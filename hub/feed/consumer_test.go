package feed_test

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/hub/feed"
	"partnerhub/model"
	"partnerhub/store"
)

// consumer keeps a copy of what one person sees of one log, and knows nothing but the lists and the feed.
type consumer struct {
	w       *world
	email   string
	log     *model.ID
	cursor  string
	copy    map[model.ID]string
	resyncs int
}

func (w *world) consumer(email string, log *model.ID) *consumer {
	c := &consumer{w: w, email: email, log: log}
	c.begin()
	return c
}

// begin takes the present position and then lists everything.
func (c *consumer) begin() {
	c.w.tb.Helper()
	ctx := c.w.as(c.email)
	page, err := c.w.feed.Changes(ctx, feed.Request{VendorID: c.log})
	must(c.w.tb, err)
	if len(page.Changes) != 0 {
		c.w.tb.Fatalf("%s: a beginning has %d entries, want none", c.email, len(page.Changes))
	}
	c.cursor, c.copy = page.Cursor, c.w.sight(ctx, c.log)
}

// step reads one page of a size and applies it. A consumer that is killed has read it and forgets that it did.
func (c *consumer) step(size int, killed bool) (more bool) {
	c.w.tb.Helper()
	ctx := c.w.as(c.email)
	page, err := c.w.feed.Changes(ctx, feed.Request{VendorID: c.log, First: &size, After: &c.cursor})
	if model.CodeOf(err) == model.CodeCursorExpired && err != nil {
		c.resyncs++
		c.begin()
		return true
	}
	must(c.w.tb, err)
	if killed {
		return true
	}
	for _, change := range page.Changes {
		seen, now := c.w.one(ctx, change.Kind.Stored(), change.RecordID)
		switch {
		case change.Type == model.RecordChangeTypeRemoved:
			delete(c.copy, change.RecordID)
		case seen:
			c.copy[change.RecordID] = now
		}
	}
	c.cursor = page.Cursor
	return page.HasMore
}

func (c *consumer) drain() {
	for c.step(100, false) {
	}
}

// sight is everything that a person sees of a log now, told by the fields that it is shown.
func (w *world) sight(ctx context.Context, log *model.ID) map[model.ID]string {
	out := map[model.ID]string{}
	for _, kind := range authz.Kinds() {
		for id, row := range w.rows(ctx, kind, filter.Everything()) {
			if feedOf(row) == of(log) {
				out[id] = w.shown(ctx, kind, row)
			}
		}
	}
	return out
}

func of(log *model.ID) model.ID {
	if log == nil {
		return model.HubFeed
	}
	return *log
}

func feedOf(row any) model.ID { return row.(model.Noun).Feed() }

// one tells whether a person sees a record now, and what of it.
func (w *world) one(ctx context.Context, kind model.Kind, id model.ID) (seen bool, shown string) {
	for _, row := range w.rows(ctx, kind, filter.Is("_id", id)) {
		return true, w.shown(ctx, kind, row)
	}
	return false, ""
}

// rows reads whole records of what the list query answers, from whichever collection keeps the kind: the test cuts them itself.
func (w *world) rows(ctx context.Context, kind model.Kind, where filter.Cond) map[model.ID]any {
	w.tb.Helper()
	g := w.policy.Grant(authz.PrincipalFrom(ctx), kind, authz.Read)
	out, all := map[model.ID]any{}, reflect.ValueOf(w.store).Elem()
	for i := range all.NumField() {
		load := reflect.Value{}
		if all.Type().Field(i).IsExported() {
			load = all.Field(i).MethodByName("LoadAll")
		}
		if !load.IsValid() {
			continue
		}
		answer := load.Call([]reflect.Value{reflect.ValueOf(ctx), reflect.ValueOf(g), reflect.ValueOf(where), reflect.ValueOf(store.Sort{}), reflect.ValueOf(10_000)})
		if err, failed := answer[1].Interface().(error); failed {
			w.tb.Fatal(err)
		}
		for n := range answer[0].Len() {
			row := answer[0].Index(n).Interface()
			out[row.(model.Noun).Base().ID] = row
		}
	}
	return out
}

// unfed is left out of what a consumer must know: what each write changes, and what a partner registered, which is no field of the
// API but what tiers are worked out from.
var unfed = []string{"version", "updatedAt", "registered"}

// shown writes the fields that a person sees of a record.
func (w *world) shown(ctx context.Context, kind model.Kind, row any) string {
	g := w.policy.Grant(authz.PrincipalFrom(ctx), kind, authz.Read)
	raw, err := bson.Marshal(row)
	must(w.tb, err)
	out := strings.Builder{}
	for _, path := range authz.Fields(kind) {
		if !slices.Contains(unfed, path) && g.Shows(row, path) {
			fmt.Fprintf(&out, "%s=%s ", path, bson.Raw(raw).Lookup(strings.Split(path, ".")...))
		}
	}
	return out.String()
}
