package language

import (
	"fmt"
	"slices"
	"strings"

	"github.com/agijobs/agijobs/examples/work/task"
)

// shard is the part of the texts that one training reads, as numbers of words.
type shard struct {
	kinded
	Shard int `json:"shard"`
	Of    int `json:"of"`
	// Tokens counts all numbers, Unknown the words that the vocabulary does not have.
	Tokens    int     `json:"tokens"`
	Unknown   int     `json:"unknown"`
	Sentences [][]int `json:"sentences"`
}

type shardInput struct {
	shard, of int
	documents []Document
	words     vocabulary
}

func shardOf(j job) (in shardInput, err error) {
	if in.shard, err = j.spec.Number("shard"); err != nil {
		return in, err
	}
	if in.of, err = j.spec.Number("of"); err != nil {
		return in, err
	}
	if in.shard > in.of {
		return in, fmt.Errorf("spec: shard %d of %d", in.shard, in.of)
	}
	if in.documents, err = gathered(j, Deduplicate); err != nil {
		return in, err
	}
	in.words, err = result[vocabulary](j, Tokenizer)
	return in, err
}

func doShard(j job) (shard, error) {
	in, err := shardOf(j)
	if err != nil {
		return shard{}, err
	}
	out := shard{kinded: kinded{Shard}, Shard: in.shard, Of: in.of, Sentences: [][]int{}}
	numbers := in.words.numbers()
	for i, d := range in.documents {
		if i%in.of != in.shard-1 {
			continue
		}
		var sentence []int
		for _, w := range strings.Fields(d.Text) {
			n, known := numbers[w]
			if !known {
				out.Unknown++
			}
			out.Tokens++
			sentence = append(sentence, n)
			if w == stop {
				out.Sentences, sentence = append(out.Sentences, sentence), nil
			}
		}
		if len(sentence) > 0 {
			out.Sentences = append(out.Sentences, sentence)
		}
	}
	return out, nil
}

// checkShard writes the numbers back as words and compares them with the texts.
func checkShard(j job, got shard, f *task.Findings) error {
	in, err := shardOf(j)
	if err != nil {
		return err
	}
	task.Equal(f, "kind", got.Kind, Shard)
	task.Equal(f, "shard", got.Shard, in.shard)
	task.Equal(f, "of", got.Of, in.of)
	var want []string
	for i := in.shard - 1; i < len(in.documents); i += in.of {
		text := in.documents[i].Text
		for _, sentence := range strings.SplitAfter(text+" ", " "+stop+" ") {
			if sentence = strings.TrimSpace(sentence); sentence != "" {
				want = append(want, sentence)
			}
		}
	}
	task.Equal(f, "number of sentences", len(got.Sentences), len(want))
	tokens, missing := 0, 0
	for i := range min(len(want), len(got.Sentences)) {
		words := strings.Split(want[i], " ")
		same := len(words) == len(got.Sentences[i])
		for k, n := range got.Sentences[i] {
			if n == unknown {
				missing++
				same = same && k < len(words) && !slices.ContainsFunc(in.words.Words, func(w wordCount) bool { return w.Word == words[k] })
			} else {
				same = same && k < len(words) && in.words.word(n) == words[k]
			}
		}
		tokens += len(got.Sentences[i])
		f.Hold(same, "sentence %d is not %q", i+1, want[i])
	}
	task.Equal(f, "tokens", got.Tokens, tokens)
	task.Equal(f, "unknown", got.Unknown, missing)
	return nil
}
