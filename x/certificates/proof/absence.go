package proof

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	ics23 "github.com/cosmos/ics23/go"
)

// emptyRoot is the root of a store without a record.
var emptyRoot = sha256.Sum256(nil)

// verifyAbsence: the neighbours of the key are in the store, and nothing is between them. The library's own check of this refuses neighbours
// whose value is empty, as all entries of an index are; the parts of it do not.
func verifyAbsence(root []byte, absent *ics23.NonExistenceProof, key []byte) (err error) {
	// The library panics at paths that no tree has. Such a root is signed by nobody, but a node may serve one.
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("no path of a tree: %v", r)
		}
	}()
	if absent == nil || !bytes.Equal(absent.Key, key) {
		return errors.New("it is no proof that the record is absent")
	}
	left, right := absent.Left, absent.Right
	if left == nil && right == nil {
		if !bytes.Equal(root, emptyRoot[:]) {
			return errors.New("its store is not empty")
		}
		return nil
	}
	for _, neighbour := range []*ics23.ExistenceProof{left, right} {
		if neighbour == nil {
			continue
		}
		if got, err := treeRoot(neighbour); err != nil || !bytes.Equal(got, root) {
			return errors.Join(errors.New("its neighbour is not in the store"), err)
		}
	}
	if left != nil && bytes.Compare(left.Key, key) >= 0 || right != nil && bytes.Compare(key, right.Key) >= 0 {
		return errors.New("it does not lie between its neighbours")
	}
	if !adjoin(left, right) {
		return errors.New("something may lie between its neighbours")
	}
	return nil
}

// adjoin: nothing is between two leaves, or beyond the one that is there.
func adjoin(left, right *ics23.ExistenceProof) bool {
	switch spec := ics23.IavlSpec.InnerSpec; {
	case left == nil:
		return ics23.IsLeftMost(spec, right.Path)
	case right == nil:
		return ics23.IsRightMost(spec, left.Path)
	default:
		return ics23.IsLeftNeighbor(spec, left.Path, right.Path)
	}
}

// treeRoot computes the root of the tree that a leaf is in, as IAVL does.
func treeRoot(p *ics23.ExistenceProof) ([]byte, error) {
	if err := p.CheckAgainstSpec(ics23.IavlSpec); err != nil {
		return nil, err
	}
	value := sha256.Sum256(p.Value)
	leaf := slices.Concat(p.Leaf.Prefix, binary.AppendUvarint(nil, uint64(len(p.Key))), p.Key, []byte{sha256.Size}, value[:])
	hash := sha256.Sum256(leaf)
	at := hash[:]
	for _, step := range p.Path {
		var err error
		if at, err = step.Apply(at); err != nil {
			return nil, err
		}
	}
	return at, nil
}
