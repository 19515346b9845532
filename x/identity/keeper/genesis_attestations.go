package keeper

import (
	"context"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/identity/types"
)

func (k *Keeper) initAttestations(ctx context.Context, gs types.GenesisState) error {
	for _, a := range gs.Attestations {
		addr, err := types.ParseAddress("address", a.Address)
		if err != nil {
			return err
		}
		if err := k.attestations.Set(ctx, collections.Join(a.Source, addr), a); err != nil {
			return err
		}
	}
	return nil
}

func (k *Keeper) exportAttestations(ctx context.Context, gs *types.GenesisState) error {
	return k.attestations.Walk(ctx, nil, func(_ collections.Pair[string, sdk.AccAddress], a types.Attestation) (bool, error) {
		gs.Attestations = append(gs.Attestations, a)
		return false, nil
	})
}
