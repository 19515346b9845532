package types

import (
	"crypto/sha256"
	"encoding/binary"
	"math/bits"

	"github.com/cometbft/cometbft/crypto/merkle"

	errorsmod "cosmossdk.io/errors"
)

const (
	// AllowlistFormat is the version of the leaves: the domain that each of them begins with.
	AllowlistFormat = "agijobs/allowlist/v1"
	// MaxAllowlist is the largest list: more than there are people.
	MaxAllowlist = 1 << maxAunts
	// maxAunts is the longest proof of such a list: a kilobyte and a quarter.
	maxAunts = 40
)

// AllowlistLeaf returns what stands in the tree for an address, 32 bytes: the SHA-256 over four fields, each written as its length in 8
// bytes, big endian, and its bytes: AllowlistFormat, the chain's id, the role's name ("ROLE_AGENT"), and the address (20 or 32
// bytes, not its text).
func AllowlistLeaf(chainID string, role Role, address []byte) []byte {
	var fields []byte
	for _, field := range [][]byte{[]byte(AllowlistFormat), []byte(chainID), []byte(role.String()), address} {
		fields = binary.BigEndian.AppendUint64(fields, uint64(len(field)))
		fields = append(fields, field...)
	}
	sum := sha256.Sum256(fields)
	return sum[:]
}

// AllowlistProof is an inclusion proof of RFC 6962: the audit path of leaf Index in a tree of Total leaves, from the leaf's
// sibling up.
type AllowlistProof struct {
	Total, Index uint64
	Aunts        [][]byte
}

// Proof returns the proof that a message carries.
func (m *MsgEnrolWithProof) Proof() AllowlistProof {
	return AllowlistProof{Total: m.Total, Index: m.Index, Aunts: m.Aunts}
}

// Validate checks bounds: of the numbers, and that there are as many hashes as they imply.
func (p AllowlistProof) Validate() error {
	if p.Total == 0 || p.Total > MaxAllowlist {
		return errorsmod.Wrapf(ErrInvalidProof, "total is %d; a list has 1 to %d leaves", p.Total, uint64(MaxAllowlist))
	}
	if p.Index >= p.Total {
		return errorsmod.Wrapf(ErrInvalidProof, "index is %d of %d leaves; the first has 0", p.Index, p.Total)
	}
	if want := pathLength(p.Index, p.Total); len(p.Aunts) != want {
		return errorsmod.Wrapf(ErrInvalidProof, "%d aunts; leaf %d of %d has %d", len(p.Aunts), p.Index, p.Total, want)
	}
	for i, aunt := range p.Aunts {
		if len(aunt) != HashSize {
			return errorsmod.Wrapf(ErrInvalidProof, "aunt %d has %d bytes; a SHA-256 has %d", i, len(aunt), HashSize)
		}
	}
	return nil
}

// Verify tells whether a leaf is in the tree of a root. Total and Index only say how the hashes combine; neither is a fact about the list.
func (p AllowlistProof) Verify(root, leaf []byte) error {
	if err := p.Validate(); err != nil {
		return err
	}
	proof := merkle.Proof{
		Total: int64(p.Total), Index: int64(p.Index), Aunts: p.Aunts,
		LeafHash: merkle.HashFromByteSlices([][]byte{leaf}), // a tree of one leaf is that leaf's hash
	}
	if err := proof.Verify(root, leaf); err != nil {
		return errorsmod.Wrapf(ErrWrongProof, "root %x", root)
	}
	return nil
}

// pathLength is the number of hashes in the audit path of a leaf (RFC 6962, 2.1.1). A tree splits at the largest power of two below
// its size.
func pathLength(index, total uint64) int {
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

// Check tells whether a list admits an applicant by a proof for some version of it.
func (r AllowlistRoot) Check(chainID string, applicant []byte, version uint64, proof AllowlistProof) error {
	if !r.Active {
		return errorsmod.Wrapf(ErrSourceInactive, "allow list of %s", r.Role)
	}
	if version != r.Version {
		return errorsmod.Wrapf(ErrOldProof, "proof is for version %d of the list, version %d is in force; get a new proof", version, r.Version)
	}
	return proof.Verify(r.Root, AllowlistLeaf(chainID, r.Role, applicant))
}
