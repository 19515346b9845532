package sortition

import (
	"crypto/sha256"
	"encoding/binary"
)

// Stream is an endless sequence of uniform numbers that a seed fixes: anybody with the seed computes it again.
type Stream struct {
	seed    [32]byte
	counter uint64
}

// NewStream returns the stream of a seed, at its start.
func NewStream(seed [32]byte) *Stream { return &Stream{seed: seed} }

// Below returns the next number in [0, n), each equally likely; 0 for n = 0, which takes nothing from the stream.
//
// A 64-bit word below 2^64 mod n is rejected: what remains is a multiple of n values, so that the remainder is unbiased.
// Fewer than every second word is rejected, whatever n is.
func (s *Stream) Below(n uint64) uint64 {
	if n == 0 {
		return 0
	}
	reject := -n % n // 2^64 mod n, in 64 bits
	for {
		if word := s.next(); word >= reject {
			return word % n
		}
	}
}

// next returns the first 8 bytes, big endian, of SHA-256(seed ‖ counter), the counter being 8 bytes, big endian.
func (s *Stream) next() uint64 {
	var in [40]byte
	copy(in[:32], s.seed[:])
	binary.BigEndian.PutUint64(in[32:], s.counter)
	s.counter++
	sum := sha256.Sum256(in[:])
	return binary.BigEndian.Uint64(sum[:8])
}
