package tree

// InsertAll returns the set with sorted keys. Neighbours that fit into one leaf cost one copy of it.
func (s Set) InsertAll(keys []string, e *Edit) Set {
	for len(keys) > 0 {
		taken := 0
		if s.root != nil {
			s, taken = s.fill(keys, e)
		}
		if taken == 0 {
			s, taken = s.Insert(keys[0], e), 1
		}
		keys = keys[taken:]
	}
	return s
}

// fill puts the first of the keys into the leaf that they belong to, as many as there is room for, and tells how many that were.
func (s Set) fill(keys []string, e *Edit) (Set, int) {
	root, taken, added := s.root.fill(keys, "", e)
	return Set{root: root, size: s.size + added}, taken
}

// fill is Set.fill below n, where all keys are below end, if there is one. It returns what takes the place of n.
func (n *node) fill(keys []string, end string, e *Edit) (left *node, taken, added int) {
	if n.below == nil {
		return n.fillLeaf(keys, end, e)
	}
	i := n.child(keys[0])
	if i < n.keys.n {
		end = n.keys.at(i)
	}
	child, taken, added := n.below.nodes[i].fill(keys, end, e)
	if added == 0 {
		return n, taken, 0
	}
	left = n.own(e)
	left.below.nodes[i] = child
	left.below.sizes[i] += uint32(added)
	return left, taken, added
}

func (n *node) fillLeaf(keys []string, end string, e *Edit) (left *node, taken, added int) {
	room := most - n.keys.n
	for taken < min(room, len(keys)) && (end == "" || keys[taken] < end) {
		taken++
	}
	if taken < 2 { // the ordinary way is as short
		return n, 0, 0
	}
	left = n.own(e)
	return left, taken, left.keys.merge(keys[:taken])
}
