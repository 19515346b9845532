package main

import (
	"os"
	"path/filepath"
	"strings"
)

// program writes the texts of the example program, their hashes into the specs that read them, and the hashes of all specs
// into the jobs.
func program(folder string) error {
	for name, content := range corpora() {
		if err := os.WriteFile(filepath.Join(folder, "specs", name), content, 0o600); err != nil {
			return err
		}
		spec := "collect-" + strings.TrimSuffix(name, ".txt") + ".md"
		if err := enter(filepath.Join(folder, "specs", spec), "\ninput_sha256: ", content); err != nil {
			return err
		}
	}
	specs, err := filepath.Glob(filepath.Join(folder, "specs", "*.md"))
	if err != nil {
		return err
	}
	for _, path := range specs {
		content, err := os.ReadFile(path) // #nosec G304 -- a path of this repository
		if err != nil {
			return err
		}
		if err := enter(filepath.Join(folder, "jobs.yaml"), "\n  sha256: ", content, "\n  file: specs/"+filepath.Base(path)+"\n"); err != nil {
			return err
		}
	}
	return nil
}
