package feed_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"partnerhub/hub/feed"
	"partnerhub/model"
)

func acme() *model.ID {
	id := model.DerivedID(model.KindOrganization, "acme")
	return &id
}

// now is the present position of a person.
func (w *world) position(email string) string {
	w.tb.Helper()
	page, err := w.feed.Changes(w.as(email), feed.Request{VendorID: acme()})
	must(w.tb, err)
	return page.Cursor
}

// told is what a person learns behind a position.
func (w *world) told(email, after string) []string {
	w.tb.Helper()
	page, err := w.feed.Changes(w.as(email), feed.Request{VendorID: acme(), After: &after})
	must(w.tb, err)
	out := []string{}
	for _, c := range page.Changes {
		out = append(out, string(c.Kind)+" "+string(c.Type))
	}
	return out
}

const partnerHead = "vendor,organization,type,lifeStage,"

// TestWhatIsHiddenIsSilent writes one field and asks who hears of it.
func TestWhatIsHiddenIsSilent(t *testing.T) {
	changed, removed, nothing := []string{"PARTNER CHANGED"}, []string{"PARTNER REMOVED"}, []string{}
	for _, c := range []struct {
		name, file string
		want       map[model.Role][]string
	}{
		{"notes", partnerHead + "privateNotes\nacme,pa,RESELLER,ACTIVE,psst\n", map[model.Role][]string{
			model.RoleChannelOps: changed, model.RoleDealDesk: nothing, model.RoleVendorIntegration: nothing,
			model.RoleDistributorAdmin: nothing, model.RolePartnerAdmin: nothing}},
		{"a tier", partnerHead + "tier\nacme,pa,RESELLER,ACTIVE,SILVER\n", map[model.Role][]string{
			model.RoleChannelOps: changed, model.RoleDealDesk: changed, model.RoleDistributorAdmin: changed, model.RolePartnerMember: nothing}},
		{"another distributor", partnerHead + "distributors\nacme,pa,RESELLER,ACTIVE,other\n", map[model.Role][]string{
			model.RoleChannelOps: changed, model.RoleDealDesk: nothing, model.RoleDistributorAdmin: removed, model.RolePartnerSales: nothing}},
		{"a rival", partnerHead + "tier\nacme,pb,MSP,ACTIVE,SILVER\n", map[model.Role][]string{
			model.RoleChannelOps: changed, model.RoleChannelManager: nothing, model.RolePartnerAdmin: nothing}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w, before := newWorld(t), map[model.Role]string{}
			for role := range c.want {
				before[role] = w.position(email(role))
			}
			w.load("partners", c.file)
			for role, want := range c.want {
				got, err := w.feed.Changes(w.as(email(role)), feed.Request{VendorID: acme(), Kinds: nil, After: ptr(before[role])})
				if model.CodeOf(err) == model.CodeCursorExpired && err != nil && c.name == "a tier" && role == model.RolePartnerMember {
					continue // its partnership, and so what it is offered, is another one
				}
				must(t, err)
				heard := []string{}
				for _, n := range got.Changes {
					heard = append(heard, string(n.Kind)+" "+string(n.Type))
				}
				if diff := cmp.Diff(want, heard); diff != "" {
					t.Errorf("%s (-want +got):\n%s", role, diff)
				}
			}
		})
	}
}

func ptr[T any](v T) *T { return &v }

// TestCoverageMovesSightAtItsInstant: nobody writes when the coverage begins and ends.
func TestCoverageMovesSightAtItsInstant(t *testing.T) {
	w := newWorld(t)
	rep := email(model.RoleOutsourcedRep)
	w.load("partners", partnerHead+"coverage\nacme,pb,MSP,ACTIVE,"+rep+":PAM:primary:today+10h:today+11h\n")
	at := w.position(rep)
	for _, step := range []struct {
		wait time.Duration
		want []string
	}{{30 * time.Minute, []string{}}, {time.Hour, []string{"PARTNER CHANGED"}}, {time.Hour, []string{"PARTNER REMOVED"}}, {time.Hour, []string{}}} {
		w.wait(step.wait)
		w.sweep()
		if diff := cmp.Diff(step.want, w.told(rep, at)); diff != "" {
			t.Errorf("at %s (-want +got):\n%s", w.now(), diff)
		}
		at = w.position(rep)
	}
}

// TestPositionsTellNothing: they are for one reader, log and choice of kinds, and never the same twice.
func TestPositionsTellNothing(t *testing.T) {
	w := newWorld(t)
	ops, sales := email(model.RoleChannelOps), email(model.RolePartnerSales)
	first, second := w.position(sales), w.position(sales)
	if first == second || len(first) != len(second) {
		t.Errorf("got positions %q and %q, want two of one length", first, second)
	}
	bolt, unknown := model.DerivedID(model.KindOrganization, "bolt"), model.DerivedID(model.KindOrganization, "nobody")
	dist := model.DerivedID(model.KindOrganization, "dist")
	for name, c := range map[string]struct {
		email string
		in    feed.Request
		want  model.Code
	}{
		"another reader":       {ops, feed.Request{VendorID: acme(), After: &first}, model.CodeBadUserInput},
		"another log":          {sales, feed.Request{VendorID: &bolt, After: &first}, model.CodeBadUserInput},
		"other kinds":          {sales, feed.Request{VendorID: acme(), Kinds: []model.RecordKind{model.RecordKindDeal}, After: &first}, model.CodeBadUserInput},
		"garbage":              {sales, feed.Request{VendorID: acme(), After: ptr("x")}, model.CodeBadUserInput},
		"a hidden vendor":      {ops, feed.Request{VendorID: &bolt}, model.CodeNotFound},
		"an unknown vendor":    {ops, feed.Request{VendorID: &unknown}, model.CodeNotFound},
		"no vendor":            {ops, feed.Request{VendorID: &dist}, model.CodeNotFound},
		"too many":             {ops, feed.Request{VendorID: acme(), First: ptr(101)}, model.CodeBadUserInput},
		"none":                 {ops, feed.Request{VendorID: acme(), First: ptr(0)}, model.CodeBadUserInput},
		"too long a wait":      {ops, feed.Request{VendorID: acme(), Wait: time.Minute}, model.CodeBadUserInput},
		"a wait that is over":  {ops, feed.Request{VendorID: acme(), Wait: -time.Second}, model.CodeBadUserInput},
		"nobody at all":        {"", feed.Request{VendorID: acme()}, model.CodeNotFound},
		"nobody, of no vendor": {"", feed.Request{}, ""},
	} {
		ctx := t.Context()
		if c.email != "" {
			ctx = w.as(c.email)
		}
		if _, err := w.feed.Changes(ctx, c.in); codeOf(err) != c.want {
			t.Errorf("%s: got %v, want %s", name, err, c.want)
		}
	}
}

func codeOf(err error) model.Code {
	if err == nil {
		return ""
	}
	return model.CodeOf(err)
}

// TestChangesAreKeptForTheirTime: before that nothing is missing, and behind it nobody reads a gap.
func TestChangesAreKeptForTheirTime(t *testing.T) {
	w := newWorld(t)
	ops := email(model.RoleChannelOps)
	write := func(tier string) { w.load("partners", partnerHead+"tier\nacme,pa,RESELLER,ACTIVE,"+tier+"\n") }
	first := w.position(ops)
	write("A")
	second := w.position(ops)
	w.wait(feed.DefaultKeep - time.Hour)
	write("B")
	w.sweep()
	if got := w.told(ops, first); len(got) != 2 {
		t.Errorf("in time: got %v, want both changes", got)
	}
	w.wait(2 * time.Hour)
	w.sweep()
	if _, err := w.feed.Changes(w.as(ops), feed.Request{VendorID: acme(), After: &first}); codeOf(err) != model.CodeCursorExpired {
		t.Errorf("too late: got %v, want %s", err, model.CodeCursorExpired)
	}
	if got := w.told(ops, second); len(got) != 1 {
		t.Errorf("behind what is forgotten: got %v, want the second change", got)
	}
}

// TestReadersWait: a commit wakes them, a hidden one does not, and who has lost a role starts anew.
func TestReadersWait(t *testing.T) {
	w := newWorld(t)
	sales := email(model.RolePartnerSales)
	for _, c := range []struct{ name, write, want string }{
		{"a change", "partners|" + partnerHead + "region\nacme,pa,RESELLER,ACTIVE,North\n", "[PARTNER CHANGED]"},
		{"a hidden change, then nothing", "partners|" + partnerHead + "region\nacme,pb,MSP,ACTIVE,South\n", "[]"},
		{"a lost role", "users|email,name,organization,roles\n" + sales + ",S,pa,PARTNER_MARKETING\n", "CURSOR_EXPIRED"},
	} {
		t.Run(c.name, func(t *testing.T) {
			after, rests := w.position(sales), make(chan bool, 100)
			ctx := feed.WithRest(w.as(sales), func() (func(context.Context) bool, bool) {
				rests <- true
				return func(context.Context) bool { return true }, true
			})
			heard := make(chan string)
			go func() { heard <- w.hears(ctx, after) }()
			<-rests
			kind, file, _ := strings.Cut(c.write, "|")
			w.load(kind, file)
			if c.want == "[]" {
				<-rests // it has looked again, and waits
				w.feed.End()
			}
			if got := <-heard; got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
			w.reopen()
		})
	}
}

// hears is what a reader who waits is told.
func (w *world) hears(ctx context.Context, after string) string {
	page, err := w.feed.Changes(ctx, feed.Request{VendorID: acme(), After: &after, Wait: feed.MaxWait})
	if err != nil {
		return string(model.CodeOf(err))
	}
	out := []string{}
	for _, c := range page.Changes {
		out = append(out, string(c.Kind)+" "+string(c.Type))
	}
	return fmt.Sprint(out)
}

// reopen makes a feed anew after it has ended.
func (w *world) reopen() {
	w.tb.Helper()
	var err error
	w.feed, err = feed.New(w.tb.Context(), w.store, w.policy, w.hub, w.now, feed.DefaultKeep)
	must(w.tb, err)
}
