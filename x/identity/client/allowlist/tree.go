// Package allowlist builds allow lists and the proofs for them, in the form of types.AllowlistLeaf and of RFC 6962.
package allowlist

import (
	"bytes"
	"crypto/sha256"
)

// Tree computes the Merkle root of leaves that come one after another (RFC 6962, 2.1), and the audit path of one of them. It holds one node
// for each level; the library of the chain holds them all.
type Tree struct {
	// nodes are roots of perfect subtrees, the largest first.
	nodes []node
	size  uint64
	// index is the marked leaf's, if one is marked; aunts are the hashes of its path so far.
	marked bool
	index  uint64
	aunts  [][]byte
}

// node is the root of a perfect subtree of 2^level leaves. marked: the leaf whose path is wanted is below it.
type node struct {
	hash   [sha256.Size]byte
	level  int
	marked bool
}

// Add appends a leaf. A leaf whose path is wanted is marked; only the first counts.
func (t *Tree) Add(leaf []byte, mark bool) {
	mark = mark && !t.marked
	if mark {
		t.marked, t.index = true, t.size
	}
	n := node{hash: hash(0, leaf), marked: mark}
	for len(t.nodes) > 0 && t.nodes[len(t.nodes)-1].level == n.level {
		n = t.join(t.nodes[len(t.nodes)-1], n)
		t.nodes = t.nodes[:len(t.nodes)-1]
	}
	t.nodes = append(t.nodes, n)
	t.size++
}

// Root returns the root of the tree as it stands, and ends it: nothing can be added any more. A tree without leaves has none.
func (t *Tree) Root() []byte {
	if len(t.nodes) == 0 {
		return nil
	}
	for len(t.nodes) > 1 {
		last := len(t.nodes) - 1
		t.nodes[last-1] = t.join(t.nodes[last-1], t.nodes[last])
		t.nodes = t.nodes[:last]
	}
	return bytes.Clone(t.nodes[0].hash[:])
}

// Size returns the number of leaves.
func (t *Tree) Size() uint64 { return t.size }

// Path returns the index and the audit path of the marked leaf, from its sibling up, once Root has been called; and whether one is marked.
func (t *Tree) Path() (index uint64, aunts [][]byte, ok bool) { return t.index, t.aunts, t.marked }

func (t *Tree) join(left, right node) node {
	if left.marked {
		t.aunts = append(t.aunts, bytes.Clone(right.hash[:]))
	}
	if right.marked {
		t.aunts = append(t.aunts, bytes.Clone(left.hash[:]))
	}
	return node{hash: hash(1, left.hash[:], right.hash[:]), level: left.level + 1, marked: left.marked || right.marked}
}

// hash is SHA-256 under a prefix: 0 for leaves, 1 for nodes.
func hash(prefix byte, parts ...[]byte) [sha256.Size]byte {
	var buffer [1 + 2*sha256.Size]byte
	in := append(buffer[:0], prefix)
	for _, part := range parts {
		in = append(in, part...)
	}
	return sha256.Sum256(in)
}
