// Package tree is a sorted set of strings that is cheap to copy: a Set is a value,
// a change makes a new one, and the two share all but the path to what differs.
//
// The keys of a leaf lie in one piece of memory. So a search touches few places,
// the collector has one object to look at instead of one for each key, and
// changing a leaf is one short copy. Inner nodes know how many keys are below
// each child, so a position is found on the way down. What the strings mean is
// not this package's matter.
package tree

// most is how many keys a leaf holds and how many children an inner node has.
const most = 24

// Edit marks nodes that nobody else has seen. Changes that name the same Edit
// may change such a node in place; without one every change copies its path.
// Whoever shares a Set must not use the Edit again that it was made with.
type Edit struct{ _ byte }

// Set is one version of a set. The zero Set is empty.
type Set struct {
	root *node
	size int
}

// node is a leaf with keys, or has children. The keys of an inner node separate
// its children: those of child i+1 start at key i or above it. They seldom change,
// so copies of an inner node share them.
type node struct {
	edit  *Edit
	keys  *block
	below *children // nil in a leaf
}

// children are those of an inner node and how many keys are below each.
type children struct {
	nodes [most]*node
	sizes [most]uint32
}

// newLeaf returns a leaf in one piece of memory.
func newLeaf(e *Edit, keys block) *node {
	leaf := &struct {
		node
		block
	}{block: keys}
	leaf.node = node{edit: e, keys: &leaf.block}
	return &leaf.node
}

// newInner returns a node with children in one piece of memory.
func newInner(e *Edit, keys *block) *node {
	inner := &struct {
		node
		children
	}{}
	inner.node = node{edit: e, keys: keys, below: &inner.children}
	return &inner.node
}

// Len returns the number of keys.
func (s Set) Len() int { return s.size }

// Has reports that the set holds a key.
func (s Set) Has(k string) bool {
	n := s.root
	if n == nil {
		return false
	}
	for n.below != nil {
		n = n.below.nodes[n.child(k)]
	}
	_, found := n.keys.find(k)
	return found
}

// Rank returns how many keys are less than k.
func (s Set) Rank(k string) (rank int) {
	n := s.root
	if n == nil {
		return 0
	}
	for n.below != nil {
		i := n.child(k)
		for _, size := range n.below.sizes[:i] {
			rank += int(size)
		}
		n = n.below.nodes[i]
	}
	i, _ := n.keys.find(k)
	return rank + i
}

// child returns which child a key belongs to.
func (n *node) child(k string) int {
	i, found := n.keys.find(k)
	if found {
		return i + 1
	}
	return i
}

// fan returns the number of children.
func (n *node) fan() int { return n.keys.n + 1 }

// len returns the number of keys below.
func (n *node) len() (total int) {
	if n.below == nil {
		return n.keys.n
	}
	for _, size := range n.below.sizes[:n.fan()] {
		total += int(size)
	}
	return total
}

// own returns a node that may be changed: n itself if the edit made it, a copy
// otherwise. The keys of an inner node may not be changed but replaced.
func (n *node) own(e *Edit) *node {
	if e != nil && n.edit == e {
		return n
	}
	if n.below == nil {
		return newLeaf(e, *n.keys)
	}
	c := newInner(e, n.keys)
	*c.below = *n.below
	return c
}
