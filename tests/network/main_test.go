//go:build network

package network

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// binary is the agijobsd under test.
var binary string

func TestMain(m *testing.M) {
	flag.Parse()
	os.Exit(withBinary(m))
}

func withBinary(m *testing.M) (code int) {
	if testing.Short() {
		return m.Run() // every test skips itself
	}
	folder, err := os.MkdirTemp("", "agijobs-network-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer func() {
		if err := os.RemoveAll(folder); err != nil {
			fmt.Fprintln(os.Stderr, err)
			code = 1
		}
	}()
	binary = filepath.Join(folder, "agijobsd")
	build := exec.Command("go", "build", "-mod=readonly", "-buildvcs=false", "-o", binary, "github.com/agijobs/agijobs/cmd/agijobsd")
	build.Stdout, build.Stderr = os.Stderr, os.Stderr
	if err := build.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "go build:", err)
		return 1
	}
	return m.Run()
}
