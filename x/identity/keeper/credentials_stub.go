package keeper

import (
	"context"
	"time"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/identity/types"
)

// issueByToken is a stand-in until credentials are built.
func (k *Keeper) issueByToken(ctx context.Context, subject sdk.AccAddress, kid, typ string, valueHash []byte, expiresAt *time.Time) error {
	cred := types.Credential{
		Subject: subject.String(), Type: typ, Issuer: types.KeySource(kid), ValueHash: valueHash, IssuedAt: blockTime(ctx), ExpiresAt: expiresAt,
	}
	if err := k.credentials.Set(ctx, collections.Join(subject, typ), cred); err != nil {
		return err
	}
	return emit(ctx, &types.EventCredentialIssued{Credential: cred})
}
