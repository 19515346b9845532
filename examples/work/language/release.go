package language

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/agijobs/agijobs/examples/work/task"
)

// release is the model as it is deployed: the table in few bytes, a list of what it was made of, and one sentence that it says.
type release struct {
	kinded
	Manifest []manifestRow `json:"manifest"`
	// Packed is the table, in base64: for each beginning its length, its words, the number of next words, and each with its
	// weight, all as variable-length numbers.
	Packed       string `json:"packed"`
	PackedSHA256 string `json:"packed_sha256"`
	// Sample is what the model says from the beginning of a sentence on.
	Sample string `json:"sample"`
}

type manifestRow struct {
	Label  string `json:"label"`
	Bytes  int    `json:"bytes"`
	SHA256 string `json:"sha256"`
}

func releaseOf(j job) (words vocabulary, q quantised, length int, err error) {
	if length, err = j.spec.Number("sample_words"); err != nil {
		return words, q, 0, err
	}
	documented, err := result[card](j, Card)
	if err != nil {
		return words, q, 0, err
	}
	if !documented.Released {
		return words, q, 0, errors.New("inputs: by its documentation the model failed an evaluation and must not be deployed")
	}
	if words, err = result[vocabulary](j, Tokenizer); err != nil {
		return words, q, 0, err
	}
	q, err = result[quantised](j, Quantise)
	return words, q, length, err
}

func doRelease(j job) (release, error) {
	words, q, length, err := releaseOf(j)
	if err != nil {
		return release{}, err
	}
	out := release{kinded: kinded{Release}}
	for _, p := range j.parts {
		out.Manifest = append(out.Manifest, manifestRow{p.Label, len(p.Content), hexSum([]byte(p.Content))})
	}
	packed := pack(q)
	out.Packed, out.PackedSHA256 = base64.StdEncoding.EncodeToString(packed), hexSum(packed)
	out.Sample = sample(words, q, length)
	return out, nil
}

func hexSum(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

func pack(q quantised) []byte {
	var out []byte
	put := func(n int) { out = binary.AppendUvarint(out, uint64(n)) } // #nosec G115 -- numbers of words and lengths
	for _, c := range q.Contexts {
		put(len(c.After))
		for _, n := range c.After {
			put(n)
		}
		put(len(c.Next))
		for _, n := range c.Next {
			put(n[0])
			put(n[1])
		}
	}
	return out
}

// memory is of how many of its last words the sample says none again.
const memory = 2

func recent[W any](said []W) []W { return said[max(0, len(said)-memory):] }

// sample always takes the likeliest next word after the last two, or the last one, that it has not just said.
func sample(words vocabulary, q quantised, length int) string {
	after := map[string][][2]int{}
	for _, c := range q.Contexts {
		after[fmt.Sprint(c.After)] = c.Next
	}
	said := []int{words.numbers()["the"]}
	for len(said) < length {
		next := slices.Concat(after[fmt.Sprint(said[max(0, len(said)-2):])], after[fmt.Sprint(said[len(said)-1:])])
		at := slices.IndexFunc(next, func(n [2]int) bool {
			return n[0] != unknown && !slices.Contains(recent(said), n[0]) && words.word(n[0]) != stop
		})
		if at < 0 {
			break
		}
		said = append(said, next[at][0])
	}
	var text []string
	for _, n := range said {
		text = append(text, words.word(n))
	}
	return strings.Join(text, " ")
}

// checkRelease unpacks the table, compares it with the one that was quantised, and follows the sentence through it.
func checkRelease(j job, got release, f *task.Findings) error {
	words, q, length, err := releaseOf(j)
	if err != nil {
		return err
	}
	task.Equal(f, "kind", got.Kind, Release)
	task.Equal(f, "rows of the manifest", len(got.Manifest), len(j.parts))
	for i := range min(len(got.Manifest), len(j.parts)) {
		p := j.parts[i]
		task.Equal(f, "manifest of "+p.Label, got.Manifest[i], manifestRow{p.Label, len(p.Content), fmt.Sprintf("%x", sha256.Sum256([]byte(p.Content)))})
	}
	packed, err := base64.StdEncoding.Strict().DecodeString(got.Packed)
	f.Hold(err == nil, "packed is not base64: %v", err)
	task.Equal(f, "packed_sha256", got.PackedSHA256, fmt.Sprintf("%x", sha256.Sum256(packed)))
	contexts, ok := unpack(packed)
	f.Hold(ok, "packed ends in the middle")
	task.Equal(f, "beginnings in packed", len(contexts), len(q.Contexts))
	for i := range min(len(contexts), len(q.Contexts)) {
		f.Hold(slices.Equal(contexts[i].After, q.Contexts[i].After) && slices.Equal(contexts[i].Next, q.Contexts[i].Next),
			"beginning %d of packed is %v, should be %v", i+1, contexts[i], q.Contexts[i])
	}
	checkSample(f, got.Sample, words, q, length)
	return nil
}

func unpack(packed []byte) (contexts []context, ok bool) {
	ok = true
	take := func() int {
		n, size := binary.Uvarint(packed)
		if size <= 0 || n > 1<<31 {
			ok, packed = false, nil
			return 0
		}
		packed = packed[size:]
		return int(n) // #nosec G115 -- bounded above
	}
	for len(packed) > 0 && ok {
		var c context
		for n := take(); n > 0 && ok; n-- {
			c.After = append(c.After, take())
		}
		for n := take(); n > 0 && ok; n-- {
			c.Next = append(c.Next, [2]int{take(), take()})
		}
		contexts = append(contexts, c)
	}
	return contexts, ok
}

// checkSample goes through the sentence word by word: each must be the first that was possible.
func checkSample(f *task.Findings, sentence string, words vocabulary, q quantised, length int) {
	said := strings.Split(sentence, " ")
	f.Hold(len(said) <= length && said[0] == "the", "the sample begins with %q and has %d words", said[0], len(said))
	possible := func(before []string) string {
		for _, size := range []int{2, 1} {
			if size > len(before) {
				continue
			}
			for _, c := range q.Contexts {
				if len(c.After) != size || words.word(c.After[size-1]) != before[len(before)-1] || size == 2 && words.word(c.After[0]) != before[len(before)-2] {
					continue
				}
				for _, n := range c.Next {
					if w := words.word(n[0]); n[0] != unknown && w != stop && !slices.Contains(recent(before), w) {
						return w
					}
				}
			}
		}
		return ""
	}
	for i := 1; i < len(said); i++ {
		task.Equal(f, fmt.Sprintf("word %d of the sample", i+1), said[i], possible(said[:i]))
	}
	f.Hold(len(said) == length || possible(said) == "", "the sample ends too early")
}
