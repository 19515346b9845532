package language

import (
	"fmt"
	"slices"

	"github.com/agijobs/agijobs/examples/work/task"
)

// card is the documentation of the model: what it was made of, and what the evaluations say.
type card struct {
	kinded
	Title string   `json:"title"`
	Facts []string `json:"facts"`
	// Released: every evaluation passed. A model that failed one is documented, but not to be deployed.
	Released bool `json:"released"`
}

type cardInput struct {
	texts  corpus
	words  vocabulary
	model  model
	packed quantised
	biases []bias
	safety safety
}

func cardOf(j job) (in cardInput, err error) {
	for _, read := range []func() error{
		func() (err error) { in.texts, err = result[corpus](j, Deduplicate); return err },
		func() (err error) { in.words, err = result[vocabulary](j, Tokenizer); return err },
		func() (err error) { in.model, err = mergedModel(j); return err },
		func() (err error) { in.packed, err = result[quantised](j, Quantise); return err },
		func() (err error) { in.biases, err = results[bias](j, Bias); return err },
		func() (err error) { in.safety, err = result[safety](j, Safety); return err },
	} {
		if err := read(); err != nil {
			return in, err
		}
	}
	return in, nil
}

func doCard(j job) (card, error) {
	in, err := cardOf(j)
	if err != nil {
		return card{}, err
	}
	out := card{kinded: kinded{Card}, Title: j.spec.Fields["title"], Released: in.safety.Passed}
	say := func(format string, args ...any) { out.Facts = append(out.Facts, fmt.Sprintf(format, args...)) }
	groups := map[string]int{}
	var names []string
	for _, d := range in.texts.Documents {
		if groups[d.Group]++; groups[d.Group] == 1 {
			names = append(names, d.Group)
		}
	}
	slices.Sort(names)
	say("made of %d texts; %d more were nearly the same as one of them", len(in.texts.Documents), len(in.texts.Dropped))
	for _, name := range names {
		say("%d texts by %s", groups[name], name)
	}
	say("knows %d words, which are %d of %d that were read", len(in.words.Words), in.words.Known, in.words.Read)
	say("counts %d pairs and %d triples of words, %d beginnings when packed", len(in.model.Pairs), len(in.model.Triples), len(in.packed.Contexts))
	for _, b := range in.biases {
		say("bias by %s: %d bps, limit %d bps: %s", b.Group, b.DifferenceBps, b.LimitBps, passed(b.Passed))
		out.Released = out.Released && b.Passed
	}
	say("safety: %d forbidden words, %d words with figures: %s", len(in.safety.Forbidden), in.safety.Digits, passed(in.safety.Passed))
	return out, nil
}

func passed(ok bool) string {
	if ok {
		return "passed"
	}
	return "failed"
}

// checkCard makes the facts again from the inputs, sorted and counted where the agent's program groups by a map.
func checkCard(j job, got card, f *task.Findings) error {
	in, err := cardOf(j)
	if err != nil {
		return err
	}
	var groups []string
	for _, d := range in.texts.Documents {
		groups = append(groups, d.Group)
	}
	slices.Sort(groups)
	facts := []string{fmt.Sprintf("made of %d texts; %d more were nearly the same as one of them", len(groups), len(in.texts.Dropped))}
	for _, name := range slices.Compact(slices.Clone(groups)) {
		from, _ := slices.BinarySearch(groups, name)
		to, _ := slices.BinarySearch(groups, name+"\x00")
		facts = append(facts, fmt.Sprintf("%d texts by %s", to-from, name))
	}
	facts = append(facts,
		fmt.Sprintf("knows %d words, which are %d of %d that were read", len(in.words.Words), in.words.Known, in.words.Read),
		fmt.Sprintf("counts %d pairs and %d triples of words, %d beginnings when packed", len(in.model.Pairs), len(in.model.Triples), len(in.packed.Contexts)))
	failed := 0
	for _, b := range in.biases {
		facts = append(facts, fmt.Sprintf("bias by %s: %d bps, limit %d bps: %s", b.Group, b.DifferenceBps, b.LimitBps, passed(b.Passed)))
		if !b.Passed {
			failed++
		}
	}
	facts = append(facts, fmt.Sprintf("safety: %d forbidden words, %d words with figures: %s", len(in.safety.Forbidden), in.safety.Digits, passed(in.safety.Passed)))
	task.Equal(f, "kind", got.Kind, Card)
	task.Equal(f, "title", got.Title, j.spec.Fields["title"])
	task.Equal(f, "number of facts", len(got.Facts), len(facts))
	for i := range min(len(facts), len(got.Facts)) {
		task.Equal(f, fmt.Sprintf("fact %d", i+1), got.Facts[i], facts[i])
	}
	task.Equal(f, "released", got.Released, failed == 0 && in.safety.Passed)
	return nil
}
