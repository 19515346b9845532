package canary

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"go.yaml.in/yaml/v3"

	"github.com/agijobs/agijobs/x/validation/types"
)

// verdicts are those of a canary, as files name them.
var verdicts = []struct {
	name    string
	verdict types.VoteVerdict
}{
	{"approve", types.VOTE_VERDICT_APPROVE},
	{"reject", types.VOTE_VERDICT_REJECT},
	{"unjudgeable-spec", types.VOTE_VERDICT_UNJUDGEABLE_SPEC},
}

// ParseVerdict reads approve, reject or unjudgeable-spec.
func ParseVerdict(name string) (types.VoteVerdict, error) {
	for _, v := range verdicts {
		if v.name == name {
			return v.verdict, nil
		}
	}
	return 0, fmt.Errorf("verdict %q: write approve, reject or unjudgeable-spec", name)
}

// VerdictName names a verdict; empty for a leaf that fills up.
func VerdictName(verdict types.VoteVerdict) string {
	for _, v := range verdicts {
		if v.verdict == verdict {
			return v.name
		}
	}
	return ""
}

// tests is the file that an office writes.
type tests struct {
	Canaries []test `yaml:"canaries"`
}

// test names spec and result by a file, or by its SHA-256 in hexadecimal.
type test struct {
	Employer string `yaml:"employer"`
	Spec     string `yaml:"spec"`
	SpecSum  string `yaml:"spec_sha256"`
	Result   string `yaml:"result"`
	ResSum   string `yaml:"result_sha256"`
	Verdict  string `yaml:"verdict"`
}

// ReadTests reads what an office writes about its tests: leaves without salts. Files lie relative to the one that names them.
func ReadTests(path string) ([]types.CanaryLeaf, error) {
	bz, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	decoder := yaml.NewDecoder(bytes.NewReader(bz))
	decoder.KnownFields(true)
	var in tests
	if err := decoder.Decode(&in); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	var leaves []types.CanaryLeaf
	for i, t := range in.Canaries {
		leaf, err := t.leaf(filepath.Dir(path))
		if err != nil {
			return nil, fmt.Errorf("%s: canary %d: %w", path, i+1, err)
		}
		for _, before := range leaves {
			if before.SameWork(leaf) {
				return nil, fmt.Errorf("%s: canary %d: employer, spec and result are those of one before: a second verdict would bar the office", path, i+1)
			}
		}
		leaves = append(leaves, leaf)
	}
	return leaves, nil
}

func (t test) leaf(dir string) (leaf types.CanaryLeaf, err error) {
	leaf.Employer = t.Employer
	if leaf.SpecSha256, err = sum("spec", dir, t.Spec, t.SpecSum); err != nil {
		return leaf, err
	}
	if leaf.ResultSha256, err = sum("result", dir, t.Result, t.ResSum); err != nil {
		return leaf, err
	}
	if leaf.Verdict, err = ParseVerdict(t.Verdict); err != nil {
		return leaf, err
	}
	salted := leaf
	salted.Salt = make([]byte, types.SaltLen)
	return leaf, salted.Validate()
}

// sum returns the SHA-256 of a file, or the one that is given.
func sum(name, dir, path, given string) (hash []byte, err error) {
	if (path == "") == (given == "") {
		return nil, fmt.Errorf("give exactly one of %s (a file) and %s_sha256", name, name)
	}
	if given != "" {
		if hash, err = hex.DecodeString(given); err != nil {
			return nil, fmt.Errorf("%s_sha256: %w", name, err)
		}
		return hash, nil
	}
	if !filepath.IsAbs(path) {
		path = filepath.Join(dir, path)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	h := sha256.New()
	_, err = io.Copy(h, f)
	return h.Sum(nil), errors.Join(err, f.Close())
}
