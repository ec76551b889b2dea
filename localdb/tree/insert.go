package tree

// Insert returns the set with a key.
func (s Set) Insert(k string, e *Edit) Set {
	if s.root == nil {
		s.root = newLeaf(e, block{})
	}
	root, right, separator, added := s.root.insert(k, e, true)
	if !added {
		return s
	}
	if right != nil {
		root = above(root, right, separator, e)
	}
	return Set{root: root, size: s.size + 1}
}

// above returns a new root over two nodes.
func above(left, right *node, separator string, e *Edit) *node {
	n := newInner(e, new(block).with(0, separator))
	n.below.nodes[0], n.below.nodes[1] = left, right
	n.below.sizes[0], n.below.sizes[1] = uint32(left.len()), uint32(right.len())
	return n
}

// insert adds a key below n. It returns what takes the place of n, and a second
// node behind it if one was not enough. last tells that n is at the end of the
// tree, where keys that only grow are put: its nodes are left full.
func (n *node) insert(k string, e *Edit, last bool) (left, right *node, separator string, added bool) {
	if n.below != nil {
		return n.insertBelow(n.child(k), k, e, last)
	}
	i, found := n.keys.find(k)
	if found {
		return n, nil, "", false
	}
	if n.keys.n < most {
		return n.with(i, k, e), nil, "", true
	}
	left = n.own(e)
	cut := most / 2
	if last && i == most {
		cut = most
	}
	right = newLeaf(e, left.keys.part(cut, most))
	*left.keys = left.keys.part(0, cut)
	if i > cut || cut == most {
		right.keys.insert(i-cut, k)
	} else {
		left.keys.insert(i, k)
	}
	return left, right, between(left.keys.at(left.keys.n-1), right.keys.at(0)), true
}

// with returns the leaf with a key at place i; there must be room. A leaf that has to be copied is made with the key at once.
func (n *node) with(i int, k string, e *Edit) *node {
	if e != nil && n.edit == e {
		n.keys.insert(i, k)
		return n
	}
	next := newLeaf(e, block{})
	next.keys.become(n.keys, i, k)
	return next
}

// insertBelow adds a key to child i.
func (n *node) insertBelow(i int, k string, e *Edit, last bool) (left, right *node, separator string, added bool) {
	child, second, cut, added := n.below.nodes[i].insert(k, e, last && i == n.fan()-1)
	if !added {
		return n, nil, "", false
	}
	left = n.own(e)
	left.below.nodes[i] = child
	if second == nil {
		left.below.sizes[i]++
		return left, nil, "", true
	}
	left.below.sizes[i] = uint32(child.len())
	if left.fan() < most {
		left.put(i, cut, second)
		return left, nil, "", true
	}
	right, separator = left.split(e, last && i == most-1)
	if half := left.fan(); i < half {
		left.put(i, cut, second)
	} else {
		right.put(i-half, cut, second)
	}
	return left, right, separator, true
}

// put places a child behind child i.
func (n *node) put(i int, separator string, child *node) {
	end := n.fan()
	n.keys = n.keys.with(i, separator)
	copy(n.below.nodes[i+2:], n.below.nodes[i+1:end])
	copy(n.below.sizes[i+2:], n.below.sizes[i+1:end])
	n.below.nodes[i+1], n.below.sizes[i+1] = child, uint32(child.len())
}

// split moves the second half of a full inner node to a new one, only the last
// child if the tree grows at its end.
func (n *node) split(e *Edit, last bool) (right *node, separator string) {
	half := most / 2
	if last {
		half = most - 1
	}
	low, high := n.keys.part(0, half-1), n.keys.part(half, n.keys.n)
	right = newInner(e, &high)
	copy(right.below.nodes[:], n.below.nodes[half:])
	copy(right.below.sizes[:], n.below.sizes[half:])
	clear(n.below.nodes[half:])
	clear(n.below.sizes[half:])
	separator = n.keys.at(half - 1)
	n.keys = &low
	return right, separator
}
