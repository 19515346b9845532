// Package merkleproof checks inclusion proofs of RFC 6962: that a leaf is in the tree of a root.
package merkleproof

import (
	"crypto/sha256"
	"fmt"
	"math/bits"

	"github.com/cometbft/cometbft/crypto/merkle"
)

// Proof is the audit path of leaf Index in a tree of Total leaves, from the leaf's sibling up. Total and Index only say how
// the hashes combine; neither is a fact about the tree.
type Proof struct {
	Index, Total uint64
	Path         [][]byte
}

// Bounds of a kind of tree, and what its users call it and the hashes of a path.
type Bounds struct {
	// MaxLeaves is at most 2^62, so that a path has at most 62 hashes and a number of leaves fits every integer.
	MaxLeaves uint64
	// Tree and Hash stand in errors: "a list has 1 to 8 leaves", "aunt 0 has 31 bytes".
	Tree, Hash string
}

// Check returns an error unless the numbers are within bounds and there are as many hashes as they imply.
func (b Bounds) Check(p Proof) error {
	if p.Total == 0 || p.Total > b.MaxLeaves {
		return fmt.Errorf("total is %d; %s has 1 to %d leaves", p.Total, b.Tree, b.MaxLeaves)
	}
	if p.Index >= p.Total {
		return fmt.Errorf("index is %d of %d leaves; the first has 0", p.Index, p.Total)
	}
	if want := PathLength(p.Index, p.Total); len(p.Path) != want {
		return fmt.Errorf("%d %ss; leaf %d of %d has %d", len(p.Path), b.Hash, p.Index, p.Total, want)
	}
	for i, hash := range p.Path {
		if len(hash) != sha256.Size {
			return fmt.Errorf("%s %d has %d bytes; a SHA-256 has %d", b.Hash, i, len(hash), sha256.Size)
		}
	}
	return nil
}

// Proves tells whether a proof that Check has passed leads from a leaf to a root.
func (p Proof) Proves(root, leaf []byte) bool {
	proof := merkle.Proof{
		Total: int64(p.Total), Index: int64(p.Index), Aunts: p.Path,
		LeafHash: merkle.HashFromByteSlices([][]byte{leaf}), // a tree of one leaf is that leaf's hash
	}
	return proof.Verify(root, leaf) == nil
}

// PathLength is the number of hashes in the audit path of a leaf (RFC 6962, 2.1.1), for an index below total. A tree splits at
// the largest power of two below its size.
func PathLength(index, total uint64) int {
	length := 0
	for total > 1 {
		split := uint64(1) << (bits.Len64(total-1) - 1)
		if index < split {
			total = split
		} else {
			index, total = index-split, total-split
		}
		length++
	}
	return length
}
