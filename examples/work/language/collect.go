package language

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/agijobs/agijobs/examples/work/task"
)

// notLicensed is why a document is left out.
func notLicensed(licence string) string { return "licence " + licence }

// doCollect keeps the documents that may be used. It reads line by line.
func doCollect(spec, input []byte) ([]byte, error) {
	head, err := task.Open(spec, input, Collect)
	if err != nil {
		return nil, err
	}
	licences, err := head.Words("licences")
	if err != nil {
		return nil, err
	}
	out := corpus{kinded: kinded{Collect}, Documents: []Document{}, Dropped: []dropped{}}
	var current *Document
	for i, line := range strings.Split(string(input), "\n") {
		header, isHeader := strings.CutPrefix(line, "@ ")
		switch {
		case isHeader:
			cells := strings.Split(header, " | ")
			if len(cells) != 3 {
				return nil, fmt.Errorf("input: line %d: a header has id, group and licence", i+1)
			}
			current = nil
			if !slices.Contains(licences, cells[2]) {
				out.Dropped = append(out.Dropped, dropped{cells[0], notLicensed(cells[2])})
				continue
			}
			out.Documents = append(out.Documents, Document{ID: cells[0], Group: cells[1]})
			current = &out.Documents[len(out.Documents)-1]
		case line != "" && current != nil:
			current.Text = strings.TrimSpace(current.Text + " " + line)
		}
	}
	if len(out.Documents)+len(out.Dropped) == 0 {
		return nil, errors.New("input: there is no document in it")
	}
	return task.Canonical(out)
}

var entry = regexp.MustCompile(`(?m)^@ (\S+) \| (\S+) \| (\S+)\n((?:[^@\n].*\n|\n)*)`)

// checkCollect finds the documents of the whole input by one expression.
func checkCollect(spec, input, result []byte) (task.Report, error) {
	head, err := task.Open(spec, input, Collect)
	if err != nil {
		return task.BadSpec(Collect, err), nil
	}
	licences, err := head.Words("licences")
	if err != nil {
		return task.BadSpec(Collect, err), nil
	}
	var got corpus
	if err := task.Decode(result, &got); err != nil {
		return task.BadResult(Collect, err), nil
	}
	var documents []Document
	var left []dropped
	for _, m := range entry.FindAllStringSubmatch(string(input), -1) {
		if slices.Contains(licences, m[3]) {
			documents = append(documents, Document{ID: m[1], Group: m[2], Text: strings.Join(strings.FieldsFunc(m[4], func(r rune) bool { return r == '\n' }), " ")})
		} else {
			left = append(left, dropped{m[1], notLicensed(m[3])})
		}
	}
	var f task.Findings
	sameCorpus(&f, Collect, got, documents, left)
	return f.Report(Collect), nil
}
