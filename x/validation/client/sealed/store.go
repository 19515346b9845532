package sealed

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// ErrExists is returned when a seat has a sealed vote already that is not the same one.
var ErrExists = errors.New("a sealed vote exists already")

// ErrNotFound is returned when a seat has no sealed vote here.
var ErrNotFound = errors.New("no sealed vote here")

const (
	dirName  = "sealed-votes"
	dirMode  = 0o700
	fileMode = 0o600
)

// Store keeps sealed votes under <home>/sealed-votes/<chain-id>/<validator>/<job>-<rung>.json.
type Store struct {
	home string
	fs   fileSystem
}

// NewStore returns the store of a node home.
func NewStore(home string) Store { return Store{home: home, fs: osFS{}} }

// Path returns where the vote of a seat lies.
func (s Store) Path(key Key) (string, error) {
	if s.home == "" {
		return "", errors.New("no home folder is set: give --home")
	}
	if key.ChainID == "" || key.ChainID == "." || key.ChainID == ".." || strings.ContainsAny(key.ChainID, "/\\\x00") {
		return "", fmt.Errorf("chain id %q: set --chain-id, or chain-id in the home's client.toml", key.ChainID)
	}
	if key.Validator.Empty() {
		return "", errors.New("no validator is set: give --from")
	}
	name := strconv.FormatUint(key.JobID, 10) + "-" + strconv.FormatUint(uint64(key.Rung), 10) + ".json"
	return filepath.Join(s.home, dirName, key.ChainID, key.Validator.String(), name), nil
}

// Load returns the sealed vote of a seat, checked against its own commitment. ErrNotFound when there is none.
func (s Store) Load(key Key) (Vote, error) {
	path, err := s.Path(key)
	if err != nil {
		return Vote{}, err
	}
	raw, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return Vote{}, fmt.Errorf("%s: %w: %s", key, ErrNotFound, path)
	}
	if err != nil {
		return Vote{}, err
	}
	if len(raw) == 0 {
		return Vote{}, fmt.Errorf("%s is empty: sealing was interrupted before anything was sent; remove the file and commit again", path)
	}
	vote, err := decode(key, raw)
	if err != nil {
		return Vote{}, fmt.Errorf("%s: %w", path, err)
	}
	return vote, nil
}

// Save puts a sealed vote on disk and returns its path. When it returns without an error, the vote is there after a power cut: only then
// may the commitment be sent. An existing vote is never overwritten, since its commitment may be on its way into a block;
// saving the same vote again is no error, another one is ErrExists.
func (s Store) Save(vote Vote) (string, error) {
	if err := vote.Check(); err != nil {
		return "", err
	}
	path, err := s.Path(vote.Key)
	if err != nil {
		return "", err
	}
	raw, err := encode(vote)
	if err != nil {
		return "", err
	}
	if err := s.makeDirs(filepath.Dir(path)); err != nil {
		return "", err
	}
	// Creating the name exclusively decides between two programs that seal for the same seat at the same time.
	if err := s.fs.reserve(path); err != nil {
		if !errors.Is(err, os.ErrExist) {
			return "", fmt.Errorf("seal the vote: %w", err)
		}
		return path, s.sameAs(vote, path)
	}
	if err := s.write(path, raw); err != nil {
		// Nothing was sent: leave no reservation behind.
		return "", errors.Join(fmt.Errorf("seal the vote: %w", err), s.fs.remove(path))
	}
	return path, nil
}

func (s Store) sameAs(vote Vote, path string) error {
	existing, err := s.Load(vote.Key)
	if err != nil {
		return err
	}
	if !bytes.Equal(existing.Commitment, vote.Commitment) || !bytes.Equal(existing.Salt, vote.Salt) {
		return fmt.Errorf("%s: %w: %s", vote.Key, ErrExists, path)
	}
	return nil
}

// write fills the reserved name: whole or not at all, and durable.
func (s Store) write(path string, raw []byte) error {
	temp, err := s.fs.writeTemp(filepath.Dir(path), raw)
	if err != nil {
		return err
	}
	if err := s.fs.rename(temp, path); err != nil {
		return errors.Join(err, s.fs.remove(temp))
	}
	return s.fs.syncDir(filepath.Dir(path))
}

// makeDirs creates the folders below home, each durable in its parent.
func (s Store) makeDirs(dir string) error {
	if err := os.MkdirAll(s.home, 0o755); err != nil {
		return err
	}
	relative, err := filepath.Rel(s.home, dir)
	if err != nil {
		return err
	}
	parent := s.home
	for part := range strings.SplitSeq(relative, string(filepath.Separator)) {
		child := filepath.Join(parent, part)
		if err := os.Mkdir(child, dirMode); err != nil && !errors.Is(err, os.ErrExist) {
			return err
		}
		// Also when it existed: whoever made it may have been cut off before the sync.
		if err := s.fs.syncDir(parent); err != nil {
			return err
		}
		parent = child
	}
	return nil
}
