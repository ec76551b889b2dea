package raw

// remembered is how many fields a Memo remembers.
const remembered = 12

// Memo is a document whose top-level fields are looked for once: the indexes of a collection ask for the same few again and again. It is
// for one goroutine.
type Memo struct {
	doc    Doc
	n      int
	names  [remembered]string
	values [remembered]Value
}

// Reset makes it about another document.
func (m *Memo) Reset(d Doc) { m.doc, m.n = d, 0 }

// Is reports that it is about a document, by its place in memory.
func (m *Memo) Is(d Doc) bool {
	return len(m.doc) == len(d) && len(d) > 0 && &m.doc[0] == &d[0]
}

// Get is Doc.Get.
func (m *Memo) Get(name string) Value {
	for i, known := range m.names[:m.n] {
		if known == name {
			return m.values[i]
		}
	}
	v := m.doc.Get(name)
	if m.n < remembered {
		m.names[m.n], m.values[m.n] = name, v
		m.n++
	}
	return v
}
