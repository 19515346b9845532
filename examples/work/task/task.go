// Package task holds what every kind of example work shares: the head of a spec, the report of a check, and canonical JSON.
package task

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Verdict is what a check says of a result.
type Verdict string

const (
	// Approve: the result is what the spec asks for.
	Approve Verdict = "approve"
	// Reject: the result can be read, but something in it is wrong.
	Reject Verdict = "reject"
	// UnjudgeableSpec: nobody could tell from spec and input what "done" means.
	UnjudgeableSpec Verdict = "unjudgeable-spec"
	// UnjudgeableResult: the result is not in the format of the spec.
	UnjudgeableResult Verdict = "unjudgeable-result"
)

// Report is what a check found.
type Report struct {
	Verdict Verdict
	// Score is the share of checked facts that hold, 0 to 100; 100 only with Approve.
	Score uint32
	// Text is the report for people, in Markdown.
	Text string
}

// Spec is the head of a spec file: "key: value" lines between two lines of three dashes.
type Spec struct {
	// Kind names the kind of work with its version, such as "labour-statistics/v1".
	Kind string
	// Input is the name of the input file beside the spec.
	Input string
	// InputSHA256 is the hash of the input file; the chain fixes the spec's hash, hence the input's too.
	InputSHA256 [sha256.Size]byte
	// Results: the input is the results of the jobs that this job depends on, as Bundle puts them together. The chain fixes
	// them: each has a certificate with its hash.
	Results bool
	// Fields are all lines of the head.
	Fields map[string]string
}

// ParseSpec reads the head of a spec.
func ParseSpec(spec []byte) (Spec, error) {
	fields, err := head(spec)
	if err != nil {
		return Spec{}, err
	}
	out := Spec{Kind: fields["kind"], Input: fields["input"], Fields: fields}
	if fields["inputs"] == resultsOfJobs && out.Kind != "" && out.Input == "" {
		out.Results = true
		return out, nil
	}
	if out.Kind == "" || out.Input == "" {
		return Spec{}, errors.New("spec: the head must name kind and input")
	}
	if strings.ContainsAny(out.Input, `/\`) || strings.HasPrefix(out.Input, ".") {
		return Spec{}, fmt.Errorf("spec: input %q must be the name of a file beside the spec", out.Input)
	}
	sum, err := hex.DecodeString(fields["input_sha256"])
	if err != nil || len(sum) != sha256.Size {
		return Spec{}, fmt.Errorf("spec: input_sha256 must be %d hexadecimal digits", 2*sha256.Size)
	}
	copy(out.InputSHA256[:], sum)
	return out, nil
}

// Open reads the head of a spec and holds kind and input against it.
func Open(spec, input []byte, kind string) (Spec, error) {
	s, err := ParseSpec(spec)
	if err != nil {
		return Spec{}, err
	}
	if s.Kind != kind {
		return Spec{}, fmt.Errorf("spec: kind is %q, want %q", s.Kind, kind)
	}
	if sha256.Sum256(input) != s.InputSHA256 {
		return Spec{}, errors.New("spec: the input is not the one that the spec names: its SHA-256 differs")
	}
	return s, nil
}

func head(spec []byte) (map[string]string, error) {
	lines := bufio.NewScanner(bytes.NewReader(spec))
	if !lines.Scan() || lines.Text() != "---" {
		return nil, errors.New("spec: the first line must be ---")
	}
	fields := map[string]string{}
	for lines.Scan() {
		if lines.Text() == "---" {
			return fields, nil
		}
		key, value, ok := strings.Cut(lines.Text(), ":")
		if !ok {
			return nil, fmt.Errorf("spec: line %q of the head is not key: value", lines.Text())
		}
		key = strings.TrimSpace(key)
		if _, twice := fields[key]; twice {
			return nil, fmt.Errorf("spec: %s stands twice in the head", key)
		}
		fields[key] = strings.TrimSpace(value)
	}
	return nil, errors.New("spec: the head has no closing ---")
}

// Canonical encodes a result: keys in the order of the struct, no white space, one line feed at the end. Equal results
// are equal bytes.
func Canonical(v any) ([]byte, error) {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// Decode reads a result and refuses everything that is not its canonical form.
func Decode(result []byte, v any) error {
	dec := json.NewDecoder(bytes.NewReader(result))
	dec.DisallowUnknownFields()
	if err := dec.Decode(v); err != nil {
		return fmt.Errorf("result: %w", err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return errors.New("result: more than one JSON value")
	}
	again, err := Canonical(v)
	if err != nil {
		return err
	}
	if !bytes.Equal(again, result) {
		return errors.New("result: not in canonical form")
	}
	return nil
}

// Findings collects what a check holds against a result.
type Findings struct {
	checked int
	wrong   []string
}

// maxListed bounds a report: more findings of one kind tell a reader nothing new.
const maxListed = 20

// Equal counts one checked fact and notes it when it is wrong.
func Equal[T comparable](f *Findings, what string, got, want T) {
	f.Hold(got == want, "%s is %v, should be %v", what, got, want)
}

// Hold counts one checked fact and notes the text when it does not hold.
func (f *Findings) Hold(ok bool, text string, args ...any) {
	f.checked++
	if !ok {
		f.wrong = append(f.wrong, fmt.Sprintf(text, args...))
	}
}

// Report sums up: approved only without a finding.
func (f *Findings) Report(kind string) Report {
	right := f.checked - len(f.wrong)
	var text strings.Builder
	fmt.Fprintf(&text, "# Check of %s\n\nRecomputed from spec and input: %d of %d facts hold.\n", kind, right, f.checked)
	for i, w := range f.wrong {
		if i == maxListed {
			fmt.Fprintf(&text, "- and %d more\n", len(f.wrong)-maxListed)
			break
		}
		fmt.Fprintf(&text, "- %s\n", w)
	}
	if len(f.wrong) == 0 && f.checked > 0 {
		return Report{Verdict: Approve, Score: 100, Text: text.String()}
	}
	score := 0
	if f.checked > 0 {
		score = min(right*100/f.checked, 99)
	}
	return Report{Verdict: Reject, Score: uint32(score), Text: text.String()} // #nosec G115 -- 0 to 99
}

// BadSpec reports a spec or an input from which nobody can tell what "done" means.
func BadSpec(kind string, err error) Report {
	return Report{Verdict: UnjudgeableSpec, Text: fmt.Sprintf("# Check of %s\n\nThe spec cannot be judged: %v\n", kind, err)}
}

// BadResult reports a result that is not in the format of the spec.
func BadResult(kind string, err error) Report {
	return Report{Verdict: UnjudgeableResult, Text: fmt.Sprintf("# Check of %s\n\nThe result cannot be read: %v\n", kind, err)}
}
