package tree

// way is a search for a key that stands at a node, at none at its end.
type way struct {
	node *node
	sum  byte // of what touch read
}

// Near goes the ways to several keys side by side, one level of all after the other, so that what they lead to is in the processor's
// caches when the keys are put in one after the other. It is seldom there before, and so one wait for memory serves all of them.
func (s Set) Near(keys []string) {
	var room [24]way
	for len(keys) > 0 {
		ways := room[:min(len(keys), len(room))]
		for i := range ways {
			ways[i].node = s.root
		}
		for below := true; below; {
			touch(ways)
			below = false
			for i := range ways {
				below = ways[i].step(keys[i]) || below
			}
		}
		keys = keys[len(ways):]
	}
}

// line is how much memory comes at once.
const line = 64

// touch reads a little of each node, which none of the reads has to wait for another's to do. The sum keeps them from being left out.
func touch(ways []way) {
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
func (w *way) step(k string) bool {
	if w.node == nil || w.node.below == nil {
		w.node = nil
		return false
	}
	w.node = w.node.below.nodes[w.node.child(k)]
	return true
}
