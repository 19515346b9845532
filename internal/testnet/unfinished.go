package testnet

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// unfinished is a file in data that is there while the folder is neither the live chain's nor the test network's.
const unfinished = "in-place-testnet.unfinished"

// ErrUnfinished says that a folder must not be used.
var ErrUnfinished = errors.New("making a test network of this folder was broken off: it is neither the live chain's nor a test network's; delete it and copy again")

func marker(home string) string { return filepath.Join(home, "data", unfinished) }

// RequireFinished refuses a folder that was left half-way. Every start of a node asks it.
func RequireFinished(home string) error {
	_, err := os.Stat(marker(home))
	switch {
	case err == nil:
		return fmt.Errorf("%s: %w", home, ErrUnfinished)
	case errors.Is(err, os.ErrNotExist):
		return nil
	default:
		return err
	}
}

func begin(home, from, to string) error {
	return os.WriteFile(marker(home), []byte(from+" -> "+to+"\n"), 0o600)
}

func end(home string) error { return os.Remove(marker(home)) }
