package statute

import (
	"cmp"
	"errors"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/agijobs/agijobs/examples/work/task"
)

var (
	headingPattern    = regexp.MustCompile(`^Article (\d+) — `)
	paragraphPattern  = regexp.MustCompile(`^\((\d+)\) `)
	definitionPattern = regexp.MustCompile(`“([^”]+)” means`)
	// The long forms stand first: alternation takes the first that matches.
	referencePattern = regexp.MustCompile(`\b(?:Articles (\d+) (and|to) (\d+)|Article (\d+)\((\d+)\)|Article (\d+))`)
)

// Do is the agent's program: regular expressions over the lines.
func Do(spec, input []byte) ([]byte, error) {
	if _, err := task.Open(spec, input, Kind); err != nil {
		return nil, err
	}
	d := outline(string(input))
	if len(d.exists) == 0 {
		return nil, errors.New("input: no article found")
	}
	out := Result{Kind: Kind, Terms: []Term{}, References: []Reference{}, Dangling: []Dangling{}, Unused: []string{}}
	for t := range d.exists {
		if t.paragraph == 0 {
			out.Articles++
		} else {
			out.Paragraphs++
		}
	}
	out.Terms = terms(d.lines)
	for _, t := range out.Terms {
		if t.Uses == 0 {
			out.Unused = append(out.Unused, t.Term)
		}
	}
	for _, t := range slices.SortedFunc(maps.Keys(d.exists), compareTargets) {
		if t.paragraph == 0 {
			refer(&out, d, t.article)
		}
	}
	return task.Canonical(out)
}

// line is a line that belongs to an article.
type line struct {
	article int
	heading bool
	text    string
}

type document struct {
	lines  []line
	exists targets
}

// targets is a set.
type targets map[target]bool

func outline(text string) document {
	d := document{exists: targets{}}
	article := 0
	for l := range strings.Lines(text) {
		l = strings.TrimSuffix(l, "\n")
		heading := false
		if m := headingPattern.FindStringSubmatch(l); m != nil {
			article, heading = number(m[1]), true
			d.exists[target{article, 0}] = true
		}
		if article == 0 || strings.HasPrefix(l, "PART ") {
			continue
		}
		if m := paragraphPattern.FindStringSubmatch(l); m != nil {
			d.exists[target{article, number(m[1])}] = true
		}
		d.lines = append(d.lines, line{article, heading, l})
	}
	return d
}

// number reads digits; a number too long for an article is none, and 0 exists nowhere.
func number(digits string) int {
	n, err := strconv.Atoi(digits)
	if err != nil {
		return 0
	}
	return n
}

func terms(lines []line) []Term {
	found := map[string]*Term{}
	for _, l := range lines {
		for _, m := range definitionPattern.FindAllStringSubmatch(l.text, -1) {
			found[m[1]] = &Term{Term: m[1], Article: l.article}
		}
	}
	if len(found) == 0 {
		return []Term{}
	}
	byLength := slices.SortedFunc(maps.Keys(found), func(a, b string) int {
		return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a, b))
	})
	lower := map[string]string{}
	quoted := make([]string, len(byLength))
	for i, t := range byLength {
		lower[strings.ToLower(t)], quoted[i] = t, regexp.QuoteMeta(t)
	}
	uses := regexp.MustCompile(`(?i)\b(?:` + strings.Join(quoted, "|") + `)\b`)
	for _, l := range lines {
		for _, m := range uses.FindAllString(l.text, -1) {
			found[lower[strings.ToLower(m)]].Uses++
		}
		// The definition itself is matched like a use.
		for _, m := range definitionPattern.FindAllStringSubmatch(l.text, -1) {
			found[m[1]].Uses--
		}
	}
	out := make([]Term, 0, len(found))
	for _, t := range found {
		out = append(out, *t)
	}
	slices.SortFunc(out, func(a, b Term) int { return cmp.Compare(a.Term, b.Term) })
	return out
}

func refer(out *Result, d document, article int) {
	to := targets{}
	for _, l := range d.lines {
		if l.article != article || l.heading {
			continue
		}
		for _, at := range referencePattern.FindAllStringSubmatchIndex(l.text, -1) {
			if strings.HasPrefix(l.text[at[1]:], " of the ") {
				continue
			}
			for _, t := range expand(l.text, at) {
				to[t] = true
			}
		}
	}
	if len(to) == 0 {
		return
	}
	ref := Reference{Article: article}
	for _, t := range slices.SortedFunc(maps.Keys(to), compareTargets) {
		ref.To = append(ref.To, t.String())
		if !d.exists[t] {
			out.Dangling = append(out.Dangling, Dangling{Article: article, To: t.String()})
		}
	}
	out.References = append(out.References, ref)
}

// expand turns one match into the targets that it names.
func expand(text string, at []int) []target {
	group := func(n int) int {
		if at[2*n] < 0 {
			return 0
		}
		return number(text[at[2*n]:at[2*n+1]])
	}
	if at[2] < 0 {
		return []target{{group(4) + group(6), group(5)}}
	}
	first, last := group(1), group(3)
	if text[at[4]:at[5]] == "and" {
		return []target{{first, 0}, {last, 0}}
	}
	var out []target
	for n := first; n <= last && n-first < maxRange; n++ {
		out = append(out, target{n, 0})
	}
	return out
}
