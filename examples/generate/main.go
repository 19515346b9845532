// Command generate writes the inputs of the example jobs and puts their hashes into the specs. The inputs are committed;
// this program shows where they come from, and a test makes sure that it still makes the same bytes.
//
//	go run ./examples/generate examples
package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: generate <folder of the examples>")
		os.Exit(2)
	}
	if err := write(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func write(root string) error {
	for name, content := range inputs() {
		if err := os.WriteFile(filepath.Join(root, name, "input.csv"), content, 0o600); err != nil {
			return err
		}
	}
	for name, input := range map[string]string{
		"labour-statistics": "input.csv", "crew-assignment": "input.csv", "statute-terms": "input.txt",
	} {
		if err := seal(filepath.Join(root, name), input); err != nil {
			return err
		}
	}
	return nil
}

// seal writes the hash of an input into the head of its spec.
func seal(folder, input string) error {
	content, err := os.ReadFile(filepath.Join(folder, input)) // #nosec G304 -- a path of this repository
	if err != nil {
		return err
	}
	path := filepath.Join(folder, "spec.md")
	spec, err := os.ReadFile(path) // #nosec G304 -- a path of this repository
	if err != nil {
		return err
	}
	const field = "\ninput_sha256: "
	at := bytes.Index(spec, []byte(field))
	if at < 0 {
		return fmt.Errorf("%s has no input_sha256", path)
	}
	start := at + len(field)
	end := start + bytes.IndexByte(spec[start:], '\n')
	sum := sha256.Sum256(content)
	sealed := append(append(bytes.Clone(spec[:start]), hex.EncodeToString(sum[:])...), spec[end:]...)
	return os.WriteFile(path, sealed, 0o600)
}
