package language

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"github.com/agijobs/agijobs/examples/work/task"
)

// unknown is the number of every word that the vocabulary does not have; the first word of the vocabulary is number 1.
const unknown = 0

// vocabulary numbers the most frequent words.
type vocabulary struct {
	kinded
	// Read counts the words of all texts, Known those that the vocabulary has.
	Read  int         `json:"read"`
	Known int         `json:"known"`
	Words []wordCount `json:"words"`
}

type wordCount struct {
	Word  string `json:"word"`
	Count int    `json:"count"`
}

// numbers of the words.
func (v vocabulary) numbers() map[string]int {
	out := make(map[string]int, len(v.Words))
	for i, w := range v.Words {
		out[w.Word] = i + 1
	}
	return out
}

// word of a number.
func (v vocabulary) word(n int) string {
	if n < 1 || n > len(v.Words) {
		return "?"
	}
	return v.Words[n-1].Word
}

func doTokenizer(j job) (vocabulary, error) {
	size, documents, err := tokenizerInput(j)
	if err != nil {
		return vocabulary{}, err
	}
	out := vocabulary{kinded: kinded{Tokenizer}, Words: []wordCount{}}
	counts := map[string]int{}
	for _, d := range documents {
		for _, w := range strings.Fields(d.Text) {
			counts[w]++
			out.Read++
		}
	}
	for w, n := range counts {
		out.Words = append(out.Words, wordCount{w, n})
	}
	slices.SortFunc(out.Words, func(a, b wordCount) int { return cmp.Or(b.Count-a.Count, strings.Compare(a.Word, b.Word)) })
	out.Words = out.Words[:min(size, len(out.Words))]
	for _, w := range out.Words {
		out.Known += w.Count
	}
	return out, nil
}

func tokenizerInput(j job) (size int, documents []Document, err error) {
	if size, err = j.spec.Number("vocabulary"); err != nil {
		return 0, nil, err
	}
	if documents, err = gathered(j, Clean); err != nil {
		return 0, nil, err
	}
	for _, d := range documents {
		if strings.TrimSpace(d.Text) == "" {
			return 0, nil, errors.New("inputs: document " + d.ID + " is empty")
		}
	}
	return size, documents, nil
}

// checkTokenizer sorts all words of all texts and counts runs; the place of a word is the number of words that are better.
func checkTokenizer(j job, got vocabulary, f *task.Findings) error {
	size, documents, err := tokenizerInput(j)
	if err != nil {
		return err
	}
	var all []string
	for _, d := range documents {
		all = append(all, strings.Split(d.Text, " ")...)
	}
	slices.Sort(all)
	var words []wordCount
	for from := 0; from < len(all); {
		to, found := slices.BinarySearch(all, all[from]+"\x00")
		f.Hold(!found, "a word ends with a zero byte")
		words = append(words, wordCount{all[from], to - from})
		from = to
	}
	task.Equal(f, "kind", got.Kind, Tokenizer)
	task.Equal(f, "read", got.Read, len(all))
	task.Equal(f, "number of words", len(got.Words), min(size, len(words)))
	known := 0
	for _, w := range words {
		before := 0
		for _, o := range words {
			if o.Count > w.Count || o.Count == w.Count && o.Word < w.Word {
				before++
			}
		}
		if before >= size {
			continue
		}
		known += w.Count
		f.Hold(before < len(got.Words) && got.Words[before] == w, "word %d should be %q, %d times", before+1, w.Word, w.Count)
	}
	task.Equal(f, "known", got.Known, known)
	return nil
}
