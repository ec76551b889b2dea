package tree

// depth is beyond what any tree in memory reaches.
const depth = 12

// Cursor stands at one key of a set. A new one stands nowhere until Seek or Last.
type Cursor struct {
	root   *node
	path   [depth]step // from the root to the leaf
	levels int         // how many steps the path has, 0 = nowhere
}

// step is a node and a place in it.
type step struct {
	node *node
	at   int
}

// Cursor returns a cursor over this version of the set.
func (s Set) Cursor() Cursor { return Cursor{root: s.root} }

// Seek moves to the first key that is not less than k.
func (c *Cursor) Seek(k string) bool {
	c.levels = 0
	n := c.root
	if n == nil {
		return false
	}
	for n.below != nil {
		i := n.child(k)
		c.push(n, i)
		n = n.below.nodes[i]
	}
	i, _ := n.keys.find(k)
	c.push(n, i)
	if i < n.keys.n {
		return true
	}
	return c.forth()
}

// Last moves to the greatest key.
func (c *Cursor) Last() bool {
	c.levels = 0
	if c.root == nil {
		return false
	}
	c.descend(c.root, true)
	return true
}

// Next moves to the next greater key.
func (c *Cursor) Next() bool {
	if c.levels == 0 {
		return false
	}
	s := &c.path[c.levels-1]
	if s.at++; s.at < s.node.keys.n {
		return true
	}
	return c.forth()
}

// forth leaves a leaf at its end.
func (c *Cursor) forth() bool {
	for c.levels--; c.levels > 0; c.levels-- {
		s := &c.path[c.levels-1]
		if s.at++; s.at < s.node.fan() {
			c.descend(s.node.below.nodes[s.at], false)
			return true
		}
	}
	return false
}

// Prev moves to the next smaller key.
func (c *Cursor) Prev() bool {
	if c.levels == 0 {
		return false
	}
	s := &c.path[c.levels-1]
	if s.at--; s.at >= 0 {
		return true
	}
	for c.levels--; c.levels > 0; c.levels-- {
		s := &c.path[c.levels-1]
		if s.at--; s.at >= 0 {
			c.descend(s.node.below.nodes[s.at], true)
			return true
		}
	}
	return false
}

// descend goes down to the first or the last key below n.
func (c *Cursor) descend(n *node, last bool) {
	for n.below != nil {
		at := 0
		if last {
			at = n.fan() - 1
		}
		c.push(n, at)
		n = n.below.nodes[at]
	}
	at := 0
	if last {
		at = n.keys.n - 1
	}
	c.push(n, at)
}

func (c *Cursor) push(n *node, at int) {
	c.path[c.levels] = step{node: n, at: at}
	c.levels++
}

// Key returns the key the cursor stands at. It stays valid for ever.
func (c *Cursor) Key() string {
	s := &c.path[c.levels-1]
	return s.node.keys.at(s.at)
}
