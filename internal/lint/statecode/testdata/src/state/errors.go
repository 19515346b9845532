package state

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"strings"
)

type store struct{}

func (store) Set(string) error        { return nil }
func (store) Get(string) (int, error) { return 0, nil }
func (store) Close() error            { return nil }
func (store) Forget(string)           {}

func failures(s store, w io.Writer) error {
	s.Set("a")                    // want `nobody looks at the error`
	_ = s.Set("b")                // want `an error is thrown away`
	n, _ := s.Get("c")            // want `an error is thrown away`
	_, _ = s.Get("d")             // want `an error is thrown away`
	s.Get("e")                    // want `nobody looks at the error`
	defer s.Close()               // want `nobody looks at the error`
	func() error { return nil }() // want `nobody looks at the error`
	s.Forget("f")
	_ = n
	fmt.Fprintf(w, "%d", n) // want `nobody looks at the error`
	_ = s.Set("g")          // state-ok: it is there already

	var text strings.Builder
	text.WriteString("a")
	fmt.Fprintf(&text, "%d", n)
	var buffer bytes.Buffer
	buffer.WriteByte(1)
	h := sha256.New()
	h.Write(buffer.Bytes())
	if err := s.Set("h"); err != nil {
		return err
	}
	value, found := map[string]error{}["i"], true
	_, _ = value, found // want `an error is thrown away`
	return s.Close()
}
