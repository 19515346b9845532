package language

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"github.com/agijobs/agijobs/examples/work/task"
)

const (
	// number stands for every number: a model must not learn anybody's.
	number = "0"
	// stop ends a sentence, and is a word.
	stop = "."
)

func tooShort(words int) string { return fmt.Sprintf("%d words", words) }

// doClean writes words in small letters, separated by one space, numbers as 0, sentences ended by a dot.
func doClean(j job) (corpus, error) {
	least, documents, err := cleanInput(j)
	if err != nil {
		return corpus{}, err
	}
	out := corpus{kinded: kinded{Clean}, Documents: []Document{}, Dropped: []dropped{}}
	for _, d := range documents {
		words := wordsOf(d.Text)
		if len(words) < least {
			out.Dropped = append(out.Dropped, dropped{d.ID, tooShort(len(words))})
			continue
		}
		d.Text = strings.Join(words, " ")
		out.Documents = append(out.Documents, d)
	}
	return out, nil
}

func cleanInput(j job) (least int, documents []Document, err error) {
	if least, err = j.spec.Number("least_words"); err != nil {
		return 0, nil, err
	}
	documents, err = gathered(j, Collect)
	return least, documents, err
}

// wordsOf reads a text letter by letter.
func wordsOf(text string) []string {
	var words []string
	var word strings.Builder
	digits := false
	end := func() {
		if digits {
			words = append(words, number)
		} else if word.Len() > 0 {
			words = append(words, word.String())
		}
		word.Reset()
		digits = false
	}
	for _, r := range text {
		switch {
		case unicode.IsDigit(r):
			if word.Len() > 0 {
				end()
			}
			digits = true
		case unicode.IsLetter(r):
			if digits {
				end()
			}
			word.WriteRune(unicode.ToLower(r))
		default:
			end()
			if r == '.' || r == '!' || r == '?' {
				words = append(words, stop)
			}
		}
	}
	end()
	return words
}

var token = regexp.MustCompile(`\p{L}+|\p{Nd}+|[.!?]`)

// checkClean finds the words by one expression.
func checkClean(j job, got corpus, f *task.Findings) error {
	least, documents, err := cleanInput(j)
	if err != nil {
		return err
	}
	var kept []Document
	var left []dropped
	for _, d := range documents {
		words := token.FindAllString(strings.ToLower(d.Text), -1)
		for i, w := range words {
			switch {
			case strings.ContainsAny(w, "!?"):
				words[i] = stop
			case unicode.IsDigit([]rune(w)[0]):
				words[i] = number
			}
		}
		if len(words) < least {
			left = append(left, dropped{d.ID, tooShort(len(words))})
			continue
		}
		kept = append(kept, Document{d.ID, d.Group, strings.Join(words, " ")})
	}
	sameCorpus(f, Clean, got, kept, left)
	return nil
}
