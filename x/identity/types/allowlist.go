package types

import (
	errorsmod "cosmossdk.io/errors"

	"github.com/agijobs/agijobs/internal/merkleproof"
	"github.com/agijobs/agijobs/internal/preimage"
)

const (
	// AllowlistFormat is the version of the leaves: the domain that each of them begins with.
	AllowlistFormat = "agijobs/allowlist/v1"
	// MaxAllowlist is the largest list: more than there are people.
	MaxAllowlist = 1 << 40
)

// AllowlistLeaf returns what stands in the tree for an address, 32 bytes: the SHA-256 over four fields, each written as its length in 8
// bytes, big endian, and its bytes: AllowlistFormat, the chain's id, the role's name ("ROLE_AGENT"), and the address (20 or 32
// bytes, not its text).
func AllowlistLeaf(chainID string, role Role, address []byte) []byte {
	var f preimage.Fields
	f.Text(AllowlistFormat)
	f.Text(chainID)
	f.Text(role.String())
	f.Bytes(address)
	return f.Sum()
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

// allowlistBounds: a proof of the largest list is a kilobyte and a quarter.
var allowlistBounds = merkleproof.Bounds{MaxLeaves: MaxAllowlist, Tree: "a list", Hash: "aunt"}

func (p AllowlistProof) proof() merkleproof.Proof {
	return merkleproof.Proof{Index: p.Index, Total: p.Total, Path: p.Aunts}
}

// Validate checks bounds: of the numbers, and that there are as many hashes as they imply.
func (p AllowlistProof) Validate() error {
	if err := allowlistBounds.Check(p.proof()); err != nil {
		return errorsmod.Wrap(ErrInvalidProof, err.Error())
	}
	return nil
}

// Verify tells whether a leaf is in the tree of a root. Total and Index only say how the hashes combine; neither is a fact about the list.
func (p AllowlistProof) Verify(root, leaf []byte) error {
	if err := p.Validate(); err != nil {
		return err
	}
	if !p.proof().Proves(root, leaf) {
		return errorsmod.Wrapf(ErrWrongProof, "root %x", root)
	}
	return nil
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
