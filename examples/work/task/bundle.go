package task

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// resultsOfJobs is what the head of a spec says in the place of an input file.
const resultsOfJobs = "results"

// Part is the result of one job, by the label of the job.
type Part struct {
	Label   string `json:"label"`
	Content string `json:"content"`
}

// Bundle puts the results of several jobs together, sorted by label: equal results are equal bytes.
func Bundle(parts []Part) ([]byte, error) {
	sorted := slices.Clone(parts)
	slices.SortFunc(sorted, func(a, b Part) int { return cmp.Compare(a.Label, b.Label) })
	return Canonical(sorted)
}

// OpenResults reads the head of a spec whose input is a bundle, and takes the bundle apart.
func OpenResults(spec, bundle []byte, kind string) (Spec, []Part, error) {
	s, err := ParseSpec(spec)
	if err != nil {
		return Spec{}, nil, err
	}
	if s.Kind != kind {
		return Spec{}, nil, fmt.Errorf("spec: kind is %q, want %q", s.Kind, kind)
	}
	if !s.Results {
		return Spec{}, nil, errors.New("spec: the head must say inputs: " + resultsOfJobs)
	}
	var parts []Part
	if err := Decode(bundle, &parts); err != nil {
		return Spec{}, nil, fmt.Errorf("inputs: %w", err)
	}
	return s, parts, nil
}

// Number reads a whole number above 0 of the head.
func (s Spec) Number(name string) (int, error) {
	n, err := strconv.Atoi(s.Fields[name])
	if err != nil || n < 1 {
		return 0, fmt.Errorf("spec: %s %q is not a whole number above 0", name, s.Fields[name])
	}
	return n, nil
}

// Words reads a list of the head, separated by commas. It must not be empty.
func (s Spec) Words(name string) ([]string, error) {
	var words []string
	for word := range strings.SplitSeq(s.Fields[name], ",") {
		if word = strings.TrimSpace(word); word != "" {
			words = append(words, word)
		}
	}
	if len(words) == 0 {
		return nil, fmt.Errorf("spec: %s names nothing", name)
	}
	return words, nil
}
