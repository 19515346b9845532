// Package keeper mints certificates of completed jobs, moves them between participants and sells them.
//
// Messages record facts and take money in; the EndBlocker moves money out. All of it lies in sale.go.
package keeper

import (
	"cosmossdk.io/collections"
	corestore "cosmossdk.io/core/store"

	"github.com/cosmos/cosmos-sdk/codec"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"

	"github.com/agijobs/agijobs/internal/journal"
	"github.com/agijobs/agijobs/internal/money"
	"github.com/agijobs/agijobs/x/certificates/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
)

var _ jobstypes.CertificateKeeper = (*Keeper)(nil)

// Keeper keeps what is for sale and what is revoked; class, certificates and owners are in x/nft.
type Keeper struct {
	cdc       codec.Codec
	journal   journal.Journal
	purse     money.Purse
	nft       types.NFTKeeper
	identity  types.IdentityKeeper
	clock     types.Clock
	authority string

	Schema collections.Schema
	// Listings and Revocations by job id.
	Listings    collections.Map[uint64, types.Listing]
	Revocations collections.Map[uint64, types.Revocation]
	// CitedBy is the index of sources: (source, certificate that builds on it). Genesis fills it anew.
	CitedBy collections.KeySet[collections.Pair[uint64, uint64]]
}

// NewKeeper returns the keeper. authority is the bech32 address of the owner's council.
func NewKeeper(
	cdc codec.Codec, ss corestore.KVStoreService, tkey *storetypes.TransientStoreKey, bank money.Bank, books money.Books,
	nft types.NFTKeeper, ik types.IdentityKeeper, clock types.Clock, authority string,
) *Keeper {
	sb := collections.NewSchemaBuilder(ss)
	k := &Keeper{
		cdc: cdc, journal: journal.New(tkey), purse: money.New(bank, books, types.ModuleName),
		nft: nft, identity: ik, clock: clock, authority: authority,

		Listings: collections.NewMap(sb, types.ListingsPrefix, "listings", collections.Uint64Key, codec.CollValue[types.Listing](cdc)),
		Revocations: collections.NewMap(sb, types.RevocationsPrefix, "revocations", collections.Uint64Key,
			codec.CollValue[types.Revocation](cdc)),
		CitedBy: collections.NewKeySet(sb, types.CitedByPrefix, "cited_by",
			collections.PairKeyCodec(collections.Uint64Key, collections.Uint64Key)),
	}
	schema, err := sb.Build()
	if err != nil {
		panic(err)
	}
	k.Schema = schema
	return k
}

// Authority returns the address of the owner's council.
func (k *Keeper) Authority() string { return k.authority }
