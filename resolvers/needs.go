package resolvers

import (
	"context"
	"sync"

	"partnerhub/model"
)

// needs are the records that rows name in selected fields, by kind.
type needs struct {
	organizations need[model.Organization]
	users         need[model.User]
	partners      need[model.Partner]
	programs      need[model.Program]
	campaigns     need[model.Campaign]
	deals         need[model.Deal]
	enrollments   need[model.Enrollment]
}

func newNeeds(l *loaders) *needs {
	return &needs{
		organizations: newNeed(l.organizations),
		users:         newNeed(l.users),
		partners:      newNeed(l.partners),
		programs:      newNeed(l.programs),
		campaigns:     newNeed(l.campaigns),
		deals:         newNeed(l.deals),
		enrollments:   newNeed(l.enrollments),
	}
}

// anyNeed is a need of whatever kind.
type anyNeed interface {
	isOpen() bool
	read(ctx context.Context)
	follow(all *needs)
}

func (n *needs) kinds() []anyNeed {
	return []anyNeed{&n.organizations, &n.users, &n.partners, &n.programs, &n.campaigns, &n.deals, &n.enrollments}
}

// read reads what is needed now, all kinds at the same time, and tells whether there was anything.
func (n *needs) read(ctx context.Context) (any bool) {
	var reads sync.WaitGroup
	for _, kind := range n.kinds() {
		if kind.isOpen() {
			any = true
			reads.Go(func() { kind.read(ctx) })
		}
	}
	reads.Wait()
	return any
}

// follow turns what was read into what those records need in turn.
func (n *needs) follow() {
	for _, kind := range n.kinds() {
		kind.follow(n)
	}
}

// need is what is needed of one kind.
type need[T any] struct {
	from *loader[T]
	open []wish
	rows map[model.ID]*T // what was read; nil where there is nothing to see
}

// wish is one record that a row names, with what the caller selected of it.
type wish struct {
	id    model.ID
	below selection
}

func newNeed[T any](from *loader[T]) need[T] { return need[T]{from: from, rows: map[model.ID]*T{}} }

// add wishes for the records that a field names, when the caller selected the field.
func (n *need[T]) add(s selection, field string, ids ...model.ID) {
	below, selected := s[field]
	for _, id := range ids {
		if selected && id != "" {
			n.open = append(n.open, wish{id, below})
		}
	}
}

func (n *need[T]) isOpen() bool { return len(n.open) > 0 }

// read gives the loader what it will be asked for. A fault, even a panic, is left to the field that will meet and report it.
func (n *need[T]) read(ctx context.Context) {
	defer func() { _ = recover() }()
	ids := n.unknown()
	if len(ids) == 0 {
		return
	}
	found, err := n.from.read(ctx, ids)
	for _, id := range ids {
		if n.rows[id] = found[id]; err == nil {
			n.from.Prime(id, found[id])
		}
	}
}

// unknown lists the ids that were not asked for before, each once.
func (n *need[T]) unknown() []model.ID {
	var ids []model.ID
	seen := map[model.ID]bool{}
	for _, w := range n.open {
		if _, known := n.rows[w.id]; !known && !seen[w.id] {
			seen[w.id] = true
			ids = append(ids, w.id)
		}
	}
	return ids
}

func (n *need[T]) follow(all *needs) {
	open := n.open
	n.open = nil
	for _, w := range open {
		if row := n.rows[w.id]; row != nil {
			all.namedBy(row, w.below)
		}
	}
}
