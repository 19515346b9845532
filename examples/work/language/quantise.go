package language

import (
	"cmp"
	"fmt"
	"math/bits"
	"slices"

	"github.com/agijobs/agijobs/examples/work/task"
)

// quantised keeps for each beginning of one or two words the likeliest next ones, with a weight of few bits.
type quantised struct {
	kinded
	Keep     int       `json:"keep"`
	Contexts []context `json:"contexts"`
}

type context struct {
	After []int `json:"after"`
	// Next are pairs of a word and its weight: the number of bits of its count.
	Next [][2]int `json:"next"`
}

func doQuantise(j job) (quantised, error) {
	keep, m, err := quantiseInput(j)
	if err != nil {
		return quantised{}, err
	}
	out := quantised{kinded: kinded{Quantise}, Keep: keep, Contexts: []context{}}
	for _, grams := range [][][]int{m.Pairs, m.Triples} {
		for from := 0; from < len(grams); {
			after := grams[from][:len(grams[from])-2]
			to := from
			for to < len(grams) && slices.Equal(grams[to][:len(after)], after) {
				to++
			}
			out.Contexts = append(out.Contexts, context{after, likeliest(grams[from:to], keep)})
			from = to
		}
	}
	return out, nil
}

func quantiseInput(j job) (keep int, m model, err error) {
	if keep, err = j.spec.Number("keep"); err != nil {
		return 0, m, err
	}
	m, err = mergedModel(j)
	return keep, m, err
}

// mergedModel reads the counts that the evaluations and the packing start from.
func mergedModel(j job) (model, error) {
	m, err := result[model](j, Merge)
	if err != nil {
		return m, err
	}
	for size, grams := range map[int][][]int{pairs + 1: m.Pairs, triples + 1: m.Triples} {
		for _, gram := range grams {
			if len(gram) != size || gram[size-1] < 1 {
				return m, fmt.Errorf("inputs: %v is no gram of %d words with its count", gram, size-1)
			}
		}
	}
	return m, nil
}

func likeliest(grams [][]int, keep int) [][2]int {
	sorted := slices.Clone(grams)
	slices.SortFunc(sorted, func(a, b []int) int {
		n := len(a) - 1
		return cmp.Or(cmp.Compare(b[n], a[n]), cmp.Compare(a[n-1], b[n-1]))
	})
	var next [][2]int
	for _, g := range sorted[:min(keep, len(sorted))] {
		next = append(next, [2]int{g[len(g)-2], bits.Len(uint(g[len(g)-1]))}) // #nosec G115 -- counts are above 0
	}
	return next
}

// checkQuantise goes through the counts once and asks of each whether it had to be kept: how many of its beginning are better.
func checkQuantise(j job, got quantised, f *task.Findings) error {
	keep, m, err := quantiseInput(j)
	if err != nil {
		return err
	}
	task.Equal(f, "kind", got.Kind, Quantise)
	task.Equal(f, "keep", got.Keep, keep)
	at := map[string]context{}
	for i, c := range got.Contexts {
		f.Hold(i == 0 || len(got.Contexts[i-1].After) < len(c.After) ||
			len(got.Contexts[i-1].After) == len(c.After) && slices.Compare(got.Contexts[i-1].After, c.After) < 0, "beginning %v is out of order", c.After)
		at[fmt.Sprint(c.After)] = c
	}
	task.Equal(f, "different beginnings", len(at), len(got.Contexts))
	kept := 0
	grams := slices.Concat(m.Pairs, m.Triples)
	beginnings := map[string][][]int{}
	for _, g := range grams {
		key := fmt.Sprint(g[:len(g)-2])
		beginnings[key] = append(beginnings[key], g)
	}
	task.Equal(f, "number of beginnings", len(got.Contexts), len(beginnings))
	for _, g := range grams {
		n, key := len(g)-1, fmt.Sprint(g[:len(g)-2])
		better := 0
		for _, o := range beginnings[key] {
			if o[n] > g[n] || o[n] == g[n] && o[n-1] < g[n-1] {
				better++
			}
		}
		if better >= keep {
			continue
		}
		kept++
		weight := 0
		for left := g[n]; left > 0; left /= 2 {
			weight++
		}
		next := at[key].Next
		f.Hold(better < len(next) && next[better] == [2]int{g[n-1], weight}, "after %s number %d should be %d with weight %d", key, better+1, g[n-1], weight)
	}
	stated := 0
	for _, c := range got.Contexts {
		stated += len(c.Next)
	}
	task.Equal(f, "next words in all", stated, kept)
	return nil
}
