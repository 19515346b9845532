package testnet

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// unfinished is a file in data that is there while the folder is neither the live chain's nor the test network's.
const unfinished = "in-place-testnet.unfinished"

// stage of the making, which the file begins with. While it is tried, at most what a node had begun beyond its last block is taken back, and the
// command can be run again; from then on the folder becomes another chain's.
type stage string

const (
	trying stage = "trying"
	making stage = "making"
)

var (
	// ErrUnfinished says that a folder must not be used.
	ErrUnfinished = errors.New("making a test network of this folder was broken off: it is neither the live chain's nor a test network's; delete it and copy again")
	// ErrTried says that a folder is the live chain's no more and can still become a test network's.
	ErrTried = errors.New("a test network of this folder was tried, and a block that the live chain had begun was taken off: run in-place-testnet again, or delete the folder and copy again")
)

func marker(home string) string { return filepath.Join(home, "data", unfinished) }

// RequireFinished refuses a folder that was left half-way. Every start of a node asks it.
func RequireFinished(home string) error {
	bz, err := os.ReadFile(marker(home))
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil
	case err != nil:
		return err
	case strings.HasPrefix(string(bz), string(trying)):
		return fmt.Errorf("%s: %w", home, ErrTried)
	default:
		return fmt.Errorf("%s: %w", home, ErrUnfinished)
	}
}

func begin(home string, s stage, from, to string) error {
	return os.WriteFile(marker(home), []byte(string(s)+" "+from+" -> "+to+"\n"), 0o600)
}

func end(home string) error { return os.Remove(marker(home)) }
