package language

import (
	"slices"
	"strings"

	"github.com/agijobs/agijobs/examples/work/task"
)

// duplicates are the rules of the spec: two documents are nearly the same when of the runs of words of the shorter one at
// least percent of a hundred stand in the other too.
type duplicates struct {
	run, percent int
	documents    []Document
}

func duplicatesOf(j job) (d duplicates, err error) {
	if d.run, err = j.spec.Number("run_of_words"); err != nil {
		return d, err
	}
	if d.percent, err = j.spec.Number("percent"); err != nil {
		return d, err
	}
	d.documents, err = gathered(j, Clean)
	return d, err
}

func sameAs(id string) string { return "nearly the same as " + id }

// doDeduplicate keeps the first of documents that are nearly the same, by an index of the runs of those kept.
func doDeduplicate(j job) (corpus, error) {
	d, err := duplicatesOf(j)
	if err != nil {
		return corpus{}, err
	}
	out := corpus{kinded: kinded{Deduplicate}, Documents: []Document{}, Dropped: []dropped{}}
	index := map[string][]int{}
	var sizes []int
	for _, document := range d.documents {
		runs := d.runs(document.Text)
		common := make([]int, len(out.Documents))
		for _, run := range runs {
			for _, other := range index[run] {
				common[other]++
			}
		}
		twin := -1
		for i, n := range common {
			if d.twins(n, len(runs), sizes[i]) {
				twin = i
				break
			}
		}
		if twin >= 0 {
			out.Dropped = append(out.Dropped, dropped{document.ID, sameAs(out.Documents[twin].ID)})
			continue
		}
		for _, run := range runs {
			index[run] = append(index[run], len(out.Documents))
		}
		out.Documents, sizes = append(out.Documents, document), append(sizes, len(runs))
	}
	return out, nil
}

func (d duplicates) twins(common, a, b int) bool {
	return common > 0 && 100*common >= d.percent*min(a, b)
}

// runs are the different runs of words of a text, sorted.
func (d duplicates) runs(text string) []string {
	words := strings.Fields(text)
	var runs []string
	for i := 0; i+d.run <= len(words); i++ {
		runs = append(runs, strings.Join(words[i:i+d.run], " "))
	}
	slices.Sort(runs)
	return slices.Compact(runs)
}

// checkDeduplicate compares each document with each that was kept before, by walking two sorted lists.
func checkDeduplicate(j job, got corpus, f *task.Findings) error {
	d, err := duplicatesOf(j)
	if err != nil {
		return err
	}
	var kept []Document
	var keptRuns [][]string
	var left []dropped
next:
	for _, document := range d.documents {
		runs := d.runs(document.Text)
		for i, other := range keptRuns {
			if d.twins(common(runs, other), len(runs), len(other)) {
				left = append(left, dropped{document.ID, sameAs(kept[i].ID)})
				continue next
			}
		}
		kept, keptRuns = append(kept, document), append(keptRuns, runs)
	}
	sameCorpus(f, Deduplicate, got, kept, left)
	return nil
}

// common counts what two sorted lists share.
func common(a, b []string) int {
	n := 0
	for len(a) > 0 && len(b) > 0 {
		switch c := strings.Compare(a[0], b[0]); {
		case c < 0:
			a = a[1:]
		case c > 0:
			b = b[1:]
		default:
			n, a, b = n+1, a[1:], b[1:]
		}
	}
	return n
}
