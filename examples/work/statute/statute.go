// Package statute indexes the defined terms and the cross-references of a statute.
package statute

import (
	"cmp"
	"strconv"
)

// Kind names this work in specs.
const Kind = "statute-terms/v1"

// Result is the index that the spec asks for.
type Result struct {
	Kind       string      `json:"kind"`
	Articles   int         `json:"articles"`
	Paragraphs int         `json:"paragraphs"`
	Terms      []Term      `json:"terms"`
	References []Reference `json:"references"`
	Dangling   []Dangling  `json:"dangling"`
	Unused     []string    `json:"unused"`
}

// Term is a defined term.
type Term struct {
	Term    string `json:"term"`
	Article int    `json:"article"`
	Uses    int    `json:"uses"`
}

// Reference lists what one article refers to.
type Reference struct {
	Article int      `json:"article"`
	To      []string `json:"to"`
}

// Dangling is a reference into nothing.
type Dangling struct {
	Article int    `json:"article"`
	To      string `json:"to"`
}

// maxRange bounds "Articles A to B": more is a slip of the pen, not a reference.
const maxRange = 1000

// target is an article, or one of its paragraphs when paragraph is not 0.
type target struct{ article, paragraph int }

func (t target) String() string {
	if t.paragraph == 0 {
		return strconv.Itoa(t.article)
	}
	return strconv.Itoa(t.article) + "(" + strconv.Itoa(t.paragraph) + ")"
}

func compareTargets(a, b target) int {
	return cmp.Or(cmp.Compare(a.article, b.article), cmp.Compare(a.paragraph, b.paragraph))
}
