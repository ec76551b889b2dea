package tree

// few is up to how many keys or children two neighbours are made one.
const few = most / 2

// Delete returns the set without a key.
func (s Set) Delete(k string, e *Edit) Set {
	if s.root == nil {
		return s
	}
	root, removed := s.root.remove(k, e)
	if !removed {
		return s
	}
	for root.below != nil && root.fan() == 1 {
		root = root.below.nodes[0]
	}
	if s.size == 1 {
		return Set{}
	}
	return Set{root: root, size: s.size - 1}
}

// remove takes a key out below n and returns what takes the place of n.
func (n *node) remove(k string, e *Edit) (*node, bool) {
	i, found := n.keys.find(k)
	if n.below == nil {
		if !found {
			return n, false
		}
		n = n.own(e)
		n.keys.remove(i)
		return n, true
	}
	if found {
		i++
	}
	child, removed := n.below.nodes[i].remove(k, e)
	if !removed {
		return n, false
	}
	n = n.own(e)
	n.below.nodes[i] = child
	n.below.sizes[i]--
	n.tidy(i, e)
	return n, true
}

// tidy drops child i if it is empty and joins it with a neighbour if both are
// small.
func (n *node) tidy(i int, e *Edit) {
	switch {
	case n.below.sizes[i] == 0 && n.fan() > 1:
		n.drop(i, max(i-1, 0))
	case i > 0 && n.small(i-1):
		n.merge(i-1, e)
	case i+1 < n.fan() && n.small(i):
		n.merge(i, e)
	}
}

// small reports that child i and the next one fit well into one.
func (n *node) small(i int) bool {
	a, b := n.below.nodes[i], n.below.nodes[i+1]
	return a.keys.n+b.keys.n < few
}

// merge makes child i and the next one a single child.
func (n *node) merge(i int, e *Edit) {
	a, b := n.below.nodes[i].own(e), n.below.nodes[i+1]
	if a.below != nil {
		fan := a.fan()
		a.keys = a.keys.with(a.keys.n, n.keys.at(i))
		copy(a.below.nodes[fan:], b.below.nodes[:b.fan()])
		copy(a.below.sizes[fan:], b.below.sizes[:b.fan()])
	}
	a.keys.join(b.keys)
	n.below.nodes[i] = a
	n.below.sizes[i] += n.below.sizes[i+1]
	n.drop(i+1, i)
}

// drop removes a child and a separator.
func (n *node) drop(child, separator int) {
	end := n.fan()
	n.keys = n.keys.without(separator)
	copy(n.below.nodes[child:], n.below.nodes[child+1:end])
	copy(n.below.sizes[child:], n.below.sizes[child+1:end])
	n.below.nodes[end-1], n.below.sizes[end-1] = nil, 0
}
