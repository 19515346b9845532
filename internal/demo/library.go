package demo

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/agijobs/agijobs/examples"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
)

// base is where the demo's documents lie. The name can never resolve; a folder stands for the server.
const base = "https://demo.invalid/"

// ministryBase is where the examples say that they lie. The same folder stands for that server too, so that the files of the
// examples can be posted as they are.
const ministryBase = "https://data.example.gov/"

// library is a document server: a folder whose files have uris. What it serves is trusted by nobody: readers hold it
// against the hash on chain.
type library struct{ root string }

// fill puts the examples into the library.
func (l library) fill() error {
	return fs.WalkDir(examples.Files(), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := fs.ReadFile(examples.Files(), name)
		if err != nil {
			return err
		}
		return l.put(base+name, content)
	})
}

func (l library) file(uri string) (string, error) {
	name, ok := strings.CutPrefix(uri, base)
	if !ok {
		name, ok = strings.CutPrefix(uri, ministryBase)
	}
	if !ok || !fs.ValidPath(name) {
		return "", fmt.Errorf("no document at %q", uri)
	}
	return filepath.Join(l.root, filepath.FromSlash(name)), nil
}

func (l library) put(uri string, content []byte) error {
	file, err := l.file(uri)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return err
	}
	return os.WriteFile(file, content, 0o600)
}

func (l library) get(uri string) ([]byte, error) {
	file, err := l.file(uri)
	if err != nil {
		return nil, err
	}
	return os.ReadFile(file) // #nosec G304 -- below the library's root
}

// fetch reads a document that the chain names and holds it against the chain's hash.
func (l library) fetch(d jobstypes.Document) ([]byte, error) {
	content, err := l.get(d.Uri)
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(sha256sum(content), d.Sha256) {
		return nil, fmt.Errorf("the document at %s is not the one on chain: its SHA-256 is %s, not %s",
			d.Uri, hexOf(sha256sum(content)), hexOf(d.Sha256))
	}
	return content, nil
}

// document names content that lies in the library.
func document(uri string, content []byte) jobstypes.Document {
	return jobstypes.Document{Uri: uri, Sha256: sha256sum(content)}
}

// beside returns the uri of a file in the same folder as another.
func beside(uri, name string) string {
	return uri[:len(uri)-len(path.Base(uri))] + name
}

func sha256sum(content []byte) []byte {
	sum := sha256.Sum256(content)
	return sum[:]
}
