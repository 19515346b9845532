package statute

import (
	"slices"
	"strconv"
	"strings"

	"github.com/agijobs/agijobs/examples/work/task"
)

// Check recomputes the index with a scanner over words, where Do uses regular expressions over lines.
func Check(spec, input, result []byte) (task.Report, error) {
	if _, err := task.Open(spec, input, Kind); err != nil {
		return task.BadSpec(Kind, err), nil
	}
	var got Result
	if err := task.Decode(result, &got); err != nil {
		return task.BadResult(Kind, err), nil
	}
	s := newScan(string(input))
	var f task.Findings
	task.Equal(&f, "kind", got.Kind, Kind)
	task.Equal(&f, "articles", got.Articles, len(s.paragraphs))
	count := 0
	for _, ps := range s.paragraphs {
		count += len(ps)
	}
	task.Equal(&f, "paragraphs", got.Paragraphs, count)
	s.checkTerms(&f, got)
	s.checkReferences(&f, got)
	return f.Report(Kind), nil
}

// word is a run of letters and digits of a line: text[from:to].
type word struct{ from, to int }

// text is a line of an article, cut into words.
type text struct {
	article int
	heading bool
	line    string
	words   []word
}

type scan struct {
	texts []text
	// paragraphs of each article.
	paragraphs map[int]map[int]bool
}

func isWord(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

func cut(line string) []word {
	var out []word
	for i := 0; i < len(line); i++ {
		if !isWord(line[i]) {
			continue
		}
		from := i
		for i < len(line) && isWord(line[i]) {
			i++
		}
		out = append(out, word{from, i})
	}
	return out
}

func newScan(input string) *scan {
	s := &scan{paragraphs: map[int]map[int]bool{}}
	article := 0
	for _, line := range strings.Split(strings.TrimSuffix(input, "\n"), "\n") {
		t := text{line: line, words: cut(line)}
		if rest, ok := strings.CutPrefix(line, "Article "); ok {
			if digits, _, ok := strings.Cut(rest, " — "); ok && isNumber(digits) {
				article, t.heading = atoi(digits), true
				s.paragraphs[article] = map[int]bool{}
			}
		}
		if article == 0 || strings.HasPrefix(line, "PART ") {
			continue
		}
		if rest, ok := strings.CutPrefix(line, "("); ok {
			if digits, _, ok := strings.Cut(rest, ") "); ok && isNumber(digits) {
				s.paragraphs[article][atoi(digits)] = true
			}
		}
		t.article = article
		s.texts = append(s.texts, t)
	}
	return s
}

func isNumber(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

func atoi(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}

// at returns word i of a line, or nothing.
func (t text) at(i int) string {
	if i < 0 || i >= len(t.words) {
		return ""
	}
	return t.line[t.words[i].from:t.words[i].to]
}

// gap returns what stands between word i and the next one.
func (t text) gap(i int) string {
	if i >= len(t.words) {
		return ""
	}
	end := len(t.line)
	if i+1 < len(t.words) {
		end = t.words[i+1].from
	}
	return t.line[t.words[i].to:end]
}

// definitions lists the terms that a line defines.
func (t text) definitions() []string {
	var out []string
	for rest := t.line; ; {
		_, after, ok := strings.Cut(rest, "“")
		if !ok {
			return out
		}
		term, behind, ok := strings.Cut(after, "”")
		if ok && term != "" && strings.HasPrefix(behind, " means") {
			out = append(out, term)
			rest = behind
		} else {
			rest = after
		}
	}
}

// follows returns how many words of the line, from word i, spell the term with what stands between them; 0: they do not.
func (t text) follows(i int, term text) int {
	for k := range term.words {
		if !strings.EqualFold(t.at(i+k), term.at(k)) || (k > 0 && t.gap(i+k-1) != term.gap(k-1)) {
			return 0
		}
	}
	return len(term.words)
}

func (s *scan) checkTerms(f *task.Findings, got Result) {
	where, split := map[string]int{}, map[string]text{}
	for _, t := range s.texts {
		for _, term := range t.definitions() {
			where[term], split[term] = t.article, text{line: term, words: cut(term)}
		}
	}
	uses := map[string]int{}
	for _, t := range s.texts {
		for i := 0; i < len(t.words); {
			best, words := "", 1
			for term, parts := range split {
				if n := t.follows(i, parts); n > 0 && len(term) > len(best) {
					best, words = term, n
				}
			}
			if best != "" {
				uses[best]++
			}
			i += words
		}
	}
	task.Equal(f, "number of terms", len(got.Terms), len(where))
	var unused []string
	for i, g := range got.Terms {
		f.Hold(i == 0 || got.Terms[i-1].Term < g.Term, "term %q is out of order", g.Term)
		task.Equal(f, "article of "+g.Term, g.Article, where[g.Term])
		// The definition is one of the places found.
		task.Equal(f, "uses of "+g.Term, g.Uses, uses[g.Term]-1)
		if uses[g.Term] == 1 {
			unused = append(unused, g.Term)
		}
	}
	f.Hold(slices.Equal(got.Unused, unused), "unused is %q, should be %q", got.Unused, unused)
}

// references lists what a line refers to.
func (t text) references() []target {
	var out []target
	for i := range t.words {
		if t.gap(i) != " " || !isNumber(t.at(i+1)) {
			continue
		}
		first, end := target{article: atoi(t.at(i + 1))}, i+1
		var named []target
		switch t.at(i) {
		case "Article":
			if p := t.at(i + 2); t.gap(i+1) == "(" && isNumber(p) && strings.HasPrefix(t.gap(i+2), ")") {
				first.paragraph, end = atoi(p), i+2
			}
			named = []target{first}
		case "Articles":
			link, last := t.at(i+2), t.at(i+3)
			if t.gap(i+1) != " " || t.gap(i+2) != " " || !isNumber(last) || (link != "and" && link != "to") {
				continue
			}
			end, named = i+3, []target{first, {article: atoi(last)}}
			if link == "to" {
				named = nil
				for n := first.article; n <= atoi(last) && len(named) < maxRange; n++ {
					named = append(named, target{article: n})
				}
			}
		}
		behind := t.line[t.words[end].to:]
		if first.paragraph > 0 {
			behind = behind[1:]
		}
		if !strings.HasPrefix(behind, " of the ") {
			out = append(out, named...)
		}
	}
	return out
}

func (s *scan) checkReferences(f *task.Findings, got Result) {
	want := map[int][]target{}
	for _, t := range s.texts {
		if !t.heading {
			want[t.article] = append(want[t.article], t.references()...)
		}
	}
	var dangling []Dangling
	articles := 0
	for _, all := range want {
		if len(all) > 0 {
			articles++
		}
	}
	task.Equal(f, "number of articles with references", len(got.References), articles)
	for i, g := range got.References {
		f.Hold(i == 0 || got.References[i-1].Article < g.Article, "references of article %d are out of order", g.Article)
		all := want[g.Article]
		slices.SortFunc(all, compareTargets)
		all = slices.Compact(all)
		task.Equal(f, "number of references of article "+strconv.Itoa(g.Article), len(g.To), len(all))
		for k, to := range g.To {
			if k >= len(all) {
				break
			}
			task.Equal(f, "a reference of article "+strconv.Itoa(g.Article), to, all[k].String())
			if paragraphs, ok := s.paragraphs[all[k].article]; !ok || (all[k].paragraph > 0 && !paragraphs[all[k].paragraph]) {
				dangling = append(dangling, Dangling{Article: g.Article, To: all[k].String()})
			}
		}
	}
	f.Hold(slices.Equal(got.Dangling, dangling), "dangling is %v, should be %v", got.Dangling, dangling)
}
