// Command generate writes the demo world: the CSV files beside it, which the binary embeds and imports like any customer's
// files. It is deterministic: running it twice gives the same bytes. Run it from the module's root:
//
//	go run ./testdata/demo/generate
//
// What the world is belongs here; how it is read belongs to the import.
package main

import (
	"encoding/csv"
	"fmt"
	"log"
	"math/rand/v2"
	"os"
	"path/filepath"
)

// table is one file: its columns and its rows.
type table struct {
	name    string
	columns []string
	rows    [][]string
}

func main() {
	w := newWorld(rand.New(rand.NewPCG(2026, 60)))
	for _, t := range w.tables() {
		if err := t.write("testdata/demo"); err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%4d %s\n", len(t.rows), t.name)
	}
}

func (t table) write(dir string) error {
	f, err := os.Create(filepath.Join(dir, t.name+".csv"))
	if err != nil {
		return err
	}
	w := csv.NewWriter(f)
	if err := w.Write(t.columns); err != nil {
		return err
	}
	if err := w.WriteAll(t.rows); err != nil {
		return err
	}
	return f.Close()
}

// world is what the tables are made from.
type world struct {
	rand      *rand.Rand
	vendors   []vendor
	partners  []partner
	customers map[string][]customer // by country, in the order of their making
	used      map[string]bool       // claims already held: vendor, customer, family
	serials   map[string]int        // deals so far, by vendor
	skills    [][]string            // what the partners have learned
	earned    [][]string            // what some have learned besides, as their tier asks for it
	bought    []purchase            // what these bought
}

func newWorld(r *rand.Rand) *world {
	w := &world{rand: r, vendors: vendors(), partners: partners(), used: map[string]bool{}, serials: map[string]int{}}
	w.customers = w.makeCustomers()
	return w
}

func (w *world) tables() []table {
	return []table{
		w.organizationTable(), w.userTable(), w.partnerTable(), authorityTable(), segmentTable(),
		programTable().withWays().withWords(), campaignTable(), enrollmentTable(), rateTable(), engagementTable(), w.dealTable(), w.revenueTable(), w.certificationTable(), personaTable(),
	}
}

// pick draws one of several.
func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

// chance is true in that many of a hundred cases.
func (w *world) chance(percent int) bool { return w.rand.IntN(100) < percent }

// between draws a whole number from low to high, both included.
func (w *world) between(low, high int) int { return low + w.rand.IntN(high-low+1) }
