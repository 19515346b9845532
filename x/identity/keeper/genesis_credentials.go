package keeper

import (
	"context"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/identity/types"
)

func (k *Keeper) initCredentials(ctx context.Context, gs types.GenesisState) error {
	for _, t := range gs.CredentialTypes {
		if err := k.credentialTypes.Set(ctx, t.Id, t); err != nil {
			return err
		}
	}
	return nil
}

func (k *Keeper) exportCredentials(ctx context.Context, gs *types.GenesisState) error {
	if err := k.credentialTypes.Walk(ctx, nil, func(_ string, t types.CredentialType) (bool, error) {
		gs.CredentialTypes = append(gs.CredentialTypes, t)
		return false, nil
	}); err != nil {
		return err
	}
	return k.credentials.Walk(ctx, nil, func(_ collections.Pair[sdk.AccAddress, string], c types.Credential) (bool, error) {
		gs.Credentials = append(gs.Credentials, c)
		return false, nil
	})
}
