package work

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/agijobs/agijobs/examples"
	"github.com/agijobs/agijobs/examples/work/task"
)

// ProgramFolder is the folder of the example program: many jobs that depend on each other.
const ProgramFolder = "national-language-model"

// ProgramJob is one job of the example program, as jobs.yaml describes it.
type ProgramJob struct {
	Label    string   `yaml:"label"`
	Title    string   `yaml:"title"`
	Category string   `yaml:"category"`
	Tags     []string `yaml:"tags"`
	Spec     struct {
		File   string `yaml:"file"`
		URI    string `yaml:"uri"`
		SHA256 string `yaml:"sha256"`
	} `yaml:"spec"`
	Payout       string   `yaml:"payout"`
	WorkDuration string   `yaml:"work_duration"`
	OpenFor      string   `yaml:"open_for"`
	BlockedFor   string   `yaml:"blocked_for"`
	DependsOn    []string `yaml:"depends_on"`
	Assignment   string   `yaml:"assignment"`
	AwardRule    string   `yaml:"award_rule"`
	Review       string   `yaml:"review"`
	Relists      uint32   `yaml:"relists"`
	RoyaltyBps   uint32   `yaml:"royalty_bps"`
	Rights       string   `yaml:"rights"`
}

// ProgramHead is what program.yaml says of the program.
type ProgramHead struct {
	Title    string `yaml:"title"`
	Document struct {
		File string `yaml:"file"`
		URI  string `yaml:"uri"`
	} `yaml:"document"`
	Budget     string   `yaml:"budget"`
	Priority   string   `yaml:"priority"`
	Categories []string `yaml:"categories"`
	MaxPayout  string   `yaml:"max_payout"`
}

// Program reads the example program: its head, and its jobs in the order of the file, which is an order of work.
func Program() (ProgramHead, []ProgramJob, error) {
	var head ProgramHead
	if err := decodeAll("program.yaml", func(d *yaml.Decoder) error { return d.Decode(&head) }); err != nil {
		return head, nil, err
	}
	var jobs []ProgramJob
	err := decodeAll("jobs.yaml", func(d *yaml.Decoder) error {
		var j ProgramJob
		if err := d.Decode(&j); err != nil {
			return err
		}
		jobs = append(jobs, j)
		return nil
	})
	return head, jobs, err
}

// decodeAll reads the documents of a file of the program one after the other.
func decodeAll(name string, read func(*yaml.Decoder) error) error {
	file, err := examples.Files().Open(path.Join(ProgramFolder, name))
	if err != nil {
		return err
	}
	decoder := yaml.NewDecoder(file)
	decoder.KnownFields(true)
	for {
		if err = read(decoder); err != nil {
			break
		}
	}
	if errors.Is(err, io.EOF) {
		err = nil
	}
	if err = errors.Join(err, file.Close()); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// ProgramDocument is the text of one job in jobs.yaml, to post it once more.
func ProgramDocument(label string) ([]byte, error) {
	text, err := fs.ReadFile(examples.Files(), path.Join(ProgramFolder, "jobs.yaml"))
	if err != nil {
		return nil, err
	}
	for document := range strings.SplitSeq(string(text), "---\n") {
		if strings.Contains("\n"+document, "\nlabel: "+label+"\n") {
			return []byte(document), nil
		}
	}
	return nil, fmt.Errorf("jobs.yaml has no job %q", label)
}

// Rehearse does the whole program on files, without a chain: each job by its program, each result judged before others build
// on it. It returns the results by label.
func Rehearse(jobs []ProgramJob) (map[string][]byte, error) {
	results := map[string][]byte{}
	for _, j := range jobs {
		spec, input, kind, err := ProgramInput(j, results)
		if err != nil {
			return results, fmt.Errorf("%s: %w", j.Label, err)
		}
		result, err := kind.Do(spec, input)
		if err != nil {
			return results, fmt.Errorf("%s: %w", j.Label, err)
		}
		report, err := kind.Check(spec, input, result)
		if err != nil {
			return results, fmt.Errorf("%s: %w", j.Label, err)
		}
		if report.Verdict != task.Approve {
			return results, fmt.Errorf("%s: %s: %s", j.Label, report.Verdict, report.Text)
		}
		results[j.Label] = result
	}
	return results, nil
}

// ProgramInput reads the spec of a job and its input: a file beside the spec, or results of other jobs.
func ProgramInput(j ProgramJob, results map[string][]byte) (spec, input []byte, kind Kind, err error) {
	file := path.Join(ProgramFolder, j.Spec.File)
	if spec, err = fs.ReadFile(examples.Files(), file); err != nil {
		return nil, nil, Kind{}, err
	}
	kind, head, err := ForSpec(spec)
	if err != nil {
		return nil, nil, Kind{}, err
	}
	if !head.Results {
		input, err = fs.ReadFile(examples.Files(), path.Join(path.Dir(file), head.Input))
		return spec, input, kind, err
	}
	var parts []task.Part
	for _, label := range j.DependsOn {
		result, done := results[label]
		if !done {
			return nil, nil, Kind{}, fmt.Errorf("%s is not done yet", label)
		}
		parts = append(parts, task.Part{Label: label, Content: string(result)})
	}
	input, err = task.Bundle(parts)
	return spec, input, kind, err
}
