package stored

// maxFields is how many fields of a document are read ahead.
const maxFields = 16

// Fields finds fields of one document after the other by their names. Those that it is told to expect are found in a single walk
// over the document, which goes no further than it is asked for. The zero Fields expects none.
type Fields struct {
	names [maxFields]string
	n     int
	marks uint64 // of the names

	doc   Doc
	left  Elements // where the walk stands
	next  int      // the place of the name after the one that was met last
	met   uint32   // the expected fields that were met, by place
	found [maxFields]Value
}

// Expect adds a name to those that will be asked for. What is beyond maxFields is found all the same.
func (f *Fields) Expect(name string) {
	if f.n == maxFields || f.place(name) >= 0 {
		return
	}
	f.names[f.n], f.marks = name, f.marks|markOf(name)
	f.n++
}

// Begin takes the next document.
func (f *Fields) Begin(d Doc) {
	f.doc, f.left, f.next, f.met = d, d.Elements(), 0, 0
}

// Get is Doc.Get of the document that was begun last.
func (f *Fields) Get(name string) Value {
	at := f.place(name)
	if at < 0 {
		return f.doc.Get(name)
	}
	for f.met>>at&1 == 0 {
		if !f.walk() {
			return Value{}
		}
	}
	return f.found[at]
}

// walk goes to the next expected field, false where there is none.
func (f *Fields) walk() bool {
	for {
		name, v, ok := f.left.Next()
		if !ok {
			f.left = nil
			return false
		}
		if f.marks&markOf(name) == 0 {
			continue
		}
		if at := f.meets(name); at >= 0 && f.met>>at&1 == 0 { // of two fields with one name, the first one counts
			f.met |= 1 << at
			f.found[at], f.next = v, at+1
			return true
		}
	}
}

// place is where a name is among the expected ones, -1 for any other.
func (f *Fields) place(name string) int {
	for i := range f.n {
		if f.names[i] == name {
			return i
		}
	}
	return -1
}

// meets is place for a name of the document, looked for first behind the one before.
func (f *Fields) meets(name []byte) int {
	for i := range f.n {
		at := f.next + i
		if at >= f.n {
			at -= f.n
		}
		if f.names[at] == string(name) {
			return at
		}
	}
	return -1
}
