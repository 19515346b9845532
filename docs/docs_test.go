// Package docs_test checks what the documentation says of the tree: names of events, files and tests.
package docs_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// root is the repository, seen from this folder.
const root = ".."

var (
	message = regexp.MustCompile(`(?ms)^message (Event\w+) \{(.*?)^\}`)
	field   = regexp.MustCompile(`(?m)^  (?:repeated )?[\w.]+ (\w+) = \d+`)
	// named is a file or folder in backticks, from the root of the repository.
	named = regexp.MustCompile("`((?:app|client|cmd|docs|examples|internal|pkg|proto|scripts|tests|x)/[^` ]*)`")
	link  = regexp.MustCompile(`\]\(([^)#:]+)(?:#[^)]*)?\)`)
	// test is a test's name in backticks.
	test = regexp.MustCompile("`((?:Test|Fuzz)[A-Z]\\w*)`")
	// function is a test in Go source.
	function = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)[A-Z]\w*)\(`)
)

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	require.NoError(t, err)
	return string(text)
}

// pages are the documents of the whole repository; modules' own are theirs.
func pages(t *testing.T) []string {
	t.Helper()
	list := []string{filepath.Join(root, "README.md")}
	require.NoError(t, filepath.WalkDir(".", func(path string, _ fs.DirEntry, err error) error {
		if strings.HasSuffix(path, ".md") {
			list = append(list, path)
		}
		return err
	}))
	return list
}

func TestEveryEventIsDocumented(t *testing.T) {
	page := read(t, "events.md")
	files, err := filepath.Glob(filepath.Join(root, "proto/agijobs/*/v1/events.proto"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		module := filepath.Base(filepath.Dir(filepath.Dir(file)))
		for _, m := range message.FindAllStringSubmatch(read(t, file), -1) {
			name := "agijobs." + module + ".v1." + m[1]
			row := rowOf(page, name)
			if row == "" {
				t.Errorf("docs/events.md has no row for %s", name)
				continue
			}
			for _, f := range field.FindAllStringSubmatch(m[2], -1) {
				if !strings.Contains(row, "`"+f[1]+"`") {
					t.Errorf("docs/events.md does not name field %s of %s", f[1], name)
				}
			}
		}
	}
}

// rowOf returns the row of a table that begins with a name in backticks.
func rowOf(page, name string) string {
	for line := range strings.Lines(page) {
		if strings.HasPrefix(line, "| `"+name+"` |") {
			return line
		}
	}
	return ""
}

func TestNamedFilesExist(t *testing.T) {
	for _, page := range pages(t) {
		text := read(t, page)
		for _, m := range named.FindAllStringSubmatch(text, -1) {
			pattern := strings.NewReplacer("<module>", "*", "…", "*").Replace(strings.TrimRight(m[1], "/"))
			found, err := filepath.Glob(filepath.Join(root, pattern))
			require.NoError(t, err)
			if len(found) == 0 {
				t.Errorf("%s names %s, which does not exist", page, m[1])
			}
		}
		for _, m := range link.FindAllStringSubmatch(text, -1) {
			if _, err := os.Stat(filepath.Join(filepath.Dir(page), m[1])); err != nil {
				t.Errorf("%s links to %s: %v", page, m[1], err)
			}
		}
	}
}

func TestNamedTestsExist(t *testing.T) {
	known := map[string]bool{}
	require.NoError(t, filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && (entry.Name() == ".git" || entry.Name() == "third_party") {
			return filepath.SkipDir
		}
		if strings.HasSuffix(path, "_test.go") {
			for _, m := range function.FindAllStringSubmatch(read(t, path), -1) {
				known[m[1]] = true
			}
		}
		return nil
	}))
	for _, page := range pages(t) {
		for _, m := range test.FindAllStringSubmatch(read(t, page), -1) {
			if !known[m[1]] {
				t.Errorf("%s names the test %s, which does not exist", page, m[1])
			}
		}
	}
}
