// Package sortition draws leaves of a tree by weight: a sum tree in a key-value store, a stream of random numbers from a
// seed, and the draw.
package sortition

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math/bits"
	"slices"
)

var (
	// ErrCorrupt says that the stored tree contradicts itself. Nothing that this package wrote reads so.
	ErrCorrupt = errors.New("sortition: the stored tree is corrupt")
	// ErrOverflow says that the sum of the weights would have more than 64 bits.
	ErrOverflow = errors.New("sortition: the sum of the weights exceeds 64 bits")
	// ErrRange says that a leaf or a point is outside of the tree.
	ErrRange = errors.New("sortition: outside of the tree")
)

// Store is what a tree needs of a key-value store; the SDK's KVStore is one. Get returns nil for an absent key.
type Store interface {
	Get(key []byte) ([]byte, error)
	Set(key, value []byte) error
	Delete(key []byte) error
}

// Tree is a sum tree over leaves 0, 1, 2, …, each with a weight (0: absent). Reading, writing and finding a leaf take one
// node per level: O(log16 of the highest leaf). It holds nothing but its prefix; the nodes are in the store.
//
// The stored form depends on the weights alone, never on the order of the updates: empty nodes are absent, and the tree
// is as high as its highest leaf demands. Every read compares the node with the sum in its parent.
//
// Keys under the prefix: 0 holds the root, preceded by a byte with the tree's height; 1+level ‖ number (4 bytes, big
// endian) holds an inner node.
type Tree struct{ prefix []byte }

// New returns the tree under a prefix. No tree's prefix may be the start of another key of the store but its own nodes'.
func New(prefix []byte) Tree {
	return Tree{prefix: slices.Clone(prefix)}
}

// Total returns the sum of all weights.
func (t Tree) Total(s Store) (uint64, error) {
	root, _, err := t.root(s)
	if err != nil {
		return 0, err
	}
	return root.total()
}

// Weight returns the weight of a leaf; 0 for an absent one.
func (t Tree) Weight(s Store, index uint64) (uint64, error) {
	leaf, err := t.span(s, index)
	return leaf.weight, err
}

// Find returns the leaf that a point falls on, when the weights lie one after another in the order of the leaves. The
// point must be below Total, else ErrRange.
func (t Tree) Find(s Store, point uint64) (index, weight uint64, err error) {
	leaf, err := t.find(s, point)
	return leaf.index, leaf.weight, err
}

// Set gives a leaf a weight; 0 removes it. A leaf above MaxLeaves is ErrRange, a total above 64 bits is ErrOverflow; both
// leave the tree as it was.
func (t Tree) Set(s Store, index, weight uint64) error {
	if index >= MaxLeaves {
		if weight == 0 {
			return nil
		}
		return fmt.Errorf("%w: leaf %d, the last is %d", ErrRange, index, MaxLeaves-1)
	}
	root, height, err := t.root(s)
	if err != nil {
		return err
	}
	total, err := root.total()
	if err != nil {
		return err
	}
	path, err := t.path(s, root, height, index)
	if err != nil {
		return err
	}
	var old uint64
	if len(path) > 0 {
		old = path[0][slot(index, 0)]
	}
	if old == weight {
		return nil
	}
	if _, carry := bits.Add64(total-old, weight, 0); carry != 0 {
		return ErrOverflow
	}
	if len(path) == 0 {
		if path, err = t.grow(s, root, height, total, index); err != nil {
			return err
		}
	}
	for level := range path {
		at := slot(index, level)
		path[level][at] = path[level][at] - old + weight
	}
	return t.write(s, path, index)
}

// path returns a leaf's nodes from level 0 to the root; none if the tree is not high enough for the leaf.
func (t Tree) path(s Store, root node, height int, index uint64) ([]node, error) {
	if !covers(height, index) {
		return nil, nil
	}
	path := make([]node, height)
	path[height-1] = root
	for level := height - 2; level >= 0; level-- {
		var err error
		want := path[level+1][slot(index, level+1)]
		if path[level], err = t.child(s, level, number(index, level), want); err != nil {
			return nil, err
		}
	}
	return path, nil
}

// grow puts levels on top of the tree until it covers the leaf and returns the leaf's path, which has nothing of the old
// tree in it but the root's first child. The new root is not written yet.
func (t Tree) grow(s Store, root node, height int, total, index uint64) ([]node, error) {
	for ; !covers(height, index); height++ {
		if total > 0 {
			if err := s.Set(t.key(height-1, 0), root.encode()); err != nil {
				return nil, err
			}
		}
		root = node{total}
	}
	path := make([]node, height)
	path[height-1] = root
	return path, nil
}

// write stores a changed path; empty nodes and levels that have become superfluous disappear.
func (t Tree) write(s Store, path []node, index uint64) error {
	height := len(path)
	for level, n := range path[:height-1] {
		key := t.key(level, number(index, level))
		if n == (node{}) {
			if err := s.Delete(key); err != nil {
				return err
			}
		} else if err := s.Set(key, n.encode()); err != nil {
			return err
		}
	}
	root := path[height-1]
	if root == (node{}) {
		return s.Delete(t.rootKey())
	}
	for ; height > 1 && root.lowOnly(); height-- {
		low, err := t.child(s, height-2, 0, root[0])
		if err != nil {
			return err
		}
		if err := s.Delete(t.key(height-2, 0)); err != nil {
			return err
		}
		root = low
	}
	return s.Set(t.rootKey(), append([]byte{byte(height)}, root.encode()...))
}

// span is a leaf and the stretch of points that fall on it: from start up to, not including, end.
type span struct{ index, start, weight uint64 }

func (l span) end() uint64 { return l.start + l.weight }

// span returns a leaf's stretch; an absent leaf has weight 0.
func (t Tree) span(s Store, index uint64) (span, error) {
	root, height, err := t.root(s)
	if err != nil {
		return span{}, err
	}
	path, err := t.path(s, root, height, index)
	if err != nil {
		return span{}, err
	}
	leaf := span{index: index}
	for level, n := range path {
		at := slot(index, level)
		for _, sum := range n[:at] {
			leaf.start += sum
		}
		if level == 0 {
			leaf.weight = n[at]
		}
	}
	return leaf, nil
}

// find returns the leaf that a point falls on.
func (t Tree) find(s Store, point uint64) (span, error) {
	n, height, err := t.root(s)
	if err != nil {
		return span{}, err
	}
	total, err := n.total()
	if err != nil {
		return span{}, err
	}
	if point >= total {
		return span{}, fmt.Errorf("%w: point %d, the total is %d", ErrRange, point, total)
	}
	var index uint64
	rest := point
	for level := height - 1; ; level-- {
		at := 0
		for rest >= n[at] { // ends inside of the node, since rest is less than its sum
			rest -= n[at]
			at++
		}
		index = index<<arityBits | uint64(at)
		if level == 0 {
			return span{index: index, start: point - rest, weight: n[at]}, nil
		}
		if n, err = t.child(s, level-1, index, n[at]); err != nil {
			return span{}, err
		}
	}
}

// root returns the root and the tree's height; an empty tree has height 0.
func (t Tree) root(s Store) (node, int, error) {
	raw, err := s.Get(t.rootKey())
	if err != nil || raw == nil {
		return node{}, 0, err
	}
	if len(raw) == 0 || raw[0] == 0 || raw[0] > MaxHeight {
		return node{}, 0, fmt.Errorf("%w: the root has no valid height", ErrCorrupt)
	}
	n, err := decodeNode(raw[1:])
	if err != nil {
		return node{}, 0, err
	}
	height := int(raw[0])
	if height > 1 && n.lowOnly() {
		return node{}, 0, fmt.Errorf("%w: the tree is higher than its leaves need", ErrCorrupt)
	}
	return n, height, nil
}

// child returns the node whose sum, as its parent has it, is want. A sum of 0 means that no node is stored.
func (t Tree) child(s Store, level int, number, want uint64) (node, error) {
	if want == 0 {
		return node{}, nil
	}
	raw, err := s.Get(t.key(level, number))
	if err != nil {
		return node{}, err
	}
	n, err := decodeNode(raw)
	if err != nil {
		return node{}, err
	}
	if total, err := n.total(); err != nil || total != want {
		return node{}, fmt.Errorf("%w: node %d of level %d is not what its parent sums up", ErrCorrupt, number, level)
	}
	return n, nil
}

func (t Tree) rootKey() []byte { return slices.Concat(t.prefix, []byte{0}) }

func (t Tree) key(level int, number uint64) []byte {
	return binary.BigEndian.AppendUint32(slices.Concat(t.prefix, []byte{byte(1 + level)}), uint32(number))
}
