package keeper

import (
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/invariant"
	"github.com/agijobs/agijobs/x/sovereign/types"
)

// Invariants returns what must always hold.
func (k *Keeper) Invariants() []invariant.Invariant {
	return []invariant.Invariant{
		{Name: types.ModuleName + "/supply", Check: k.checkSupply},
		{Name: types.ModuleName + "/council", Check: k.checkCouncil},
		{Name: types.ModuleName + "/proposals", Check: k.checkProposals},
		{Name: types.ModuleName + "/brake", Check: k.checkBrake},
		{Name: types.ModuleName + "/changes", Check: k.checkChanges},
	}
}

// checkSupply: genesis + minted - burned = supply.
func (k *Keeper) checkSupply(ctx sdk.Context) error {
	genesis, err := k.genesisSupply.Get(ctx)
	if err != nil {
		return err
	}
	records, err := k.Records(ctx)
	if err != nil {
		return err
	}
	supply, err := k.supply(ctx)
	if err != nil {
		return err
	}
	return types.CheckSupply(genesis, records, supply)
}
