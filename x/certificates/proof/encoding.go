package proof

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

const (
	// MaxSize of a file in bytes: the records of the largest certificate and ten thousand signatures fit.
	MaxSize = 4 << 20
	// maxValidators is what CometBFT allows in a set.
	maxValidators = 10_000
)

// canonical is a file with one form only.
type canonical interface {
	// normalise brings every value that can be written in two ways into the one in which it is written.
	normalise()
}

// encode writes a file in its one form: JSON, two spaces, one newline at the end.
func encode(file canonical) ([]byte, error) {
	file.normalise()
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(file); err != nil {
		return nil, err
	}
	if out.Len() > MaxSize {
		return nil, ErrSize.because("%d bytes, at most %d are taken", out.Len(), MaxSize)
	}
	return out.Bytes(), nil
}

// decode reads a file and refuses it unless writing it again gives the same bytes: spaces, order, cases, spellings of numbers and times,
// unknown and repeated fields are all told apart by that.
func decode(bz []byte, format string, file canonical) error {
	if len(bz) > MaxSize {
		return ErrSize.because("%d bytes, at most %d are taken", len(bz), MaxSize)
	}
	var head struct {
		Format string `json:"format"`
	}
	if err := json.Unmarshal(bz, &head); err != nil {
		return ErrEncoding.because("%s", err)
	}
	if head.Format != format {
		return ErrFormat.because("%q, not %q", head.Format, format)
	}
	decoder := json.NewDecoder(bytes.NewReader(bz))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(file); err != nil {
		return ErrEncoding.because("%s", err)
	}
	again, err := encode(file)
	if err != nil {
		return ErrEncoding.because("%s", err)
	}
	if at := difference(bz, again); at >= 0 {
		return ErrEncoding.because("byte %d is not what belongs there", at)
	}
	return nil
}

// difference is the first place where two texts differ, or -1.
func difference(a, b []byte) int {
	if bytes.Equal(a, b) {
		return -1
	}
	n := min(len(a), len(b))
	for i := range n {
		if a[i] != b[i] {
			return i
		}
	}
	return n
}

// Read reads what a file may hold at most.
func Read(from io.Reader) ([]byte, error) {
	bz, err := io.ReadAll(io.LimitReader(from, MaxSize+1))
	if err != nil {
		return nil, fmt.Errorf("cannot read: %w", err)
	}
	if len(bz) > MaxSize {
		return nil, ErrSize.because("at most %d bytes are taken", MaxSize)
	}
	if len(bz) == 0 {
		return nil, errors.New("the file is empty")
	}
	return bz, nil
}
