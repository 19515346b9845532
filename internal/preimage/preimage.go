// Package preimage writes what the chain hashes: fields one after another, each as its length in 8 bytes, big endian, then its
// bytes. Two different lists of fields never give the same bytes. Roots, commitments and salts depend on every byte of it: a
// new form needs a new domain, the first field of each use.
package preimage

import (
	"crypto/sha256"
	"encoding/binary"
)

// Fields is an encoded list of fields. Its zero value is the empty list; it can be hashed and read as it is.
type Fields []byte

// Bytes adds a field of bytes.
func (f *Fields) Bytes(b []byte) {
	*f = append(binary.BigEndian.AppendUint64(*f, uint64(len(b))), b...)
}

// Text adds a field of text.
func (f *Fields) Text(s string) { f.Bytes([]byte(s)) }

// Number adds a number, in 8 bytes, big endian.
func (f *Fields) Number(n uint64) { f.Bytes(binary.BigEndian.AppendUint64(nil, n)) }

// Flag adds one byte, 0 or 1.
func (f *Fields) Flag(set bool) {
	if set {
		f.Bytes([]byte{1})
		return
	}
	f.Bytes([]byte{0})
}

// Sum returns the SHA-256 of the fields, 32 bytes.
func (f Fields) Sum() []byte {
	sum := sha256.Sum256(f)
	return sum[:]
}
