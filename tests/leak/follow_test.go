package leak_test

import (
	"strings"
)

// followQuery reads everything that waits in a feed.
const followQuery = "query($vendor:ID $after:Cursor){changes(vendorId:$vendor after:$after first:100){cursor hasMore changes{recordId kind type at}}}"

// follower follows one feed for one person from the beginning of the history.
type follower struct {
	email  string
	vendor any
	cursor any
	known  map[string]bool // records that it was told of, or that its lists have had
}

// followers are the twin's person and another one, at every vendor and at none.
func (r *run) followers() (out []*follower) {
	for _, email := range []string{r.twin.email, r.somebody()} {
		vendors := []any{nil}
		for _, o := range r.tables["organizations"] {
			if o["kind"] == "VENDOR" {
				vendors = append(vendors, orgID(o["handle"]))
			}
		}
		for _, v := range vendors {
			out = append(out, &follower{email: email, vendor: v, known: map[string]bool{}})
		}
	}
	return out
}

// follow lets everybody who follows read on. Each answer goes before the judges of marks and of the twin; and a record that is
// said to be gone was one that the reader had.
func (r *run) follow() {
	listed := map[string][]string{}
	for _, f := range r.following {
		for more := true; more; {
			more = r.followOn(f)
		}
		if _, asked := listed[f.email]; !asked {
			listed[f.email] = r.listed(f.email)
		}
		for _, id := range listed[f.email] {
			f.known[id] = true
		}
	}
}

// readOn is follow as a step of the history.
func (r *run) readOn() {
	leaks := len(r.report.leaks)
	r.follow()
	r.note(event{feed: true}, len(r.report.leaks) > leaks)
}

func (r *run) followOn(f *follower) (more bool) {
	ask := request{Email: f.email, Query: followQuery, Variables: map[string]any{"vendor": f.vendor, "after": f.cursor}}
	got := r.here.ask(r.tb, ask)
	r.report.queries++
	r.twin.compare(r, ask, got)
	if len(got.Errors) > 0 {
		again := f.cursor != nil && got.has("CURSOR_EXPIRED")
		f.cursor = nil
		return again
	}
	page := got.Data.(map[string]any)["changes"].(map[string]any)
	f.cursor = page["cursor"]
	body, viewer := got.body, r.world.As(userID(f.email))
	for _, c := range page["changes"].([]any) {
		change := c.(map[string]any)
		id := change["recordId"].(string)
		if change["type"] == "CHANGED" {
			f.known[id] = true
			continue
		}
		if !f.known[id] {
			r.report.leak("feed", "%s is told that %s is gone, and never had it", r.who(f.email), id)
		}
		body = strings.ReplaceAll(body, id, "") // the reader had it, and may be told that it is gone
	}
	for _, leak := range r.marks.leaked(viewer, body) {
		r.report.leak("feed", "%s may not see %s\n%.1500s", r.who(f.email), leak, got.body)
	}
	return page["hasMore"] == true
}

// listed is what somebody's lists have.
func (r *run) listed(email string) []string {
	lists := "{"
	for _, list := range r.schema.Query.Fields {
		if of := r.schema.Types[list.Type.Name()]; strings.HasSuffix(of.Name, "Connection") && isRecord(r.schema, strings.TrimSuffix(of.Name, "Connection")) {
			lists += list.Name + "(first:100){nodes{id}} "
		}
	}
	got := r.here.ask(r.tb, request{Email: email, Query: lists + "}"})
	return idForm.FindAllString(got.body, -1)
}
