// Package canary keeps what an audit office must neither lose nor show: the leaves of a day with their salts. Who loses the
// file can open nothing and is barred when the day is not disclosed in time; who sees it can tell a test from a job.
package canary

import (
	"bytes"
	"crypto/rand"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/agijobs/agijobs/x/validation/types"
)

const (
	// formatVersion is the version of the file; a reader refuses others.
	formatVersion = 1
	fileMode      = 0o600
	// maxFile bounds what is read, in bytes: 32 leaves need a few thousand.
	maxFile = 1 << 20
)

// Day is one day's tree.
type Day struct {
	ChainID string
	// Root has 32 bytes.
	Root   []byte
	Leaves []types.CanaryLeaf
}

// Build fills a day up to MaxCanaryLeaves leaves, each with a salt of the system's randomness, in random order: neither their
// number nor the place of one tells how many tests there are.
func Build(chainID string, tests []types.CanaryLeaf) (Day, error) {
	return build(chainID, tests, rand.Reader)
}

func build(chainID string, tests []types.CanaryLeaf, random io.Reader) (Day, error) {
	if chainID == "" {
		return Day{}, errors.New("no chain id: a leaf holds its chain's")
	}
	if len(tests) > types.MaxCanaryLeaves {
		return Day{}, fmt.Errorf("%d canaries, a day has room for %d", len(tests), types.MaxCanaryLeaves)
	}
	leaves := slices.Clone(tests)
	for len(leaves) < types.MaxCanaryLeaves {
		leaves = append(leaves, types.CanaryLeaf{})
	}
	for i := range leaves {
		leaves[i].Salt = make([]byte, types.SaltLen)
		if _, err := io.ReadFull(random, leaves[i].Salt); err != nil {
			return Day{}, fmt.Errorf("draw a salt: %w", err)
		}
	}
	if err := shuffle(leaves, random); err != nil {
		return Day{}, err
	}
	root, err := types.CanaryTreeRoot(chainID, leaves)
	return Day{ChainID: chainID, Root: root, Leaves: leaves}, err
}

// shuffle orders leaves by random numbers of 64 bits; that two are the same happens to nobody.
func shuffle(leaves []types.CanaryLeaf, random io.Reader) error {
	for last := len(leaves) - 1; last > 0; last-- {
		var number [8]byte
		if _, err := io.ReadFull(random, number[:]); err != nil {
			return fmt.Errorf("draw an order: %w", err)
		}
		// The bias of the remainder is below 2^-58.
		at := binary.BigEndian.Uint64(number[:]) % uint64(last+1)
		leaves[at], leaves[last] = leaves[last], leaves[at]
	}
	return nil
}

// Find returns the index of the leaf about a work, or an error.
func (d Day) Find(work types.CanaryLeaf) (int, error) {
	at := slices.IndexFunc(d.Leaves, func(l types.CanaryLeaf) bool { return !l.Filler() && l.SameWork(work) })
	if at < 0 {
		return 0, fmt.Errorf("no leaf of the file is about employer %s, spec %x and result %x", work.Employer, work.SpecSha256, work.ResultSha256)
	}
	return at, nil
}

// file is a day on disk; hashes and salts in hexadecimal.
type file struct {
	Format  int    `json:"format"`
	ChainID string `json:"chain_id"`
	Root    string `json:"root"`
	Leaves  []leaf `json:"leaves"`
}

type leaf struct {
	Employer string `json:"employer,omitempty"`
	Spec     string `json:"spec_sha256,omitempty"`
	Result   string `json:"result_sha256,omitempty"`
	Verdict  string `json:"verdict,omitempty"`
	Salt     string `json:"salt"`
}

// Save writes a day to a path that does not exist yet, readable for its owner only. When it returns without an error the file
// is there after a power cut: only then may the root be registered.
func (d Day) Save(path string) (err error) {
	out := file{Format: formatVersion, ChainID: d.ChainID, Root: hex.EncodeToString(d.Root)}
	for _, l := range d.Leaves {
		out.Leaves = append(out.Leaves, leaf{
			Employer: l.Employer, Spec: hex.EncodeToString(l.SpecSha256), Result: hex.EncodeToString(l.ResultSha256),
			Verdict: VerdictName(l.Verdict), Salt: hex.EncodeToString(l.Salt),
		})
	}
	bz, err := json.MarshalIndent(out, "", "  ")
	if err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, fileMode)
	if errors.Is(err, os.ErrExist) {
		return fmt.Errorf("%s exists: it may be the only copy of leaves that are registered; choose another name", path)
	}
	if err != nil {
		return err
	}
	_, err = f.Write(append(bz, '\n'))
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return errors.Join(err, os.Remove(path))
	}
	return syncDir(filepath.Dir(path))
}

// syncDir makes the names in a folder durable.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// Load reads a day and checks it against its own root.
func Load(path string) (Day, error) {
	f, err := os.Open(path)
	if err != nil {
		return Day{}, err
	}
	bz, err := io.ReadAll(io.LimitReader(f, maxFile))
	if err := errors.Join(err, f.Close()); err != nil {
		return Day{}, err
	}
	day, err := decode(bz)
	if err != nil {
		return Day{}, fmt.Errorf("%s: %w", path, err)
	}
	return day, nil
}

func decode(bz []byte) (Day, error) {
	decoder := json.NewDecoder(bytes.NewReader(bz))
	decoder.DisallowUnknownFields()
	var in file
	if err := decoder.Decode(&in); err != nil {
		return Day{}, err
	}
	if in.Format != formatVersion {
		return Day{}, fmt.Errorf("format %d is not known, it must be %d", in.Format, formatVersion)
	}
	root, err := hex.DecodeString(in.Root)
	if err != nil {
		return Day{}, fmt.Errorf("root: %w", err)
	}
	day := Day{ChainID: in.ChainID, Root: root}
	for i, l := range in.Leaves {
		read, err := l.read()
		if err != nil {
			return Day{}, fmt.Errorf("leaf %d: %w", i, err)
		}
		day.Leaves = append(day.Leaves, read)
	}
	computed, err := types.CanaryTreeRoot(day.ChainID, day.Leaves)
	if err != nil {
		return Day{}, err
	}
	if !bytes.Equal(computed, root) {
		return Day{}, fmt.Errorf("the leaves have root %x, the file says %x: it was changed", computed, root)
	}
	return day, nil
}

func (l leaf) read() (out types.CanaryLeaf, err error) {
	out.Employer = l.Employer
	for _, field := range []struct {
		name, text string
		to         *[]byte
	}{{"spec_sha256", l.Spec, &out.SpecSha256}, {"result_sha256", l.Result, &out.ResultSha256}, {"salt", l.Salt, &out.Salt}} {
		if *field.to, err = hex.DecodeString(field.text); err != nil {
			return out, fmt.Errorf("%s: %w", field.name, err)
		}
	}
	if l.Verdict != "" {
		out.Verdict, err = ParseVerdict(l.Verdict)
	}
	return out, err
}
