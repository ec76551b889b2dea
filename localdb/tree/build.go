package tree

import "strings"

// filled is how many keys Of puts into a leaf: some room is left, so that the
// first keys inserted later do not split every leaf.
const filled = most * 7 / 8

// Of makes a set of sorted keys without duplicates.
func Of(keys []string) Set {
	if len(keys) == 0 {
		return Set{}
	}
	var level []*node
	var separators []string // of level, one less than nodes
	for at := 0; at < len(keys); at += filled {
		if at > 0 {
			separators = append(separators, between(keys[at-1], keys[at]))
		}
		level = append(level, newLeaf(nil, pack(keys[at:min(at+filled, len(keys))])))
	}
	for len(level) > 1 {
		level, separators = parents(level, separators)
	}
	return Set{root: level[0], size: len(keys)}
}

// pack lays strings one after the other.
func pack(keys []string) (b block) {
	b.text = strings.Join(keys, "")
	end := 0
	for i, k := range keys {
		end += len(k)
		b.ends[i] = uint32(end)
	}
	b.n = len(keys)
	return b
}

// parents groups nodes under new ones.
func parents(level []*node, separators []string) (up []*node, between []string) {
	for at := 0; at < len(level); at += filled {
		end := min(at+filled, len(level))
		if at > 0 {
			between = append(between, separators[at-1])
		}
		keys := pack(separators[at : end-1])
		n := newInner(nil, &keys)
		for i, child := range level[at:end] {
			n.below.nodes[i], n.below.sizes[i] = child, uint32(child.len())
		}
		up = append(up, n)
	}
	return up, between
}
