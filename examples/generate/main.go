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
	return program(filepath.Join(root, "national-language-model"))
}

// seal writes the hash of an input into the head of its spec.
func seal(folder, input string) error {
	content, err := os.ReadFile(filepath.Join(folder, input)) // #nosec G304 -- a path of this repository
	if err != nil {
		return err
	}
	return enter(filepath.Join(folder, "spec.md"), "\ninput_sha256: ", content)
}

// enter writes the hash of content behind the first field of that name, and where there is an anchor, behind the first after it.
func enter(path, field string, content []byte, anchor ...string) error {
	text, err := os.ReadFile(path) // #nosec G304 -- a path of this repository
	if err != nil {
		return err
	}
	start := 0
	for _, mark := range append(anchor, field) {
		at := bytes.Index(text[start:], []byte(mark))
		if at < 0 {
			return fmt.Errorf("%s has no %q", path, mark)
		}
		start += at + len(mark)
	}
	end := start + bytes.IndexByte(text[start:], '\n')
	sum := sha256.Sum256(content)
	sealed := append(append(bytes.Clone(text[:start]), hex.EncodeToString(sum[:])...), text[end:]...)
	return os.WriteFile(path, sealed, 0o600)
}
