package cli

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"
)

// maxDocuments is what one transaction may post: job ids have room for this many of a transaction.
const maxDocuments = 999

// document is one job in a file. Numbers and amounts are kept as written, so that none passes through a float.
type document struct {
	Title         string               `yaml:"title"`
	Category      string               `yaml:"category"`
	Tags          []string             `yaml:"tags"`
	Spec          documentSpec         `yaml:"spec"`
	Payout        scalar               `yaml:"payout"`
	WorkDuration  scalar               `yaml:"work_duration"`
	OpenFor       scalar               `yaml:"open_for"`
	Relists       uint32               `yaml:"relists"`
	Seats         uint32               `yaml:"seats"`
	Requirements  documentRequirements `yaml:"requirements"`
	Review        scalar               `yaml:"review"`
	ExtraChecks   []string             `yaml:"extra_checks"`
	Invited       []string             `yaml:"invited"`
	ExpectedTotal scalar               `yaml:"expected_total"`
	Assignment    scalar               `yaml:"assignment"`
	AwardRule     scalar               `yaml:"award_rule"`
	Priority      scalar               `yaml:"priority"`
	Program       scalar               `yaml:"program"`
	Label         scalar               `yaml:"label"`
	DependsOn     []string             `yaml:"depends_on"`
	BlockedFor    scalar               `yaml:"blocked_for"`
	RoyaltyBps    uint32               `yaml:"royalty_bps"`
	Rights        string               `yaml:"rights"`
}

type documentSpec struct {
	File   string `yaml:"file"`
	URI    string `yaml:"uri"`
	SHA256 string `yaml:"sha256"`
}

type documentRequirements struct {
	MinScore    scalar   `yaml:"min_score"`
	AgentKinds  []string `yaml:"agent_kinds"`
	Credentials []string `yaml:"credentials"`
}

// scalar is a value exactly as it stands in the file, with its line.
type scalar struct {
	text string
	line int
}

func (s *scalar) UnmarshalYAML(node *yaml.Node) error {
	if node.Kind != yaml.ScalarNode {
		return fmt.Errorf("line %d: give one value here", node.Line)
	}
	if node.Tag != "!!null" {
		s.text = strings.TrimSpace(node.Value)
	}
	s.line = node.Line
	return nil
}

func (s scalar) empty() bool { return s.text == "" }

// readDocuments reads every document of a file. An unknown key is an error that names it and its line: a term that is
// silently left out could cost money.
func readDocuments(in io.Reader) ([]document, error) {
	decoder := yaml.NewDecoder(in)
	decoder.KnownFields(true)
	var documents []document
	for {
		var d *document
		err := decoder.Decode(&d)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, explain(err)
		}
		// Nothing between two separators.
		if d == nil {
			continue
		}
		if documents = append(documents, *d); len(documents) > maxDocuments {
			return nil, fmt.Errorf("more than %d jobs: a transaction posts at most so many; split the file", maxDocuments)
		}
	}
	if len(documents) == 0 {
		return nil, errors.New("there is no job in it")
	}
	return documents, nil
}

var unknownKey = regexp.MustCompile(`field (\S+) not found in type cli\.(\S+)`)

// goType matches the program's names for parts of a document.
var goType = regexp.MustCompile(`\bcli\.[A-Za-z]+`)

// knownKeys names the keys by the types of this file.
var knownKeys = map[string]string{
	"document": "title, category, tags, spec, payout, work_duration, open_for, relists, seats, requirements, review, extra_checks, invited, " +
		"expected_total, assignment, award_rule, priority, program, label, depends_on, blocked_for, royalty_bps, rights",
	"documentSpec":         "file, uri, sha256",
	"documentRequirements": "min_score, agent_kinds, credentials",
	"programDocument":      "title, document, budget, priority, categories, max_payout, delegates",
	"programDelegate":      "who, left",
}

// explain says in the file's own words what the decoder says in those of its Go types.
func explain(err error) error {
	var typed *yaml.TypeError
	if !errors.As(err, &typed) {
		return err
	}
	lines := make([]string, 0, len(typed.Errors))
	for _, line := range typed.Errors {
		line = unknownKey.ReplaceAllStringFunc(line, func(found string) string {
			parts := unknownKey.FindStringSubmatch(found)
			return fmt.Sprintf("unknown key %q; known here: %s", parts[1], knownKeys[parts[2]])
		})
		lines = append(lines, goType.ReplaceAllString(line, "what belongs here"))
	}
	return errors.New(strings.Join(lines, "\n"))
}

// hash returns the SHA-256 of the spec file, which lies relative to dir. name is the key that it stands under.
func (s documentSpec) hash(name, dir string) ([]byte, error) {
	if s.File == "" {
		return nil, fmt.Errorf("%s.file is missing: name the file whose hash goes on chain", name)
	}
	if s.URI == "" {
		return nil, fmt.Errorf("%s.uri is missing: say where others will read the file", name)
	}
	path := s.File
	if !filepath.IsAbs(path) {
		path = filepath.Join(dir, path)
	}
	sum, err := hashFile(path)
	if err != nil {
		return nil, fmt.Errorf("%s.file: %w", name, err)
	}
	if s.SHA256 != "" && !strings.EqualFold(s.SHA256, hex.EncodeToString(sum)) {
		return nil, fmt.Errorf("%s.sha256 is %s, but %s has %x: name the file that you mean", name, s.SHA256, path, sum)
	}
	return sum, nil
}

func hashFile(path string) (sum []byte, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	h := sha256.New()
	n, err := io.Copy(h, f)
	if err != nil {
		return nil, err
	}
	if n == 0 {
		return nil, fmt.Errorf("%s is empty", path)
	}
	return h.Sum(nil), nil
}
