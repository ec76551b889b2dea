package tests

import (
	"fmt"
	"io"
	"maps"
	"net"
	"os"
	"slices"
	"sort"
	"strings"
	"sync"
	"testing"

	"partnerhub/internal/boot"
	"partnerhub/localdb"
)

// revoke takes a protection away.
var revoke = mutation("revokeDeal", "RevokeDealInput")

// two are two servers with nothing in common but the database.
type two struct {
	t       *testing.T
	servers [2]*world
}

// TestTwoServersShareOneDatabase: whatever two servers are asked at the same time, the database decides once.
func TestTwoServersShareOneDatabase(t *testing.T) {
	if testing.Short() {
		t.Skip("starts real processes")
	}
	s := startTwo(t)
	s.repeatsAreOne()
	deals := s.registers(50)
	s.approves(deals)
	s.churns()
	s.neverOverlapped()
}

// startTwo starts the engine on a port of this machine and two servers that reach it by its address.
func startTwo(t *testing.T) *two {
	t.Helper()
	uri := serveDatabase(t)
	settings := []string{"--mongodb-uri", uri, "--log", "warn"}
	for _, name := range slices.Sorted(maps.Keys(boot.Unhurried())) {
		settings = append(settings, "--limit", name+"="+boot.Unhurried()[name])
	}
	first := launch(t, os.Args[0], append(settings, "--demo")...)
	second := launch(t, os.Args[0], settings...)
	t.Cleanup(func() { first.stop(t); second.stop(t) })
	return &two{t, [2]*world{first.world(t), second.world(t)}}
}

// serveDatabase relays connections of other processes to an engine in this one, and answers its address.
func serveDatabase(t *testing.T) string {
	t.Helper()
	port, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	engine, err := localdb.Open("", localdb.Options{NoSync: true, Address: port.Addr().String()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = port.Close()
		if err := engine.Close(); err != nil {
			t.Errorf("closing the engine: %v", err)
		}
	})
	go func() {
		for {
			from, err := port.Accept()
			if err != nil {
				return
			}
			to, err := engine.DialContext(t.Context(), "", "")
			if err != nil {
				return
			}
			go relay(from, to)
			go relay(to, from)
		}
	}()
	return engine.URI()
}

// relay passes bytes on until either end is closed.
func relay(to, from net.Conn) {
	_, _ = io.Copy(to, from)
	_ = to.Close()
	_ = from.Close()
}

// both does something n times at once, every other time at the second server.
func (s *two) both(n int, do func(server *world, i int)) {
	start := make(chan struct{})
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			<-start
			do(s.servers[i%2], i)
		})
	}
	close(start)
	all.Wait()
}

// people are a person's clients at both servers.
func (s *two) people(email string) [2]client {
	return [2]client{s.servers[0].as(email), s.servers[1].as(email)}
}

// patiently asks again while a server says that it is busy.
func (c client) patiently(t *testing.T, query string, v vars) answer {
	for {
		if a := c.ask(t, query, v); a.code() != "UNAVAILABLE" {
			return a
		}
	}
}

// repeatsAreOne: copies of one request under one key, at both servers, register one deal.
func (s *two) repeatsAreOne() {
	sales := s.people("sales@brightpath.example")
	in := vars{"input": s.servers[0].registration("Sent To Both Ltd", "4200.00")}
	ids := make([]string, 20)
	s.both(len(ids), func(_ *world, i int) {
		for a := (answer{}); ids[i] == ""; ids[i] = payload(a.Data).str("deal.id") {
			if a = sales[i%2].under(s.t, "both", registerDeal, in); a.code() != "" && a.code() != "UNAVAILABLE" {
				s.t.Errorf("copy %d: got %s", i, a.code())
				return
			}
		}
	})
	if slices.Sort(ids); len(slices.Compact(ids)) != 1 {
		s.t.Errorf("got the deals %v, want one", ids)
	}
}

// registers makes deals of all of the vendor's partners for one customer, at both servers, and takes each for review at the other one.
func (s *two) registers(n int) []object {
	ops, desk := s.people("ops@nimbus.example"), s.people("dealdesk@nimbus.example")
	partners := ops[0].query(s.t, `{partners(first:100, filter:{lifeStage:[ACTIVE]}){nodes{id vendor{id}}}}`).list("partners.nodes")
	inputs := make([]vars, n)
	for i := range inputs {
		p := partners[i%len(partners)]
		inputs[i] = s.servers[0].registration("Wanted By Two Ltd", fmt.Sprintf("%d.00", 1000+i))
		inputs[i]["partnerId"], inputs[i]["vendorId"] = p.str("id"), p.str("vendor.id")
	}
	deals := make([]object, n)
	s.both(n, func(_ *world, i int) {
		made := payload(ops[i%2].patiently(s.t, registerDeal, vars{"input": inputs[i]}).Data)
		taken := payload(desk[1-i%2].patiently(s.t, claimReview, versioned(made.part("deal"))).Data)
		deals[i] = taken.part("deal")
	})
	numbers := map[string]bool{}
	for i, d := range deals {
		if d.str("approvalStatus") != "UNDER_REVIEW" || numbers[d.str("number")] {
			s.t.Fatalf("deal %d: got %v, want it under review and its number its own", i, d)
		}
		numbers[d.str("number")] = true
	}
	return deals
}

// part is a part of an object.
func (o object) part(path string) object {
	m, _ := o.at(path).(map[string]any)
	return m
}

// approves tries each deal at both servers at once: one attempt wins.
func (s *two) approves(deals []object) {
	desk, codes := s.people("dealdesk@nimbus.example"), make([]string, 2*len(deals))
	s.both(len(codes), func(_ *world, i int) {
		codes[i] = desk[i%2].patiently(s.t, approve, versioned(deals[i/2])).code()
	})
	count := map[string]int{}
	for _, code := range codes {
		count[code]++
	}
	if count[""] != 1 || count["CONFLICT"]+count["INVALID_TRANSITION"] != len(codes)-1 {
		s.t.Errorf("approvals: got %v, want one success and CONFLICT for the others", count)
	}
	for i := range s.servers {
		found := desk[i].query(s.t, `{deals(filter:{customerName:{eq:"Wanted By Two Ltd"}, approvalStatus:[APPROVED]}){totalCount}}`)
		if got := found.integer("deals.totalCount"); got != 1 {
			s.t.Errorf("server %d tells of %d approved deals, want 1", i, got)
		}
	}
}

// churns revokes what is approved and approves what waits, at both servers at once.
func (s *two) churns() {
	desk := s.people("dealdesk@nimbus.example")
	for range 5 {
		s.both(16, func(_ *world, i int) {
			who := desk[i%2]
			found := who.query(s.t, `{deals(first:20, filter:{customerName:{eq:"Wanted By Two Ltd"}, approvalStatus:[APPROVED, UNDER_REVIEW]}){nodes{id version approvalStatus}}}`).list("deals.nodes")
			sort.Slice(found, func(a, b int) bool { return found[a].str("approvalStatus") < found[b].str("approvalStatus") })
			d, step := found[0], revoke // the approved one, if there is one
			if i%4 < 3 && len(found) > 1 || d.str("approvalStatus") != "APPROVED" {
				d, step = found[(i*5)%len(found)], approve
			}
			in := versioned(d)
			if step == revoke {
				in["input"].(vars)["reason"] = "NOT_QUALIFIED"
			}
			switch code := who.patiently(s.t, step, in).code(); code {
			case "", "CONFLICT", "INVALID_TRANSITION":
			default:
				s.t.Errorf("%s: got %s", strings.Fields(step)[0], code)
			}
		})
	}
}

// held is a time for which a deal held its claim, by its history.
type held struct {
	deal, from, to string
}

// neverOverlapped reads the whole history of all deals: at no instant did two of them hold the customer.
func (s *two) neverOverlapped() {
	desk := s.servers[1].as("dealdesk@nimbus.example")
	var all []held
	for _, d := range desk.query(s.t, `{deals(first:100, filter:{customerName:{eq:"Wanted By Two Ltd"}}){nodes{id}}}`).list("deals.nodes") {
		all = append(all, holds(desk, s.t, d.str("id"))...)
	}
	sort.Slice(all, func(i, j int) bool { return all[i].from < all[j].from })
	for i := 1; i < len(all); i++ {
		if all[i].from < all[i-1].to {
			s.t.Errorf("%v and %v held the customer at the same time", all[i-1], all[i])
		}
	}
	if s.t.Logf("%d times somebody held the customer", len(all)); len(all) < 3 {
		s.t.Errorf("got %d holds, want some", len(all))
	}
}

// forever is later than every instant of a history.
const forever = "9999"

// holds reads one deal's history, newest first.
func holds(c client, t *testing.T, id string) (out []held) {
	to := forever
	entries := c.query(t, `query($id:ID!){deal(id:$id){history(first:100){nodes{at changes{field after}}}}}`, vars{"id": id}).list("deal.history.nodes")
	for _, e := range entries {
		for _, change := range e.list("changes") {
			switch {
			case change.str("field") != "approvalStatus":
			case change.str("after") == "APPROVED":
				out = append(out, held{id, e.str("at"), to})
			default:
				to = e.str("at")
			}
		}
	}
	return out
}
