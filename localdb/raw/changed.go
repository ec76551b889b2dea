package raw

import "bytes"

// Changed returns the names of the top-level fields whose bytes are not the same
// in both documents. Where their order differs it may name more than it needs to.
func Changed(a, b Doc) (names []string) {
	x, y := a.Elements(), b.Elements()
	for {
		nameX, valueX, restX, okX := Next(x)
		nameY, valueY, restY, okY := Next(y)
		if !okX && !okY {
			return names
		}
		if !okX || !okY || !bytes.Equal(nameX, nameY) {
			return append(lacking(names, x, b), lacking(nil, y, a)...)
		}
		if !same(valueX, valueY) {
			names = append(names, string(nameX))
		}
		x, y = restX, restY
	}
}

// lacking appends the names of the elements that d does not hold like this.
func lacking(names []string, elements []byte, d Doc) []string {
	for {
		name, v, rest, ok := Next(elements)
		if !ok {
			return names
		}
		if !same(v, d.Get(string(name))) {
			names = append(names, string(name))
		}
		elements = rest
	}
}

func same(a, b Value) bool { return a.Type == b.Type && bytes.Equal(a.Data, b.Data) }
