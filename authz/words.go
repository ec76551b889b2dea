package authz

import (
	"slices"
	"strings"

	"partnerhub/model"
)

// wideWords say in plain words what a wide set holds.
func wideWords(set string) string {
	return map[string]string{
		model.RowsNone:            "nothing at all",
		"related":                 "the person's own organization and those of the other two sides that work with it",
		"vendor_and_distributors": "the vendor itself and the distributors that it works with",
		"colleagues":              "the people of the person's own organization",
		"office":                  "what the person's own organization has set up to receive messages",
		"vendor":                  "everything of the person's vendor, except other organizations' drafts of deals",
		"covered":                 "what hangs on the partners that the person covers now",
		"linked":                  "what names the person's distributor: partners that it serves, deals that are not hidden from it and no draft of others",
		"held":                    "what the person's distributor holds",
		"taking_part":             "programs and campaigns in which the person's distributor takes part, once they are published",
		"in_reach":                "programs and campaigns that name no distributor and are for a partner that the person's distributor serves, by its type, country and tier, once they are published",
		"own":                     "what belongs to the person's own partner organization",
		"eligible":                "programs and campaigns that the person's organization qualifies for, once they are published",
	}[set]
}

// cutWords say in plain words what narrows a set.
func cutWords(cut string) string {
	if before, both := strings.CutSuffix(cut, ofServed); both {
		return cutWords(before) + ", and " + cutWords("served")
	}
	if after, both := strings.CutPrefix(cut, forSalesCut+"_"); both {
		return cutWords(after) + ", and " + cutWords(forSalesCut)
	}
	return map[string]string{
		"":              "",
		"approved":      "that were approved once",
		"reviewed":      "that a reviewer has looked at",
		"margin_shared": "whose partner shares its margin with the vendor",
		"served":        "whose partner the distributor still serves",
		forSalesCut:     "that the person registered, if the organization keeps its salespeople to their own",
		"registered":    "that the person's own organization registered",
		"by_others":     "that somebody else registered",
		"no_rebates":    "that are no rebates",
		"no_money":      "that are neither rebates nor market development funds",
		"to_decide":     "whose approval plan waits for the distributor's word",
		"covered":       "whose partner the person covers now",
		"handed_in":     "whose application has been handed in",
		"sponsored":     "that the person's distributor speaks for",
		"training":      "that are training",
		"kept":          "that the person's own organization has brought",
		"partner":       "that are the person's own partner organization",
		"itself":        "that are the organization itself",
		"accounts":      "that are service accounts",
		"mine":          "that the person owns",
	}[cut]
}

// words are a set in plain words.
func (s rowSet) words() string {
	if s.by == "" {
		return wideWords(s.wide)
	}
	return wideWords(s.wide) + ", " + cutWords(s.by)
}

// WordsOf are a named set in plain words, "" for an unknown one.
func WordsOf(set string) string {
	if s, known := rowSets()[set]; known {
		return s.words()
	}
	return ""
}

// RowSet is a named set of rows, for people to choose from.
type RowSet struct{ Name, Words string }

// RowSets lists the sets that lines of a role can name for a kind, by name.
func RowSets(role model.Role, kind model.Kind) []RowSet {
	out := []RowSet{}
	for name, s := range rowSets() {
		if l := (line{kind: kind, rows: s}); kindNamed(kind) != nil && (name == model.RowsNone || l.makesSenseFor(role)) {
			out = append(out, RowSet{name, s.words()})
		}
	}
	slices.SortFunc(out, func(a, b RowSet) int { return strings.Compare(a.Name, b.Name) })
	return out
}
