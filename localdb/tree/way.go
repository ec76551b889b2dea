package tree

// Way is where a key belongs in one version of a set.
type Way struct {
	at    [depth]uint8 // the child to take at each level, and the place in the leaf
	found bool         // the leaf has the key already
	node  *node        // where the search stands, nil at its end
	sum   byte         // of what touch read
}

// Ways finds where keys belong, each in a set of its own. The sets are gone down side by side, one level of all after the other: what
// they hold is seldom in the processor's caches, and so one wait for memory serves all of them.
func Ways(ways []Way, sets []Set, keys []string) {
	for i := range ways {
		ways[i].node = sets[i].root
	}
	walk(ways, keys)
}

// Near goes the ways to several keys of one set side by side, so that what they lead to is in the processor's caches when the keys
// are put in one after the other.
func (s Set) Near(keys []string) {
	var room [24]Way
	for len(keys) > 0 {
		n := min(len(keys), len(room))
		for i := range room[:n] {
			room[i].node = s.root
		}
		walk(room[:n], keys[:n])
		keys = keys[n:]
	}
}

func walk(ways []Way, keys []string) {
	for level := 0; ; level++ {
		touch(ways)
		below := false
		for i := range ways {
			below = ways[i].step(level, keys[i]) || below
		}
		if !below {
			return
		}
	}
}

// line is how much memory comes at once.
const line = 64

// touch reads a little of each node, which none of the reads has to wait for another's to do. The sum keeps them from being left out.
func touch(ways []Way) {
	for i := range ways {
		if n := ways[i].node; n != nil {
			ways[i].sum += byte(n.keys.n)
		}
	}
	for i := range ways {
		if n := ways[i].node; n != nil {
			for at := 0; at < len(n.keys.text); at += line {
				ways[i].sum += n.keys.text[at]
			}
		}
	}
}

// step takes the way one level further, and tells whether there are more.
func (w *Way) step(level int, k string) bool {
	n := w.node
	if n == nil {
		return false
	}
	if n.below == nil {
		i, found := n.keys.find(k)
		w.at[level], w.found, w.node = uint8(i), found, nil
		return false
	}
	i := n.child(k)
	w.at[level], w.node = uint8(i), n.below.nodes[i]
	return true
}
