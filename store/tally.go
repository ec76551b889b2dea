package store

import (
	"context"
	"fmt"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/model"
)

// Grouping says what deals are counted by.
type Grouping struct {
	Field string // a stored path
	Month bool   // by the month of an instant, in UTC
	Each  bool   // a list's every value once: a deal counts in several groups
	// Past also tells apart whether this instant lies at or before Now. "" tells nothing apart.
	Past string
	Now  time.Time
}

// Tally is one group of deals.
type Tally struct {
	Key  string // "" for deals without a value
	Past bool
	N    int
	// Sums are the amounts by currency, of those deals alone that show theirs; nil when none does.
	Sums []model.Money
	// Base are the same in the vendors' base currencies, without those of Unconverted deals, which no rate was there for.
	Base        []model.Money
	Unconverted int
}

// maxTallies bounds how many groups are looked at.
const maxTallies = 10_000

// Tally counts the deals that the grant lists under a condition, group by group, and adds their amounts up, with one query.
// The condition counts where its fields are shown, as in a list; a deal whose key is hidden is in no group. Grouping by a
// field that is hidden on every row is FORBIDDEN_FIELD.
func (s *Store) Tally(ctx context.Context, g authz.Grant, where filter.Cond, by Grouping) ([]Tally, error) {
	g = leaky("sums over all", g)
	d := s.Deals
	cond, err := d.narrowed(g, Query{Where: where, Scope: filter.Everything()})
	if err != nil || d.closed(g) {
		return nil, err
	}
	if err := g.CheckGrouping(by.Field); err != nil {
		return nil, err
	}
	rows := simplify(filter.AllOf(cond, g.Guard(by.Field)))
	if rows.Op == filter.None {
		return nil, nil
	}
	parts, err := s.tally(ctx, tallyPipeline(g, rows, by), g.ShowsEverywhere("amount"))
	if err != nil {
		return nil, err
	}
	return tallies(parts)
}

// tally runs the pipeline. Where every amount is shown, its groups count and add up at once; else it has branches.
func (s *Store) tally(ctx context.Context, pipeline bson.A, atOnce bool) (tallyParts, error) {
	cursor, err := s.Deals.coll.Aggregate(ctx, pipeline)
	if err != nil {
		return tallyParts{}, s.refuse(ctx, "counting groups of deals", err)
	}
	if atOnce {
		var both []tallyRow
		err = cursor.All(ctx, &both)
		return tallyParts{both, both}, s.refuse(ctx, "reading groups of deals", err)
	}
	var one []tallyParts
	if err = cursor.All(ctx, &one); err != nil || len(one) == 0 {
		return tallyParts{}, s.refuse(ctx, "reading groups of deals", err)
	}
	return one[0], nil
}

// tallyPipeline groups by key and currency where every amount is shown. Else one branch counts and one adds up what is shown.
func tallyPipeline(g authz.Grant, rows filter.Cond, by Grouping) bson.A {
	out := bson.A{stage("$match", compile(rows))}
	key := by.key()
	if by.Each {
		out = append(out, by.distinct(g.ShowsEverywhere("amount")), stage("$unwind", "$key"))
	}
	limit := stage("$limit", maxTallies+1)
	money := append(key[:len(key):len(key)], bson.E{Key: "currency", Value: "$amount.currency"},
		bson.E{Key: "base", Value: orElse("$baseAmount.currency", "$amount.currency")},
		bson.E{Key: "unconverted", Value: bson.D{{Key: "$eq", Value: bson.A{"$unconverted", true}}}})
	if g.ShowsEverywhere("amount") {
		return append(out, group(money), limit)
	}
	branches := bson.D{{Key: "counts", Value: bson.A{group(key), limit}}}
	if guard := simplify(g.Guard("amount")); guard.Op != filter.None {
		shown := stage("$match", compile(filter.AllOf(guard, filter.Present("amount"))))
		branches = append(branches, bson.E{Key: "sums", Value: bson.A{shown, group(money), limit}})
	}
	return append(out, stage("$facet", branches))
}

// distinct lists the values of a deal once each. Only the amount is needed beside them, unless a branch looks at more.
func (by Grouping) distinct(alone bool) bson.D {
	key := bson.E{Key: "key", Value: bson.D{{Key: "$setUnion", Value: bson.A{"$" + by.Field, bson.A{}}}}}
	if alone {
		return stage("$project", bson.D{{Key: "amount", Value: 1}, {Key: "baseAmount", Value: 1}, {Key: "unconverted", Value: 1}, key})
	}
	return stage("$set", bson.D{key})
}

// key is what a group is known by. Every part is always there, so that no two groups look alike.
func (by Grouping) key() bson.D {
	field := "$" + by.Field
	key := bson.D{{Key: "key", Value: field}}
	switch {
	case by.Each:
		key = bson.D{{Key: "key", Value: "$key"}}
	case by.Month:
		key = bson.D{{Key: "year", Value: bson.D{{Key: "$year", Value: field}}}, {Key: "month", Value: bson.D{{Key: "$month", Value: field}}}}
	}
	if by.Past == "" {
		return key
	}
	past := "$" + by.Past
	return append(key, bson.E{Key: "past", Value: bson.D{{Key: "$and", Value: bson.A{
		bson.D{{Key: "$gt", Value: bson.A{past, nil}}}, bson.D{{Key: "$lte", Value: bson.A{past, by.Now}}}}}}})
}

func group(key bson.D) bson.D {
	one := func(v any) bson.D { return bson.D{{Key: "$sum", Value: v}} }
	return stage("$group", bson.D{{Key: "_id", Value: key}, {Key: "n", Value: one(1)}, {Key: "minor", Value: one("$amount.minor")},
		{Key: "baseMinor", Value: one(orElse("$baseAmount.minor", "$amount.minor"))}})
}

func orElse(field, instead string) bson.D {
	return bson.D{{Key: "$ifNull", Value: bson.A{field, instead}}}
}

func stage(name string, v any) bson.D { return bson.D{{Key: name, Value: v}} }

// tallyParts is the one document that comes back.
type tallyParts struct {
	Counts, Sums []tallyRow
}

type tallyRow struct {
	ID        tallyKey `bson:"_id"`
	N         int      `bson:"n"`
	Minor     int64    `bson:"minor"`
	BaseMinor int64    `bson:"baseMinor"`
}

type tallyKey struct {
	Key         *string `bson:"key"`
	Year, Month *int
	Past        bool
	Currency    *model.CurrencyCode // nil where no amount is told
	Base        *model.CurrencyCode
	Unconverted bool
}

func (k tallyKey) text() string {
	switch {
	case k.Key != nil:
		return *k.Key
	case k.Year != nil && k.Month != nil:
		return fmt.Sprintf("%04d-%02d", *k.Year, *k.Month)
	}
	return ""
}

// tallies joins what was counted and what was added up. An absent value and null are one group.
func tallies(p tallyParts) ([]Tally, error) {
	if len(p.Counts) > maxTallies || len(p.Sums) > maxTallies {
		return nil, model.Errorf(model.CodeTooComplex, "more than %d groups; narrow the filter", maxTallies)
	}
	type group struct {
		key  string
		past bool
	}
	places := map[group]int{}
	var out []Tally
	for _, row := range p.Counts {
		g := group{row.ID.text(), row.ID.Past}
		if _, known := places[g]; !known {
			places[g] = len(out)
			out = append(out, Tally{Key: g.key, Past: g.past})
		}
		out[places[g]].N += row.N
	}
	for _, row := range p.Sums {
		if row.ID.Currency != nil {
			out[places[group{row.ID.text(), row.ID.Past}]].sum(row)
		}
	}
	return out, nil
}

// sum takes the amounts of some deals in: of one currency, and counted in one base currency or in none.
func (t *Tally) sum(row tallyRow) {
	t.Sums = AddMoney(t.Sums, model.Money{Minor: row.Minor, Currency: *row.ID.Currency})
	switch {
	case row.ID.Unconverted:
		t.Unconverted += row.N
	case row.ID.Base != nil:
		t.Base = AddMoney(t.Base, model.Money{Minor: row.BaseMinor, Currency: *row.ID.Base})
	}
}

// AddMoney adds an amount to the sum of its currency.
func AddMoney(sums []model.Money, m model.Money) []model.Money {
	for i := range sums {
		if sums[i].Currency == m.Currency {
			sums[i].Minor += m.Minor
			return sums
		}
	}
	return append(sums, m)
}
