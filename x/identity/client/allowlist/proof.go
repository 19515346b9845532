package allowlist

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	errorsmod "cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/identity/types"
)

// Proof is what an applicant hands in: the proof that it stands on a list.
type Proof struct {
	// Format is the version of the leaves: types.AllowlistFormat.
	Format  string `json:"format"`
	ChainID string `json:"chain_id"`
	// Role by its full name: ROLE_AGENT.
	Role      string `json:"role"`
	Applicant string `json:"applicant"`
	// Root in hexadecimals. Version is the list's on the chain; 0: whichever has this root.
	Root    string `json:"root"`
	Version uint64 `json:"version,omitempty"`
	Total   uint64 `json:"total"`
	Index   uint64 `json:"index"`
	// Aunts are the hashes from the leaf's sibling up, in hexadecimals.
	Aunts []string `json:"aunts"`
}

// ReadProof reads a proof and checks its form.
func ReadProof(in io.Reader) (Proof, error) {
	var p Proof
	if err := decode(in, &p); err != nil {
		return p, fmt.Errorf("this is no proof: %w", err)
	}
	if p.Format != types.AllowlistFormat {
		return p, fmt.Errorf("the proof has format %q; this program knows %q", p.Format, types.AllowlistFormat)
	}
	if _, err := types.ParseAddress("applicant", p.Applicant); err != nil {
		return p, err
	}
	if _, err := ParseRole(p.Role); err != nil {
		return p, err
	}
	if _, err := ParseRoot(p.Root); err != nil {
		return p, err
	}
	path, err := p.path()
	if err != nil {
		return p, err
	}
	return p, path.Validate()
}

// ParseRoot reads a root in hexadecimals.
func ParseRoot(text string) ([]byte, error) {
	root, err := hex.DecodeString(text)
	if err != nil || len(root) != types.HashSize {
		return nil, fmt.Errorf("root %q; write %d bytes in hexadecimals", text, types.HashSize)
	}
	return root, nil
}

// Write writes the proof as JSON.
func (p Proof) Write(out io.Writer) error {
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	return encoder.Encode(p)
}

func (p Proof) path() (types.AllowlistProof, error) {
	path := types.AllowlistProof{Total: p.Total, Index: p.Index}
	for i, text := range p.Aunts {
		aunt, err := hex.DecodeString(text)
		if err != nil {
			return path, errorsmod.Wrapf(types.ErrInvalidProof, "aunt %d: %s", i, err)
		}
		path.Aunts = append(path.Aunts, aunt)
	}
	return path, nil
}

// Verify tells whether the proof leads to a root.
func (p Proof) Verify(root []byte) error {
	role, address, path, err := p.parts()
	if err != nil {
		return err
	}
	return path.Verify(root, types.AllowlistLeaf(p.ChainID, role, address))
}

// For returns the proof with the version of the list in force, or says why that list does not take it: what the chain would say.
func (p Proof) For(list types.AllowlistRoot, chainID string) (Proof, error) {
	role, address, path, err := p.parts()
	if err != nil {
		return p, err
	}
	if chainID != p.ChainID {
		return p, fmt.Errorf("the proof is for chain %q, this is %q", p.ChainID, chainID)
	}
	if role != list.Role {
		return p, fmt.Errorf("the proof is for %s, the list for %s", role, list.Role)
	}
	if p.Version == 0 {
		if !strings.EqualFold(p.Root, hex.EncodeToString(list.Root)) {
			return p, errorsmod.Wrapf(types.ErrOldProof, "proof is for root %s, version %d of the list has root %x; get a new proof", p.Root, list.Version, list.Root)
		}
		p.Version = list.Version
	}
	return p, list.Check(chainID, address, p.Version, path)
}

// Message returns the message that hands the proof in.
func (p Proof) Message(sender sdk.AccAddress) (*types.MsgEnrolWithProof, error) {
	role, _, path, err := p.parts()
	if err != nil {
		return nil, err
	}
	msg := &types.MsgEnrolWithProof{
		Sender: sender.String(), Applicant: p.Applicant, Role: role, Version: p.Version, Total: path.Total, Index: path.Index, Aunts: path.Aunts,
	}
	return msg, msg.ValidateBasic()
}

func (p Proof) parts() (types.Role, sdk.AccAddress, types.AllowlistProof, error) {
	role, err := ParseRole(p.Role)
	if err != nil {
		return 0, nil, types.AllowlistProof{}, err
	}
	address, err := types.ParseAddress("applicant", p.Applicant)
	if err != nil {
		return 0, nil, types.AllowlistProof{}, err
	}
	path, err := p.path()
	return role, address, path, err
}
