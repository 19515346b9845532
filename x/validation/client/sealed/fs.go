package sealed

import (
	"errors"
	"os"
)

// fileSystem is what the store does to the disk, step by step, so that tests can break each step.
type fileSystem interface {
	// reserve creates an empty file; os.ErrExist when the name is taken.
	reserve(path string) error
	// writeTemp writes and syncs a temporary file in dir and returns its path.
	writeTemp(dir string, raw []byte) (string, error)
	rename(from, to string) error
	// syncDir makes the names in dir durable.
	syncDir(dir string) error
	remove(path string) error
}

type osFS struct{}

func (osFS) reserve(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, fileMode)
	if err != nil {
		return err
	}
	return f.Close()
}

func (osFS) writeTemp(dir string, raw []byte) (string, error) {
	// CreateTemp makes the file readable for its owner only.
	f, err := os.CreateTemp(dir, ".sealing-*")
	if err != nil {
		return "", err
	}
	_, err = f.Write(raw)
	err = errors.Join(err, f.Chmod(fileMode), f.Sync())
	if err = errors.Join(err, f.Close()); err != nil {
		return "", errors.Join(err, os.Remove(f.Name()))
	}
	return f.Name(), nil
}

func (osFS) rename(from, to string) error { return os.Rename(from, to) }

func (osFS) syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

func (osFS) remove(path string) error { return os.Remove(path) }
