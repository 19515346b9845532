package language

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"github.com/agijobs/agijobs/examples/work/task"
)

const (
	pairs   = 2
	triples = 3
)

// counts says how often which words follow each other. Each gram is the numbers of its words and, last, how often.
type counts struct {
	kinded
	Order int     `json:"order"`
	Grams [][]int `json:"grams"`
}

// model is the counts of all shards.
type model struct {
	kinded
	Pairs   [][]int `json:"pairs"`
	Triples [][]int `json:"triples"`
}

func orderOf(j job) (int, shard, error) {
	order, err := j.spec.Number("order")
	if err != nil {
		return 0, shard{}, err
	}
	if order != pairs && order != triples {
		return 0, shard{}, fmt.Errorf("spec: order %d is neither %d nor %d", order, pairs, triples)
	}
	s, err := result[shard](j, Shard)
	return order, s, err
}

// doTrain counts by a map.
func doTrain(j job) (counts, error) {
	order, s, err := orderOf(j)
	if err != nil {
		return counts{}, err
	}
	found := map[[triples]int]int{}
	for _, sentence := range s.Sentences {
		for i := 0; i+order <= len(sentence); i++ {
			var gram [triples]int
			copy(gram[:], sentence[i:i+order])
			found[gram]++
		}
	}
	out := counts{kinded: kinded{Train}, Order: order, Grams: [][]int{}}
	for gram, n := range found {
		out.Grams = append(out.Grams, append(slices.Clone(gram[:order]), n))
	}
	slices.SortFunc(out.Grams, slices.Compare)
	return out, nil
}

// checkTrain lays all grams out, sorts them and counts runs.
func checkTrain(j job, got counts, f *task.Findings) error {
	order, s, err := orderOf(j)
	if err != nil {
		return err
	}
	var all [][]int
	for _, sentence := range s.Sentences {
		for i := order; i <= len(sentence); i++ {
			all = append(all, append(slices.Clone(sentence[i-order:i]), 1))
		}
	}
	task.Equal(f, "kind", got.Kind, Train)
	task.Equal(f, "order", got.Order, order)
	sameGrams(f, "gram", got.Grams, runs(all, order))
	return nil
}

// runs adds up equal grams.
func runs(all [][]int, order int) [][]int {
	slices.SortFunc(all, slices.Compare)
	var out [][]int
	for _, gram := range all {
		if last := len(out) - 1; last >= 0 && slices.Equal(out[last][:order], gram[:order]) {
			out[last][order] += gram[order]
			continue
		}
		out = append(out, slices.Clone(gram))
	}
	return out
}

func sameGrams(f *task.Findings, what string, got, want [][]int) {
	task.Equal(f, "number of "+what+"s", len(got), len(want))
	for i := range min(len(got), len(want)) {
		f.Hold(slices.Equal(got[i], want[i]), "%s %d is %v, should be %v", what, i+1, got[i], want[i])
	}
}

// partsOf are the counts of all shards, by order.
func partsOf(j job) (byOrder map[int][]counts, err error) {
	all, err := results[counts](j, Train)
	if err != nil {
		return nil, err
	}
	byOrder = map[int][]counts{}
	for _, c := range all {
		for _, gram := range c.Grams {
			if len(gram) != c.Order+1 {
				return nil, fmt.Errorf("inputs: a gram of order %d has %d numbers", c.Order, len(gram))
			}
		}
		byOrder[c.Order] = append(byOrder[c.Order], c)
	}
	if len(byOrder[pairs]) == 0 || len(byOrder[pairs]) != len(byOrder[triples]) {
		return nil, errors.New("inputs: for each shard both orders must be counted")
	}
	return byOrder, nil
}

// doMerge adds the counts of all shards by merging sorted lists.
func doMerge(j job) (model, error) {
	byOrder, err := partsOf(j)
	if err != nil {
		return model{}, err
	}
	out := model{kinded: kinded{Merge}}
	for order, into := range map[int]*[][]int{pairs: &out.Pairs, triples: &out.Triples} {
		merged := [][]int{}
		for _, part := range byOrder[order] {
			merged = added(merged, part.Grams, order)
		}
		*into = merged
	}
	return out, nil
}

func added(a, b [][]int, order int) [][]int {
	out := make([][]int, 0, len(a)+len(b))
	for len(a) > 0 || len(b) > 0 {
		switch c := compareFirst(a, b, order); {
		case c < 0:
			out, a = append(out, a[0]), a[1:]
		case c > 0:
			out, b = append(out, b[0]), b[1:]
		default:
			out = append(out, append(slices.Clone(a[0][:order]), a[0][order]+b[0][order]))
			a, b = a[1:], b[1:]
		}
	}
	return out
}

// compareFirst compares the first grams of two lists; a list that is at its end is last.
func compareFirst(a, b [][]int, order int) int {
	if len(a) == 0 || len(b) == 0 {
		return cmp.Compare(len(b), len(a))
	}
	return slices.Compare(a[0][:order], b[0][:order])
}

func checkMerge(j job, got model, f *task.Findings) error {
	byOrder, err := partsOf(j)
	if err != nil {
		return err
	}
	task.Equal(f, "kind", got.Kind, Merge)
	for order, grams := range map[int][][]int{pairs: got.Pairs, triples: got.Triples} {
		var all [][]int
		for _, part := range byOrder[order] {
			all = append(all, part.Grams...)
		}
		sameGrams(f, fmt.Sprintf("gram of %d word", order), grams, runs(all, order))
	}
	return nil
}
