package tree

import "strings"

// block is a sorted list of strings that lie one after the other in memory.
type block struct {
	text string
	ends [most]uint32 // where each one ends in text
	n    int
}

// at returns string i without copying it.
func (b *block) at(i int) string { return b.text[b.start(i):b.ends[i]] }

func (b *block) start(i int) uint32 {
	if i == 0 {
		return 0
	}
	return b.ends[i-1]
}

// find returns where k is, or where it would have to be.
func (b *block) find(k string) (i int, found bool) {
	low, high := 0, b.n
	for low < high {
		mid := int(uint(low+high) >> 1)
		switch c := strings.Compare(b.at(mid), k); {
		case c < 0:
			low = mid + 1
		case c > 0:
			high = mid
		default:
			return mid, true
		}
	}
	return low, false
}

// insert puts k at place i; there must be room.
func (b *block) insert(i int, k string) {
	at, grown := b.start(i), uint32(len(k))
	b.text = b.text[:at] + k + b.text[at:]
	copy(b.ends[i+1:b.n+1], b.ends[i:b.n])
	b.ends[i] = at + grown
	b.n++
	for j := i + 1; j < b.n; j++ {
		b.ends[j] += grown
	}
}

// merge puts sorted strings at their places and tells how many of them were not there; there must be room.
func (b *block) merge(keys []string) (added int) {
	var out block
	size := len(b.text)
	for _, k := range keys {
		size += len(k)
	}
	var text strings.Builder
	text.Grow(size)
	put := func(k string) {
		text.WriteString(k)
		out.ends[out.n] = uint32(text.Len())
		out.n++
	}
	i := 0
	for _, k := range keys {
		at, found := b.find(k)
		for ; i < at; i++ {
			put(b.at(i))
		}
		if !found {
			put(k)
			added++
		}
	}
	for ; i < b.n; i++ {
		put(b.at(i))
	}
	out.text = text.String()
	*b = out
	return added
}

// remove takes string i out.
func (b *block) remove(i int) {
	from, to := b.start(i), b.ends[i]
	b.text = b.text[:from] + b.text[to:]
	copy(b.ends[i:], b.ends[i+1:b.n])
	b.n--
	for j := i; j < b.n; j++ {
		b.ends[j] -= to - from
	}
}

// with returns a copy that has k at place i.
func (b *block) with(i int, k string) *block {
	c := &block{}
	c.become(b, i, k)
	return c
}

// become makes an empty block the other one with k at place i.
func (b *block) become(other *block, i int, k string) {
	at, grown := other.start(i), uint32(len(k))
	b.text = other.text[:at] + k + other.text[at:]
	b.n = other.n + 1
	copy(b.ends[:i], other.ends[:i])
	b.ends[i] = at + grown
	for j, end := range other.ends[i:other.n] {
		b.ends[i+1+j] = end + grown
	}
}

// without returns a copy that lacks string i.
func (b *block) without(i int) *block {
	c := *b
	c.remove(i)
	return &c
}

// part returns a copy of the strings from low to high.
func (b *block) part(low, high int) (out block) {
	if low >= high {
		return out
	}
	from := b.start(low)
	out.text = strings.Clone(b.text[from:b.ends[high-1]])
	out.n = high - low
	for i := range out.n {
		out.ends[i] = b.ends[low+i] - from
	}
	return out
}

// join appends all strings of c; there must be room.
func (b *block) join(c *block) {
	shift := uint32(len(b.text))
	b.text += c.text
	for i := range c.n {
		b.ends[b.n+i] = c.ends[i] + shift
	}
	b.n += c.n
}

// between returns a short string that is above low and not above high.
func between(low, high string) string {
	for i := range len(low) {
		if low[i] != high[i] {
			return strings.Clone(high[:i+1])
		}
	}
	return strings.Clone(high[:len(low)+1])
}
