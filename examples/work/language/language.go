// Package language is the work of the national language model: from texts of three regions to a packed model that counts
// which word follows which. All figures are whole numbers, so every judge gets the same bytes.
//
// Each stage is a kind of its own, with the agent's program (do…) and the judge's (check…). The two count by different
// algorithms wherever something is counted: one groups by maps, the other sorts and counts runs.
package language

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/agijobs/agijobs/examples/work/task"
)

// The kinds of work, in the order of the program.
const (
	Collect     = "language-model/collect/v1"
	Clean       = "language-model/clean/v1"
	Deduplicate = "language-model/deduplicate/v1"
	Tokenizer   = "language-model/tokenizer/v1"
	Shard       = "language-model/shard/v1"
	Train       = "language-model/train/v1"
	Merge       = "language-model/merge/v1"
	Quantise    = "language-model/quantise/v1"
	Bias        = "language-model/bias/v1"
	Safety      = "language-model/safety/v1"
	Card        = "language-model/card/v1"
	Release     = "language-model/release/v1"
)

// Stage is one kind of work.
type Stage struct {
	Kind  string
	Do    func(spec, input []byte) ([]byte, error)
	Check func(spec, input, result []byte) (task.Report, error)
}

// Stages lists them in the order of the program.
func Stages() []Stage {
	return []Stage{
		{Kind: Collect, Do: doCollect, Check: checkCollect},
		stage(Clean, doClean, checkClean),
		stage(Deduplicate, doDeduplicate, checkDeduplicate),
		stage(Tokenizer, doTokenizer, checkTokenizer),
		stage(Shard, doShard, checkShard),
		stage(Train, doTrain, checkTrain),
		stage(Merge, doMerge, checkMerge),
		stage(Quantise, doQuantise, checkQuantise),
		stage(Bias, doBias, checkBias),
		stage(Safety, doSafety, checkSafety),
		stage(Card, doCard, checkCard),
		stage(Release, doRelease, checkRelease),
	}
}

// job is the spec of a job and the results of those that it depends on.
type job struct {
	spec  task.Spec
	parts []task.Part
}

// stage makes the two programs of a kind whose input is the results of other jobs.
func stage[R any](kind string, do func(job) (R, error), check func(job, R, *task.Findings) error) Stage {
	return Stage{
		Kind: kind,
		Do: func(spec, input []byte) ([]byte, error) {
			head, parts, err := task.OpenResults(spec, input, kind)
			if err != nil {
				return nil, err
			}
			result, err := do(job{head, parts})
			if err != nil {
				return nil, err
			}
			return task.Canonical(result)
		},
		Check: func(spec, input, result []byte) (task.Report, error) {
			head, parts, err := task.OpenResults(spec, input, kind)
			if err != nil {
				return task.BadSpec(kind, err), nil
			}
			var got R
			if err := task.Decode(result, &got); err != nil {
				return task.BadResult(kind, err), nil
			}
			var f task.Findings
			if err := check(job{head, parts}, got, &f); err != nil {
				return task.BadSpec(kind, err), nil
			}
			return f.Report(kind), nil
		},
	}
}

// kinded is what every result begins with.
type kinded struct {
	Kind string `json:"kind"`
}

func kindOf(content string) string {
	rest, ok := strings.CutPrefix(content, `{"kind":"`)
	if !ok {
		return ""
	}
	kind, _, _ := strings.Cut(rest, `"`)
	return kind
}

// results decodes the inputs of one kind, in the order of their labels.
func results[R any](j job, kind string) ([]R, error) {
	var out []R
	for _, p := range j.parts {
		if kindOf(p.Content) != kind {
			continue
		}
		var r R
		if err := task.Decode([]byte(p.Content), &r); err != nil {
			return nil, fmt.Errorf("input %s: %w", p.Label, err)
		}
		out = append(out, r)
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("inputs: none of them is a %s", kind)
	}
	return out, nil
}

// result decodes the one input of a kind.
func result[R any](j job, kind string) (R, error) {
	var none R
	all, err := results[R](j, kind)
	if err != nil {
		return none, err
	}
	if len(all) != 1 {
		return none, fmt.Errorf("inputs: %d of them are a %s, must be one", len(all), kind)
	}
	return all[0], nil
}

// Document is one text.
type Document struct {
	ID    string `json:"id"`
	Group string `json:"group"`
	Text  string `json:"text"`
}

// gathered are the documents of all inputs of a kind, sorted by id.
func gathered(j job, kind string) ([]Document, error) {
	corpora, err := results[corpus](j, kind)
	if err != nil {
		return nil, err
	}
	var all []Document
	for _, c := range corpora {
		all = append(all, c.Documents...)
	}
	slices.SortFunc(all, func(a, b Document) int { return strings.Compare(a.ID, b.ID) })
	for i := 1; i < len(all); i++ {
		if all[i].ID == all[i-1].ID {
			return nil, errors.New("inputs: two documents are called " + all[i].ID)
		}
	}
	return all, nil
}

// corpus is the result of the stages that hand texts on; what they left out stands in Dropped, by id with the reason.
type corpus struct {
	kinded
	Documents []Document `json:"documents"`
	Dropped   []dropped  `json:"dropped"`
}

type dropped struct {
	ID     string `json:"id"`
	Reason string `json:"reason"`
}

// sameCorpus holds a corpus against what a judge worked out.
func sameCorpus(f *task.Findings, kind string, got corpus, documents []Document, left []dropped) {
	task.Equal(f, "kind", got.Kind, kind)
	task.Equal(f, "number of documents", len(got.Documents), len(documents))
	task.Equal(f, "number of documents left out", len(got.Dropped), len(left))
	for i := range min(len(got.Documents), len(documents)) {
		task.Equal(f, "document "+documents[i].ID, got.Documents[i], documents[i])
	}
	for i := range min(len(got.Dropped), len(left)) {
		task.Equal(f, "left out "+left[i].ID, got.Dropped[i], left[i])
	}
}
