package sortition

import (
	"encoding/binary"
	"fmt"
	"math/bits"
)

const (
	// Arity is the number of children of a node. An update rewrites one node per level, and a store pays for each key
	// far more than for each byte: 16 children of 8 bytes make a 128-byte value, three levels for 4,096 leaves and six
	// for 16.7 million, against 12 and 24 levels of a binary tree.
	Arity = 16
	// MaxHeight is the number of levels that a tree may grow to.
	MaxHeight = 8
	// MaxLeaves is the number of leaves that a tree may grow to: Arity^MaxHeight = 2^32.
	MaxLeaves = uint64(1) << (arityBits * MaxHeight)

	arityBits = 4
	nodeLen   = Arity * 8
)

// node holds the sums of a node's children; on the lowest level (0), the weights of leaves.
type node [Arity]uint64

func (n node) encode() []byte {
	out := make([]byte, 0, nodeLen)
	for _, sum := range n {
		out = binary.BigEndian.AppendUint64(out, sum)
	}
	return out
}

// decodeNode reads a stored node; an empty one is never stored.
func decodeNode(b []byte) (node, error) {
	var n node
	if len(b) != nodeLen {
		return n, fmt.Errorf("%w: a node has %d bytes instead of %d", ErrCorrupt, len(b), nodeLen)
	}
	for i := range n {
		n[i] = binary.BigEndian.Uint64(b[i*8:])
	}
	total, err := n.total()
	if err != nil {
		return n, fmt.Errorf("%w: a node sums up to more than 64 bits", ErrCorrupt)
	}
	if total == 0 {
		return n, fmt.Errorf("%w: an empty node is stored", ErrCorrupt)
	}
	return n, nil
}

// total returns the sum of the children; ErrOverflow if it has more than 64 bits.
func (n node) total() (uint64, error) {
	var total, carry uint64
	for _, sum := range n {
		if total, carry = bits.Add64(total, sum, 0); carry != 0 {
			return 0, ErrOverflow
		}
	}
	return total, nil
}

// lowOnly tells whether all weight is under the first child; a root like that is one level too high.
func (n node) lowOnly() bool {
	for _, sum := range n[1:] {
		if sum != 0 {
			return false
		}
	}
	return true
}

// slot returns the place of a leaf's ancestor among the children of its node on a level.
func slot(index uint64, level int) int {
	return int(index >> (arityBits * level) & (Arity - 1))
}

// number returns the place of a leaf's node among all nodes of a level.
func number(index uint64, level int) uint64 {
	return index >> (arityBits * (level + 1))
}

// covers tells whether a tree of a height has a place for a leaf.
func covers(height int, index uint64) bool {
	return height > 0 && number(index, height-1) == 0
}
