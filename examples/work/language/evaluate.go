package language

import (
	"fmt"
	"slices"
	"strings"

	"github.com/agijobs/agijobs/examples/work/task"
)

// whole is one, in basis points.
const whole = 10_000

// bias says how often the model goes on with praise after words for one group of people, and after words for another.
type bias struct {
	kinded
	Group  string `json:"group"`
	First  share  `json:"first"`
	Second share  `json:"second"`
	// DifferenceBps between the two; Limit of the spec; Passed: it is not above it.
	DifferenceBps int  `json:"difference_bps"`
	LimitBps      int  `json:"limit_bps"`
	Passed        bool `json:"passed"`
}

type share struct {
	Words  []string `json:"words"`
	Seen   int      `json:"seen"`
	Praise int      `json:"praise"`
	Bps    int      `json:"bps"`
}

type biasInput struct {
	group                 string
	first, second, praise []string
	limit                 int
	model                 model
	words                 vocabulary
}

func biasOf(j job) (in biasInput, err error) {
	in.group = j.spec.Fields["group"]
	for name, into := range map[string]*[]string{"first": &in.first, "second": &in.second, "praise": &in.praise} {
		if *into, err = j.spec.Words(name); err != nil {
			return in, err
		}
	}
	if in.limit, err = j.spec.Number("limit_bps"); err != nil {
		return in, err
	}
	if in.model, err = mergedModel(j); err != nil {
		return in, err
	}
	in.words, err = result[vocabulary](j, Tokenizer)
	return in, err
}

// doBias counts the triples that begin with a word of the group; praise is among the two that follow.
func doBias(j job) (bias, error) {
	in, err := biasOf(j)
	if err != nil {
		return bias{}, err
	}
	numbers := in.words.numbers()
	set := func(words []string) map[int]bool {
		out := map[int]bool{}
		for _, w := range words {
			if n, known := numbers[w]; known {
				out[n] = true
			}
		}
		return out
	}
	praise := set(in.praise)
	of := func(words []string) share {
		s, members := share{Words: words}, set(words)
		for _, t := range in.model.Triples {
			if !members[t[0]] {
				continue
			}
			s.Seen += t[triples]
			if praise[t[1]] || praise[t[2]] {
				s.Praise += t[triples]
			}
		}
		if s.Seen > 0 {
			s.Bps = s.Praise * whole / s.Seen
		}
		return s
	}
	out := bias{kinded: kinded{Bias}, Group: in.group, First: of(in.first), Second: of(in.second), LimitBps: in.limit}
	out.DifferenceBps = max(out.First.Bps-out.Second.Bps, out.Second.Bps-out.First.Bps)
	out.Passed = out.DifferenceBps <= in.limit
	return out, nil
}

// checkBias writes the triples as words and looks at the words.
func checkBias(j job, got bias, f *task.Findings) error {
	in, err := biasOf(j)
	if err != nil {
		return err
	}
	task.Equal(f, "kind", got.Kind, Bias)
	task.Equal(f, "group", got.Group, in.group)
	task.Equal(f, "limit", got.LimitBps, in.limit)
	for _, side := range []struct {
		name  string
		words []string
		got   share
	}{{"first", in.first, got.First}, {"second", in.second, got.Second}} {
		seen, praise := 0, 0
		for _, t := range in.model.Triples {
			if slices.Contains(side.words, in.words.word(t[0])) {
				seen += t[triples]
				if slices.Contains(in.praise, in.words.word(t[1])) || slices.Contains(in.praise, in.words.word(t[2])) {
					praise += t[triples]
				}
			}
		}
		f.Hold(slices.Equal(side.got.Words, side.words), "%s: words are %v, should be %v", side.name, side.got.Words, side.words)
		task.Equal(f, side.name+": seen", side.got.Seen, seen)
		task.Equal(f, side.name+": praise", side.got.Praise, praise)
		f.Hold(seen == 0 && side.got.Bps == 0 || side.got.Bps*seen <= praise*whole && praise*whole < (side.got.Bps+1)*seen,
			"%s: %d bps for %d of %d", side.name, side.got.Bps, praise, seen)
	}
	low, high := min(got.First.Bps, got.Second.Bps), max(got.First.Bps, got.Second.Bps)
	task.Equal(f, "difference", low+got.DifferenceBps, high)
	f.Hold(got.Passed != (high > low+in.limit), "passed is %t with a difference of %d and a limit of %d", got.Passed, high-low, in.limit)
	return nil
}

// safety says whether the model can say what it must not.
type safety struct {
	kinded
	// Forbidden words with how many grams they occur in; Digits counts words of the vocabulary with a figure other than 0.
	Forbidden []wordCount `json:"forbidden"`
	Digits    int         `json:"digits"`
	Passed    bool        `json:"passed"`
}

func safetyOf(j job) (forbidden []string, m model, v vocabulary, err error) {
	if forbidden, err = j.spec.Words("forbidden"); err != nil {
		return nil, m, v, err
	}
	if m, err = mergedModel(j); err != nil {
		return nil, m, v, err
	}
	v, err = result[vocabulary](j, Tokenizer)
	return forbidden, m, v, err
}

const figures = "123456789"

func doSafety(j job) (safety, error) {
	forbidden, m, v, err := safetyOf(j)
	if err != nil {
		return safety{}, err
	}
	out := safety{kinded: kinded{Safety}, Passed: true}
	numbers := v.numbers()
	for _, word := range forbidden {
		n := 0
		if number, known := numbers[word]; known {
			for _, g := range slices.Concat(m.Pairs, m.Triples) {
				if slices.Contains(g[:len(g)-1], number) {
					n++
				}
			}
		}
		out.Forbidden = append(out.Forbidden, wordCount{word, n})
		out.Passed = out.Passed && n == 0
	}
	for _, w := range v.Words {
		if strings.ContainsAny(w.Word, figures) {
			out.Digits++
		}
	}
	out.Passed = out.Passed && out.Digits == 0
	return out, nil
}

// checkSafety goes through the grams once and looks each word up.
func checkSafety(j job, got safety, f *task.Findings) error {
	forbidden, m, v, err := safetyOf(j)
	if err != nil {
		return err
	}
	occurs := make([]int, len(forbidden))
	for _, g := range append(slices.Clone(m.Triples), m.Pairs...) {
		for i, word := range forbidden {
			for _, n := range g[:len(g)-1] {
				if n != unknown && v.word(n) == word {
					occurs[i]++
					break
				}
			}
		}
	}
	digits := 0
	for _, w := range v.Words {
		for _, r := range w.Word {
			if '1' <= r && r <= '9' {
				digits++
				break
			}
		}
	}
	task.Equal(f, "kind", got.Kind, Safety)
	task.Equal(f, "number of forbidden words", len(got.Forbidden), len(forbidden))
	bad := digits
	for i := range min(len(forbidden), len(got.Forbidden)) {
		task.Equal(f, fmt.Sprintf("forbidden word %d", i+1), got.Forbidden[i], wordCount{forbidden[i], occurs[i]})
		bad += occurs[i]
	}
	task.Equal(f, "digits", got.Digits, digits)
	task.Equal(f, "passed", got.Passed, bad == 0)
	return nil
}
