package oracle

import "fmt"

// What the oracle does not predict, it calls Opaque: any value passes, and only the other judges look at it. These are the
// values that the hub computes:
//   - cursors (null or not is predicted), Viewer.capabilities, Deal.availableActions, DealConnection and the like of types that
//     are not in listed (such as a deal's history), and every field that is not in groupsOf;
//   - how many messages an endpoint has had; whom it tells what they are about is predicted;
//   - what the tests of an explanation of eligibility found; who is told any, and the verdict, is predicted;
//   - the offers of a simulation and the moves of a history; who is told any is predicted;
//   - whether a viewer can give a reason with a deal of a program that is hidden from it: the program's reasons, or the vendor's;
//   - deals' numbers, versions, instants of writing, escalation, conflicts and plans: their values are learned from those who
//     see them; who else sees them is predicted.

// Differ tells where an answer departs from the prediction, "" where it does not.
func Differ(want, got any, path string) string {
	switch want := want.(type) {
	case Opaque:
		return ""
	case either:
		if Differ(want.one, got, path) == "" {
			return ""
		}
		return Differ(want.other, got, path)
	case each:
		list, ok := got.([]any)
		if !ok {
			return fmt.Sprintf("%s: got %.300v, want a list", path, got)
		}
		for i := range list {
			if d := Differ(want.one, list[i], fmt.Sprintf("%s[%d]", path, i)); d != "" {
				return d
			}
		}
		return ""
	case map[string]any:
		return differObject(want, got, path)
	case []any:
		list, ok := got.([]any)
		if !ok || len(list) != len(want) {
			return fmt.Sprintf("%s: got %.300v, want %d elements: %.300v", path, got, len(want), want)
		}
		for i := range want {
			if d := Differ(want[i], list[i], fmt.Sprintf("%s[%d]", path, i)); d != "" {
				return d
			}
		}
		return ""
	}
	if want != got {
		return fmt.Sprintf("%s: got %.300v, want %.300v", path, got, want)
	}
	return ""
}

func differObject(want map[string]any, got any, path string) string {
	object, ok := got.(map[string]any)
	if !ok || len(object) != len(want) {
		return fmt.Sprintf("%s: got %.300v, want an object of %d fields: %.300v", path, got, len(want), want)
	}
	for key := range want {
		value, there := object[key]
		if !there {
			return path + "." + key + ": is missing"
		}
		if d := Differ(want[key], value, path+"."+key); d != "" {
			return d
		}
	}
	return ""
}
