// Package keeper mints certificates of completed jobs and moves them between participants.
package keeper

import (
	"github.com/cosmos/cosmos-sdk/codec"

	"github.com/agijobs/agijobs/x/certificates/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
)

var _ jobstypes.CertificateKeeper = (*Keeper)(nil)

// Keeper has no store of its own: class, certificates and owners are in x/nft.
type Keeper struct {
	cdc       codec.Codec
	nft       types.NFTKeeper
	identity  types.IdentityKeeper
	authority string
}

// NewKeeper returns the keeper. authority is the bech32 address of the owner's council.
func NewKeeper(cdc codec.Codec, nft types.NFTKeeper, ik types.IdentityKeeper, authority string) *Keeper {
	return &Keeper{cdc: cdc, nft: nft, identity: ik, authority: authority}
}

// Authority returns the address of the owner's council.
func (k *Keeper) Authority() string { return k.authority }
